"""Files that we send: the columns in the order that BPJS Kesehatan reads them, declared in layouts/*.yaml (req 30).

Every value is a text cell: a NIK keeps its digits, and nothing that somebody typed can become a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from semesta.terms.fault import Fault

_FOLDER = Path(__file__).parent / "layouts"
_TITLES = "data/codes/bpjs_form_mutasi_37kolom.csv"
FIELDS = frozenset({
    "sequence", "psnoka", "mutation_code", "effective_on", "nkk", "nik", "name", "pisa", "birth_on", "sex_code",
    "address", "rt", "rw", "district_code", "district_name", "village_code", "village_name", "facility_code", "phone",
    "ward_class", "nationality",
})  # fmt: skip
MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001 -- the workbook's own stamp: the same rows give the same bytes
_START_OF_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column of the file: its title, and the field of a line that fills it ('' = left empty)."""

    title: str
    field: str


@dataclass(frozen=True)
class Layout:
    """One declared file."""

    name: str
    title_id: str
    title_en: str
    heading: str
    columns: tuple[Column, ...]
    meta: tuple[str, ...]
    date_format: str
    title_row: int
    number_row: int
    first_row: int

    def title(self, language: str) -> str:
        """The words for a reader of 'id' or 'en'."""
        return self.title_en if language == "en" else self.title_id


@cache
def layouts() -> Mapping[str, Layout]:
    """Every declared layout by name; a Fault for an unknown field or column."""
    return {path.stem: _layout(path) for path in sorted(_FOLDER.glob("*.yaml"))}


def _layout(path: Path) -> Layout:
    held = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = list(csv.DictReader(files("semesta.terms").joinpath(_TITLES).read_text(encoding="utf-8").splitlines()))
    titles = {int(row["no"]): row["judul"] for row in rows}
    if odd := [str(one) for one in (*held["fields"], *held["without"]) if one not in titles]:
        raise Fault(f"Tata letak menyebut kolom {', '.join(odd)}, yang tidak ada", path.name)
    if odd := sorted(set(held["fields"].values()) - FIELDS):
        raise Fault(f"Tata letak menyebut isian {', '.join(odd)}, yang tidak dikenal", path.name)
    columns = [Column(title, held["fields"].get(no, "")) for no, title in titles.items() if no not in held["without"]]
    return Layout(
        path.stem, held["title_id"], held["title_en"], held["heading"], tuple(columns), tuple(held["meta"]),
        held["date_format"], held["title_row"], held["number_row"], held["first_row"],
    )  # fmt: skip


def safe_text(value: Any, layout: Layout) -> str:
    """The cell's text: days in the layout's format; a text that a spreadsheet could run carries an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(layout.date_format)
    text = str(value)
    return "'" + text if text.startswith(_START_OF_FORMULA) else text


def workbook(layout: Layout, lines: Iterable[Mapping[str, Any]], meta: Mapping[str, str]) -> bytes:
    """The file as bytes, the same for the same lines and meta; `sequence` counts by itself from 1."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": layout.heading, "created": MADE_AT})
    sheet = book.add_worksheet("DATA")
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "text_wrap": True, "border": 1})
    sheet.write_string(0, 0, layout.heading, book.add_format({"bold": True}))
    for place, label in enumerate(layout.meta, 1):
        sheet.write_string(place, 0, label)
        sheet.write_string(place, 2, safe_text(meta.get(label, ""), layout), text)
    for place, column in enumerate(layout.columns):
        sheet.write_string(layout.title_row - 1, place, column.title, head)
        sheet.write_string(layout.number_row - 1, place, str(place + 1), head)
        sheet.set_column(place, place, max(10, min(len(column.title) + 2, 26)), text)
    for count, line in enumerate(lines, 1):
        for place, column in enumerate(layout.columns):
            value = count if column.field == "sequence" else line.get(column.field) if column.field else None
            if (shown := safe_text(value, layout)) != "":
                sheet.write_string(layout.first_row - 2 + count, place, shown, text)
    sheet.freeze_panes(layout.number_row, 0)
    book.close()
    return out.getvalue()
