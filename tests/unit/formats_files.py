"""Small files to land, and what landed, as plain lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from semesta.formats.landing import Landed
from semesta.formats.read import land

SAMPLES = Path(__file__).parents[1] / "data" / "formats"
SIX = "PSNOKA;NIK;NAMA;SEGMEN;BULAN;TAHUN"


def person(number: int, name: str = "SITI AMINAH") -> str:
    """A line of the six-column file."""
    return f"00011{number:08d};167104{number:010d};{name};PPU;MEI;2025"


def land_text(folder: Path, text: str | bytes, name: str = "peserta.csv") -> Landed:
    """The single Landed of a text file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (landed,) = land(path, folder / "files")
    return landed


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """An XLSX with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def rows_of(landed: Landed, *columns: str) -> list[tuple[Any, ...]]:
    """(row_number, wanted columns) of what landed."""
    table = pq.read_table(landed.path)
    return list(zip(*(table[column].to_pylist() for column in ("row_number", *columns)), strict=True))


def rejects_of(landed: Landed) -> list[tuple[int, str, str]]:
    """(row_number, reason, text) of what was set aside."""
    table = pq.read_table(landed.reject_path)
    return list(zip(*(table[column].to_pylist() for column in ("row_number", "reason", "text")), strict=True))
