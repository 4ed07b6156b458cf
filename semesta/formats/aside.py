"""Rows that are no data: blank ones, repeated titles, totals and remarks are set aside, each with its reason."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from semesta.formats.heading import Heading
from semesta.formats.landing import BLANK, HEADER_AGAIN, REMARK, TOTAL, Reject
from semesta.terms.text import text_key

_TOTAL = re.compile(r"\s*[^A-Za-z0-9]*(grand\s*total|sub\s*-?\s*total|total|jumlah|jml)\b", re.IGNORECASE)
_FEWEST_COLUMNS = 4


def set_aside(
    columns: Mapping[str, pa.Array], numbers: pa.Array, heading: Heading
) -> tuple[dict[str, pa.Array], pa.Array, list[Reject]]:
    """The rows that are data, their numbers, and the others as rejects.

    Only rows that lack half of the telling cells, or repeat a telling title, are looked at one by one.
    """
    doubtful = np.flatnonzero(_doubtful(columns, heading))
    if not len(doubtful):
        return dict(columns), numbers, []
    rows = {column: array.take(pa.array(doubtful)).to_pylist() for column, array in columns.items()}
    record_numbers = numbers.take(pa.array(doubtful)).to_pylist()
    keep = np.ones(len(numbers), dtype=bool)
    rejects = []
    for step, position in enumerate(doubtful):
        row = {column: cells[step] for column, cells in rows.items()}
        if reason := reason_against(row, heading):
            keep[position] = False
            text = "" if reason == BLANK else " | ".join(cell for cell in row.values() if cell)
            rejects.append(Reject(record_numbers[step], reason, text))
    mask = pa.array(keep)
    return {column: array.filter(mask) for column, array in columns.items()}, numbers.filter(mask), rejects


def reason_against(row: Mapping[str, str | None], heading: Heading) -> str | None:
    """Why a row is no data, or None."""
    cells = [text for cell in row.values() if (text := (cell or "").strip())]
    if not cells:
        return BLANK
    words = _title_words(heading)
    if len(cells) > 1 and all(text_key(cell) in words for cell in cells):
        return HEADER_AGAIN
    if _numbers_the_columns(row, heading):
        return HEADER_AGAIN
    telling = heading.telling
    filled = sum(1 for column in telling if (row[column] or "").strip())
    if filled * 2 > len(telling):
        return None
    if any(_TOTAL.match(cell) for cell in cells[:3]):
        return TOTAL
    if not filled or (len(cells) == 1 and len(row) >= _FEWEST_COLUMNS):
        return REMARK
    return None


def _doubtful(columns: Mapping[str, pa.Array], heading: Heading) -> npt.NDArray[np.bool_]:
    rows = len(next(iter(columns.values())))
    blanks = np.zeros(rows, dtype=np.int16)
    titles = np.zeros(rows, dtype=bool)
    for column in heading.telling:
        array = columns[column]
        if array.null_count:
            blanks += np.asarray(pc.is_null(array))
        for text in {*heading.texts[column], str(heading.columns[column] + 1), f"-{heading.columns[column] + 1}"}:
            equal = pc.equal(array, text)
            if pc.any(equal).as_py():
                titles |= np.asarray(equal.fill_null(False))
    doubtful: npt.NDArray[np.bool_] = (blanks * 2 >= len(heading.telling)) | titles
    return doubtful


@functools.lru_cache(maxsize=64)
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(text_key(text) for text in texts) - {""}


def _title_words(heading: Heading) -> frozenset[str]:
    texts = [part for parts in heading.texts.values() for text in parts for part in (text, *text.split("\n"))]
    return _words_of(tuple(texts))


def _numbers_the_columns(row: Mapping[str, str | None], heading: Heading) -> bool:
    """Whether every cell is the (possibly negative) number of its column: the row of 1 2 3 … under titles."""
    filled = {column: text for column, cell in row.items() if (text := (cell or "").strip())}
    texts = [text.strip("-() ").removesuffix(".0") for text in filled.values()]
    if len(filled) < _FEWEST_COLUMNS - 1 or not all(text.isdecimal() and len(text) <= 3 for text in texts):
        return False
    places = [heading.columns[column] for column in filled]
    steps = {int(text) - place for text, place in zip(texts, places, strict=True)}
    return len(steps) == 1
