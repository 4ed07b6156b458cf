"""Which declared format a table is, by its titles, by the words above them and by the look of its values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from semesta.formats.heading import Cells, Heading, candidate_titles, read_heading
from semesta.formats.load import Format
from semesta.terms.fault import Fault
from semesta.terms.text import text_key

_LOOKED_AT_ROWS = 60
_FEWEST_VALUES = 3
_NUMBER_OF_DIGITS = re.compile(r"\D{0,3}\d[\d\s.,'E+-]{5,24}\D{0,2}", re.IGNORECASE)
_DATE = re.compile(r"'?\d{1,4}[-/. ][0-9A-Za-z]{1,9}[-/. ]\d{1,4}.*|\d{4,8}(\.0)?|")
_SEX = re.compile(r"\s*(L|P|LK|PR|LAKI.*|PEREMPUAN|PRIA|WANITA|M|F|0|1|2)(\.0)?\.?\s*", re.IGNORECASE)
_LOOKS = {
    "nik": _NUMBER_OF_DIGITS,
    "nkk": _NUMBER_OF_DIGITS,
    "psnoka": _NUMBER_OF_DIGITS,
    "noka": _NUMBER_OF_DIGITS,
    "birth_date": _DATE,
    "sex": _SEX,
}


@dataclass(frozen=True)
class Candidate:
    """A heading with how well it explains the table; `headings` of format kinds that explain it as well are rivals."""

    heading: Heading
    score: float


def best_candidate(rows: Sequence[Cells], formats: Sequence[Format], words: str = "") -> Candidate | None:
    """The heading that explains most, or None when no format is whole; two kinds equally well raise a Fault."""
    whole = [one for one in _candidates(rows, formats, words) if not one.heading.missing]
    whole.sort(key=lambda one: (-one.score, one.heading.last - one.heading.first, one.heading.first))
    if not whole:
        return None
    best = whole[0]
    for rival in whole[1:]:
        if rival.score == best.score and rival.heading.format.kind != best.heading.format.kind:
            raise Fault(
                f"Berkas ini bisa dibaca sebagai '{best.heading.format.title}' atau '{rival.heading.format.title}'",
                f"baris {best.heading.first + 1}",
            )
    return best


def nearest_fault(rows: Sequence[Cells], formats: Sequence[Format], file_name: str, words: str = "") -> Fault:
    """What to tell the sender of a table that is no declared format: the nearest one and its missing column."""
    tables = [form for form in formats if form.layout == "table"]
    near = [(_share_present(one.heading), one.score, one.heading) for one in _candidates(rows, tables, words)]
    if not near:
        return Fault(
            f"Judul kolom tidak ditemukan dalam 40 baris pertama {file_name}; minta berkas dengan baris judul "
            "seperti NIK, NAMA, SEGMEN"
        )
    _, _, heading = max(near, key=lambda one: (one[0], one[1], -one[2].first))
    names = [heading.format.header_of(column).upper() for column in heading.missing]
    return Fault(
        f"Kolom {', '.join(names)} tidak ada di {file_name}",
        f"baris {heading.first + 1}; berkas ini paling mirip '{heading.format.title}'",
    )


def _candidates(rows: Sequence[Cells], formats: Sequence[Format], words: str) -> list[Candidate]:
    known = frozenset(key for form in formats for key in form.vocabulary)
    found = []
    for titles in candidate_titles(rows[:_LOOKED_AT_ROWS], known):
        width = sum(1 for parts in titles.parts if parts)
        for form in formats:
            if form.unless & titles.all_keys or (form.columns_at_most and width > form.columns_at_most):
                continue
            heading = read_heading(titles, form, rows)
            if len(heading.columns) > 1:
                found.append(Candidate(heading, _score(heading, rows, words)))
    return found


def _score(heading: Heading, rows: Sequence[Cells], words: str) -> float:
    """One point per explained column, half a point per required one, three per word above, less two per odd column."""
    form = heading.format
    said = text_key(" ".join(heading.above) + " " + words)
    required = sum(1 for column in form.required if column in heading.columns)
    markers = sum(1 for marker in form.markers if marker in said)
    odd = sum(1 for column in heading.columns if column in _LOOKS and not _looks_right(column, heading, rows))
    return len(heading.columns) + required / 2 + 3 * min(markers, 1) - 2 * odd


def _looks_right(column: str, heading: Heading, rows: Sequence[Cells]) -> bool:
    """Whether at least a fifth of the values in view look like this column; too few values are right."""
    position = heading.columns[column]
    body = rows[heading.last : _LOOKED_AT_ROWS]
    values = [text for row in body if position < len(row) and (text := (row[position] or "").strip())]
    if len(values) < _FEWEST_VALUES:
        return True
    return sum(1 for value in values if _LOOKS[column].fullmatch(value)) * 5 >= len(values)


def _share_present(heading: Heading) -> float:
    wanted = len(heading.format.required) + len(heading.format.one_of)
    return (wanted - len(heading.missing)) / wanted


def goes_on(rows: Sequence[Cells], heading: Heading) -> bool:
    """Whether a sheet without titles looks like more rows under this heading: identifiers and dates in their places."""
    looked_at = [column for column in heading.columns if column in _LOOKS]
    body = [row for row in rows if any((cell or "").strip() for cell in row)]
    for column in looked_at:
        position = heading.columns[column]
        values = [text for row in body if position < len(row) and (text := (row[position] or "").strip())]
        fitting = sum(1 for value in values if _LOOKS[column].fullmatch(value))
        if not values or fitting * 5 < len(values) * 4:
            return False
    return len(looked_at) > 1
