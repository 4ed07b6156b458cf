"""Buku Induk Penduduk: a report with one block per KK, read into rows of residents.

Every variant met (data-formats §2.3) is a mix of four things, told apart row by row: labels with a value
(`No. KK : …`, `Alamat : …, RT/RW : 003/001`, the value in the same cell, the next one, or the row below), the titles of
the person columns (one or two rows, once or per block), the row that numbers the columns, and person rows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from semesta.formats.heading import Cells, Heading, counts_columns, read_heading, titles_at
from semesta.formats.landing import REMARK, Batch, Reject
from semesta.formats.load import Format
from semesta.formats.table import Table
from semesta.terms.fault import Fault

_LOOKED_AT_ROWS = 60
_ROWS_AT_ONCE = 20_000
_FEWEST_TITLES = 4
_FEWEST_CELLS = 3
_SPACE = " \t\r\n"
_LABELS = {
    "nkk": r"NO(?:MOR|\.)?\s*KK",
    "address": r"ALAMAT",
    "rt_rw": r"(?:NO\.?\s*)?RT\s*/\s*RW",
    "rt": r"RT",
    "rw": r"RW",
    "village_name": r"(?:DESA\s*/\s*KELURAHAN|KELURAHAN\s*/\s*DESA|KELURAHAN|DESA)",
    "district_name": r"KECAMATAN",
    "regency_name": r"(?:KABUPATEN\s*/\s*KOTA|KABUPATEN|KOTA)",
}
_LABEL = re.compile(
    r"(?:^|[,\s\xa0])(?:" + "|".join(f"(?P<{name}>{text})" for name, text in _LABELS.items()) + r")[\s\xa0]*:",
    re.IGNORECASE,
)
_ANY_LABEL = re.compile(r"[,\s\xa0]*[A-Za-z./ ]{2,20}[\s\xa0]*:")
_KK_LABEL = re.compile(r"[\s\xa0]*NO(?:MOR|\.)?[\s\xa0]*KK[\s\xa0]*(?::.*)?", re.IGNORECASE | re.DOTALL)
_CARD = re.compile(r"\D{0,3}\d[\d\s\xa0.']{12,22}\D{0,3}")
_PLACE = {"village_name", "district_name", "regency_name"}


@dataclass
class _Block:
    """What is known while rows go by: the block's KK and address, the report's place, the titles in force."""

    family: dict[str, str] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    heading: Heading | None = None
    kk_column: int | None = None
    address_column: int | None = None


def is_block_report(rows: Sequence[Cells]) -> bool:
    """Whether a cell among the first rows is the label `No. KK` with its number in it, beside it or below it."""
    for at, row in enumerate(rows[:_LOOKED_AT_ROWS]):
        for position, cell in enumerate(row):
            if cell and _KK_LABEL.fullmatch(cell):
                here = cell.partition(":")[2].strip() or next((text for text in row[position + 1 :] if text), "")
                if ":" in cell and _CARD.fullmatch(here.strip()):
                    return True
                if ":" not in cell and _heads_a_block(rows[at : at + 5], position):
                    return True
    return False


def _heads_a_block(rows: Sequence[Cells], position: int) -> bool:
    """Whether the number stands below the label and the titles of the persons, `NIK` among them, only after it."""
    if len(rows) < 3 or _has_nik_title(rows[0]):
        return False
    below = rows[1][position] if position < len(rows[1]) else None
    return bool(_CARD.fullmatch((below or "").strip())) and any(_has_nik_title(row) for row in rows[2:])


def _has_nik_title(row: Cells) -> bool:
    return any(re.search(r"\bNIK\b", cell or "", re.IGNORECASE) for cell in row)


def read_blocks(rows: Iterable[Cells], file_name: str, formats: Sequence[Format]) -> Table:
    """The persons of the report, each with the KK, address and place of its block."""
    form = next(form for form in formats if form.layout == "blocks")
    block = _Block()
    persons = _persons(iter(rows), form, block)
    first = list(itertools.islice(persons, 1))
    if not first or block.heading is None:
        raise Fault(f"Kolom NIK dan NAMA tidak ada di bawah 'No. KK' pada {file_name}")
    columns = {column: place for place, column in enumerate(form.columns)}
    heading = replace(block.heading, columns=columns, above=tuple(block.above))
    return Table(heading, _batches(itertools.chain(first, persons), form), 0, ())


Person = dict[str, str] | str


def _batches(persons: Iterator[Person], form: Format) -> Iterator[Batch]:
    while rows := list(itertools.islice(persons, _ROWS_AT_ONCE)):
        found = [(number, row) for number, row in enumerate(rows, 1) if isinstance(row, dict)]
        yield Batch(
            columns={
                column: pa.array([row.get(column) or None for _, row in found], pa.string()) for column in form.columns
            },
            numbers=pa.array([number for number, _ in found], pa.int64()),
            rejects=[Reject(number, REMARK, row) for number, row in enumerate(rows, 1) if isinstance(row, str)],
            blanks=np.empty(0, np.int64),
            record_count=len(rows),
        )


def _persons(rows: Iterator[Cells], form: Format, block: _Block) -> Iterator[Person]:
    """A dictionary per person; the text of a row inside a block that is neither a person nor part of the report."""
    before: list[Cells] = []
    for row in rows:
        filled = [text for cell in row if (text := (cell or "").strip())]
        if not filled:
            continue
        if block.heading is None:
            block.above.append(" ".join(filled))
        if _is_structure(row, filled, before, form, block):
            before = [*before[-1:], row]
            continue
        before = []
        if block.heading is None or not block.family:
            continue
        person = _person(row, block)
        if person is not None:
            yield person
        elif len(filled) >= _FEWEST_CELLS:
            yield " | ".join(filled)


def _is_structure(row: Cells, filled: list[str], before: list[Cells], form: Format, block: _Block) -> bool:
    """Whether the row is part of the report and no person; what it says is now known."""
    if block.kk_column is not None:
        return _take_row_below(row, block)
    if _take_labels(row, block) or counts_columns(row):
        return True
    if _person(row, block) is not None:
        return False
    return _take_titles(row, before, form, block)


def _take_labels(row: Cells, block: _Block) -> bool:
    found = False
    for position, cell in enumerate(row):
        if not cell:
            continue
        if _KK_LABEL.fullmatch(cell) and ":" not in cell and not _has_nik_title(row):
            block.kk_column = position
            places = (at for at, text in enumerate(row) if (text or "").strip().upper() == "ALAMAT")
            block.address_column = next(places, None)
            return True
        for name, text in _labels_in(cell, row, position):
            _know(name, text, block)
            found = True
    return found


def _labels_in(cell: str, row: Cells, position: int) -> Iterator[tuple[str, str]]:
    """(label, value) pairs of a cell; a label at its end takes the next cell that is not blank and no label itself."""
    marks = list(_LABEL.finditer(cell))
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(cell)
        text = _up_to_next_label(cell[mark.end() : end])
        if not text.strip():
            after = next((other for other in row[position + 1 :] if other and other.strip()), "")
            text = "" if _ANY_LABEL.match(after) else _up_to_next_label(after)
        yield str(mark.lastgroup), text.strip(_SPACE)


def _up_to_next_label(text: str) -> str:
    """`JL. A, Nama Dusun : B` -> `JL. A`."""
    parts = text.split(",")
    kept = list(itertools.takewhile(lambda part: not _ANY_LABEL.match(part), parts))
    return ",".join(kept)


def _know(name: str, text: str, block: _Block) -> None:
    if name in _PLACE:
        block.place[name] = text
    elif name == "nkk":
        block.family = {"nkk": text}
    elif name == "rt_rw":
        rt, _, rw = text.partition("/")
        block.family |= {"rt": rt.strip(_SPACE), "rw": rw.strip(_SPACE)}
    else:
        block.family[name] = text


def _take_row_below(row: Cells, block: _Block) -> bool:
    """The row under the label `NO.KK` holds the number, and the address under `ALAMAT`."""
    column, block.kk_column = block.kk_column, None
    text = row[column] if column is not None and column < len(row) else None
    block.family = {"nkk": (text or "").strip(_SPACE)}
    if block.address_column is not None and block.address_column < len(row):
        address = row[block.address_column] or ""
        marks = {mark: re.search(rf"\b{mark}\s*:\s*([^,]*)", address, re.IGNORECASE) for mark in ("RT", "RW")}
        block.family |= {mark.lower(): found[1].strip() for mark, found in marks.items() if found}
        block.family["address"] = _up_to_next_label(address).strip(_SPACE)
    return True


def _take_titles(row: Cells, before: list[Cells], form: Format, block: _Block) -> bool:
    """Titles of person columns: this row alone, or together with the row before it."""
    options = []
    for stack in ([row], [*before[-1:], row]):
        titles = titles_at(stack, 0, len(stack))
        heading = read_heading(titles, form, stack)
        if len(heading.columns) >= _FEWEST_TITLES or {"nik", "name"} <= heading.columns.keys():
            options.append(heading)
    if not options:
        return False
    best = max(options, key=lambda heading: len(heading.columns))
    if {"nik", "name"} <= best.columns.keys():
        block.heading = best
    return True


def _person(row: Cells, block: _Block) -> dict[str, str] | None:
    """The row as a person when it has a name and a NIK of some digits, or a name after a running number."""
    if block.heading is None:
        return None
    cells = {
        column: text
        for column, position in block.heading.columns.items()
        if position < len(row) and (text := row[position])
    }
    name, nik = (cells.get("name") or "").strip(), cells.get("nik") or ""
    first = next((text for cell in row if (text := (cell or "").strip())), "")
    numbered = first.strip(".- ").removesuffix(".0").isdecimal()
    if not name or name.replace("-", "").isdecimal() or not (numbered or sum(one.isdigit() for one in nik) >= 8):
        return None
    return {**block.place, **block.family, **cells}
