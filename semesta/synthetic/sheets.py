"""Workbooks as offices make them: a few title rows, a header, text cells. The same content gives the same bytes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

MADE = datetime(2025, 1, 1)  # noqa: DTZ001  (a fixed stamp inside the workbook, no time zone there)


def write_sheet(path: Path, title: Sequence[Sequence[str]], table: pa.Table, sheet: str = "Data") -> None:
    """`title` rows, the header of `table` and its rows, all as text cells."""
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": MADE})
    page = book.add_worksheet(sheet)
    rows = [*title, table.column_names, *zip(*(column.to_pylist() for column in table.columns), strict=True)]
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell:
                page.write_string(at, column, str(cell))
    book.close()
