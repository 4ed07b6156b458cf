"""XLSX worklists: one workbook per kelurahan for its officers. The same tables give the same bytes.

XlsxWriter makes the fixed parts of each workbook (styles, headings, print set-up); the rows are spliced in as XML made
by Arrow. No cell can become a formula, identifiers are text, and no health flag is among the columns (R9.5).
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from semesta.flow.report.sheet_xml import KINDS, Column, Kind, letters, row_xml, span, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

HEADER_ROW = 4
ROWS_AT_ONCE = 25_000
MOST_ROWS = 200_000
COMPRESSION = 2
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
MAKERS = 2
NOWHERE = "tanpa-kelurahan"
Place = tuple[str, int]


@dataclass(frozen=True)
class Sheet:
    """One sheet of every workbook: the table's rows in their order, one village after the other."""

    name: str
    title: str
    columns: tuple[Column, ...]
    table: pa.Table


@dataclass(frozen=True)
class Stamp:
    """The watermark: what run the list is from, for whom it was made, and the day it speaks of."""

    run_id: str
    made_for: str
    as_of: date
    area_name: str

    def line(self) -> str:
        """One line for the top of the sheet and the foot of every printed page."""
        day = f"{self.as_of.day:02d}-{self.as_of.month:02d}-{self.as_of.year}"
        return (
            f"Hanya untuk {self.made_for}. Keadaan per {day}. Nomor proses {self.run_id}. "
            "Memuat data pribadi: jangan disebarkan."
        )


@dataclass(frozen=True)
class Block:
    """Rows start..stop-1 of a sheet's table belong to one village."""

    start: int
    stop: int


def village_blocks(table: pa.Table) -> dict[Place, Block]:
    """(village code, part from 1) → its rows, at most MOST_ROWS each; the table must be sorted by village_code.

    A missing code reads ''.
    """
    codes = pc.fill_null(whole(table.column("village_code")), "")
    if len(codes) == 0:
        return {}
    changes = pc.not_equal(codes.slice(1), codes.slice(0, len(codes) - 1))
    starts = [0, *(index + 1 for index in pc.indices_nonzero(changes).to_pylist())]
    stops = [*starts[1:], len(codes)]
    names = [codes[start].as_py() for start in starts]
    if len(set(names)) != len(names):
        raise ValueError("rows of a worklist are not sorted by village_code")
    return {
        (name, part): Block(first, min(first + MOST_ROWS, stop))
        for name, start, stop in zip(names, starts, stops, strict=True)
        for part, first in enumerate(range(start, stop, MOST_ROWS), 1)
    }


