"""Sheets of a workbook, row by row. Runs in the limited child process only."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from semesta.terms.fault import Fault

MOST_CELLS_AT_ONCE = 40_000_000
MOST_UNPACKED_BYTES = 3 << 30
_BLOCK = 1 << 20
_LAST_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,7})"')
_WIDE_CELL = re.compile(rb' r="([A-Z]{2,3})\d')
_OVERLAP = 256

Sheet = tuple[str, Iterator[Sequence[Any]]]


def workbook_facts(path: Path) -> dict[str, Any]:
    """What the packed sheets of an XLSX hold, by streaming through them: formulas, macros, cells of the widest sheet.

    `cells` is the last row times the last column, which a reader that keeps the sheet as a rectangle would need.
    A workbook that unpacks to more than 3 GB is a Fault.
    """
    facts = {"formulas": 0, "macros": 0, "cells": 0}
    with zipfile.ZipFile(path) as archive:
        facts["macros"] = sum(1 for name in archive.namelist() if name.endswith("vbaProject.bin"))
        total = 0
        for name in archive.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                with archive.open(name) as part:
                    formulas, cells, size = _sheet_facts(part, MOST_UNPACKED_BYTES - total)
                facts["formulas"] += formulas
                facts["cells"] = max(facts["cells"], cells)
                total += size
    return facts


def _sheet_facts(part: Any, most_bytes: int) -> tuple[int, int, int]:
    formulas = size = last_row = 0
    widest = b"Z"
    tail = b""
    while block := part.read(_BLOCK):
        size += len(block)
        if size > most_bytes:
            raise Fault("Isi buku kerja ini lebih dari 3 GB setelah dibuka; kirim sebagai CSV")
        text = tail + block
        formulas += block.count(b"<f>") + block.count(b"<f ")
        for found in _LAST_ROW.finditer(text, max(0, text.rfind(b"row ", 0, len(text) - _OVERLAP) - 1)):
            last_row = max(last_row, int(found[1]))
        for found in _WIDE_CELL.finditer(text):
            if (len(found[1]), found[1]) > (len(widest), widest):
                widest = found[1]
        tail = block[-_OVERLAP:]
    column = 0
    for letter in widest:
        column = column * 26 + letter - 64
    return formulas, last_row * column, size


def calamine_sheets(path: Path) -> Iterator[Sheet]:
    """Every sheet with its rows, by python-calamine; it keeps a sheet as a rectangle of cells."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with CalamineWorkbook.from_path(path) as book:
        for about in book.sheets_metadata:
            if about.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(about.name)
                yield about.name, (sheet.iter_rows() if sheet.height else iter(()))


def openpyxl_sheets(path: Path) -> Iterator[Sheet]:
    """The same by openpyxl, ten times slower, row by row."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        yield sheet.title, sheet.iter_rows(values_only=True)
