"""Rows that are no data: blank ones, repeated titles, totals and remarks are set aside, each with its reason."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from semesta.formats.heading import Heading
from semesta.formats.landing import BLANK, HEADER_AGAIN, REMARK, TOTAL, Reject
from semesta.terms.text import text_key

_TOTAL = re.compile(r"\s*[^A-Za-z0-9]*(grand\s*total|sub\s*-?\s*total|total|jumlah|jml)\b", re.IGNORECASE)
_FEWEST_COLUMNS = 4


@dataclass(frozen=True)
class Kept:
    """The rows that are data, their record numbers, the others as rejects, and the numbers of blank rows."""

    columns: dict[str, pa.Array]
    numbers: pa.Array
    rejects: list[Reject]
    blanks: npt.NDArray[np.int64]


def set_aside(columns: Mapping[str, pa.Array], numbers: pa.Array, heading: Heading) -> Kept:
    """Every row is kept or set aside; only rows that lack half of the telling cells, or repeat a telling title, are
    looked at one by one."""
    doubtful = _doubtful(columns, heading)
    if not doubtful.any():
        return Kept(dict(columns), numbers, [], np.empty(0, np.int64))
    blank = np.logical_and.reduce([np.asarray(pc.is_null(array)) for array in columns.values()])
    places = np.flatnonzero(doubtful & ~blank)
    all_numbers = np.asarray(numbers)
    taken = pa.array(places)
    rows = {column: array.take(taken).to_pylist() for column, array in columns.items()}
    keep = ~blank
    rejects = []
    for step, place in enumerate(places):
        row = {column: cells[step] for column, cells in rows.items()}
        if reason := reason_against(row, heading):
            keep[place] = False
            text = " | ".join(cell for cell in row.values() if cell)
            rejects.append(Reject(int(all_numbers[place]), reason, text))
    mask = pa.array(keep)
    kept = {column: array.filter(mask) for column, array in columns.items()}
    return Kept(kept, numbers.filter(mask), rejects, all_numbers[blank])


def reason_against(row: Mapping[str, str | None], heading: Heading) -> str | None:
    """Why a row is no data, or None."""
    cells = [text for cell in row.values() if (text := (cell or "").strip())]
    if not cells:
        return BLANK
    words = _title_words(heading)
    if (len(cells) > 1 and all(text_key(cell) in words for cell in cells)) or _numbers_the_columns(row, heading):
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