def file_name(code: str, name: str, part: int = 1) -> str:
    """'16.71.04.1002_Bukit-Lama.xlsx', '…_bagian-2.xlsx' for what did not fit: plain signs only."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    further = f"_bagian-{part}" if part > 1 else ""
    return f"{re.sub(r'[^0-9.]', '', code) or NOWHERE}{'_' + words if words else ''}{further}.xlsx"


def skeleton(sheets: Sequence[Sheet], counts: Sequence[int], place: str, stamp: Stamp) -> dict[str, bytes]:
    """The parts of a workbook without its rows: name in the archive → content."""
    import xlsxwriter  # only a run that writes worklists needs it

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Daftar kerja {place}", "comments": stamp.line(), "created": stamp.as_of})
    cells = {
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "date": book.add_format({"num_format": "dd-mm-yyyy", "valign": "top", "align": "left"}),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
    }
    bold = book.add_format({"bold": True, "font_size": 14})
    plain = book.add_format({"font_color": "#4c5d63"})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "num_format": "@"})
    for sheet, count in zip(sheets, counts, strict=True):
        page = book.add_worksheet(sheet.name)
        page.write_string(0, 0, f"{sheet.title}: {place}", bold)
        page.write_string(1, 0, stamp.line(), plain)
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, column.width, cells[column.kind])
            page.write_string(HEADER_ROW - 1, index, column.heading, heading)
        last = len(sheet.columns) - 1
        page.freeze_panes(HEADER_ROW, 0)
        page.autofilter(HEADER_ROW - 1, 0, HEADER_ROW - 1 + count, last)
        page.repeat_rows(HEADER_ROW - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer(f"&L&8{stamp.line()}&R&8&P / &N")
    book.close()
    with zipfile.ZipFile(held) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cell_styles(sheets: Sequence[Sheet], stamp: Stamp) -> dict[Kind, int]:
    """The style number that the fixed parts give to each kind of column; the same in every workbook of these sheets."""
    parts = skeleton(sheets, [0] * len(sheets), "", stamp)
    styles: dict[Kind, int] = {}
    for number, sheet in enumerate(sheets, 1):
        page = parts[f"xl/worksheets/sheet{number}.xml"].decode()
        spans = re.findall(r'<col min="(\d+)" max="(\d+)" [^>]*style="(\d+)"', page)
        for low, high, style in spans:
            for index in range(int(low) - 1, int(high)):
                styles[sheet.columns[index].kind] = int(style)
    return {kind: styles.get(kind, styles.get("text", 0)) for kind in KINDS}


def workbook(parts: dict[str, bytes], sheets: Sequence[Sheet], bodies: Sequence[bytes], counts: Sequence[int]) -> bytes:
    """The finished archive: rows put in, dimensions set, entries dated 1980."""
    for number, (sheet, body, count) in enumerate(zip(sheets, bodies, counts, strict=True), 1):
        name = f"xl/worksheets/sheet{number}.xml"
        corner = f"{letters(len(sheet.columns) - 1)}{HEADER_ROW + count}"
        page = re.sub(rb'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{corner}"/>'.encode(), parts[name], count=1)
        parts[name] = page.replace(b"</sheetData>", body + b"</sheetData>", 1)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content, compresslevel=COMPRESSION)
    return held.getvalue()


def batches(places: Sequence[Place], sizes: Mapping[Place, int]) -> Iterator[list[Place]]:
    """Places in order, together about ROWS_AT_ONCE rows, so that memory does not grow with the city."""
    batch: list[Place] = []
    rows = 0
    for place in places:
        if batch and rows + sizes[place] > ROWS_AT_ONCE:
            yield batch
            batch, rows = [], 0
        batch.append(place)
        rows += sizes[place]
    if batch:
        yield batch


def sheet_bodies(
    sheet: Sheet, blocks: Mapping[Place, Block], batch: Sequence[Place], styles: Mapping[Kind, int]
) -> dict[Place, bytes]:
    """Place → its rows as XML, for one batch of places next to each other."""
    held = [blocks[place] for place in batch if place in blocks]
    if not held:
        return {}
    first, last = held[0].start, held[-1].stop
    part = sheet.table.slice(first, last - first).combine_chunks()
    numbers = pa.concat_arrays(
        [pa.array(range(HEADER_ROW + 1, HEADER_ROW + 1 + block.stop - block.start), pa.int32()) for block in held]
    )
    rows = row_xml(part, sheet.columns, numbers, styles)
    return {
        place: span(rows, blocks[place].start - first, blocks[place].stop - first) for place in batch if place in blocks
    }


@dataclass(frozen=True)
class Job:
    """All workbooks of one run: the sheets, where each place's rows stand in them, names, watermark, cell styles."""

    sheets: Sequence[Sheet]
    blocks: Sequence[Mapping[Place, Block]]
    names: Mapping[str, str]
    stamp: Stamp
    styles: Mapping[Kind, int]
    out: Path

    def count(self, sheet: int, place: Place) -> int:
        """Rows of a place in the sheet of that number."""
        block = self.blocks[sheet].get(place)
        return block.stop - block.start if block else 0

    def write(self, batch: Sequence[Place]) -> list[Path]:
        """The workbooks of one batch of places are on disk; their paths."""
        bodies = [
            sheet_bodies(sheet, blocks, batch, self.styles)
            for sheet, blocks in zip(self.sheets, self.blocks, strict=True)
        ]
        return [self.write_one(place, [each.get(place, b"") for each in bodies]) for place in batch]

    def write_one(self, place: Place, bodies: Sequence[bytes]) -> Path:
        """One place's workbook."""
        code, part = place
        counts = [self.count(number, place) for number in range(len(self.sheets))]
        title = f"{self.names.get(code, code) or 'kelurahan tidak diketahui'}, {self.stamp.area_name}"
        parts = skeleton(self.sheets, counts, f"{title} (bagian {part})" if part > 1 else title, self.stamp)
        path = self.out / file_name(code, self.names.get(code, ""), part)
        path.write_bytes(workbook(parts, self.sheets, bodies, counts))
        return path


def write_workbooks(
    sheets: Sequence[Sheet],
    *,
    out: Path,
    names: Mapping[str, str],
    stamp: Stamp,
    progress: Callable[[int, int], Any] | None = None,
) -> list[Path]:
    """One workbook per village of any sheet, in `out`; their paths in order of village code.

    `names`: village code → name. Rows without a village go to their own workbook; a village with more than MOST_ROWS
    rows has several.
    """
    out.mkdir(parents=True, exist_ok=True)
    job = Job(sheets, [village_blocks(sheet.table) for sheet in sheets], names, stamp, cell_styles(sheets, stamp), out)
    places = sorted({place for blocks in job.blocks for place in blocks})
    sizes = {place: sum(job.count(number, place) for number in range(len(sheets))) for place in places}
    written: list[Path] = []
    with ThreadPoolExecutor(MAKERS) as pool:
        for paths in pool.map(job.write, batches(places, sizes)):
            written += paths
            if progress is not None:
                progress(len(written), len(places))
    return written
