"""Filled forms out of a file: what ODK Central and KoboToolbox export, for a city that collects with one of them.

ODK Central: a ZIP with one CSV for the form and one per repeat (KEY, PARENT_KEY), photos under media/. KoboToolbox:
XLSX with a sheet for the form and one per repeat, CSV, or a ZIP of CSVs, with XML values and headers (`_uuid`,
`_index`, `_submission__uuid`, `_parent_index`). A CSV alone holds the households; their people are then not told.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from semesta.formats.archive import check_members
from semesta.formats.child import read_sheets
from semesta.terms.fault import Fault
from semesta.web.casework.field.answers import Answers, Unreadable, answers_of, read_xml
from semesta.web.casework.field.form import HOUSEHOLD, OTHERS, PEOPLE, PERSON_ID, visit_form
from semesta.web.casework.models.field import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from semesta.web.casework.models.field import Submission

LARGEST = 200 << 20
LARGEST_PHOTO = 10 << 20
Row = dict[str, str]


@dataclass(frozen=True)
class Exported:
    """One filled form of a file: as JSON, as it is kept; its photos by name."""

    source: str
    content: str
    photos: tuple[tuple[str, bytes], ...] = ()

    @property
    def digest(self) -> str:
        """Tells whether the same was brought before."""
        return hashlib.sha256(self.content.encode()).hexdigest()


@dataclass
class _Book:
    """The tables and pictures of a file."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    archive: zipfile.ZipFile | None = None
    pictures: dict[str, zipfile.ZipInfo] = field(default_factory=dict)


@dataclass(frozen=True)
class Export:
    """An opened file: how many filled forms it holds, and each of them."""

    count: int
    forms: Iterator[Exported]


def exported(name: str, content: bytes) -> Export:
    """The filled forms in the file. A Fault for a file that is no such export."""
    if len(content) > LARGEST:
        raise Fault(f"{name} terlalu besar; ekspor tanpa foto, atau per minggu")
    book = _opened(name, content)
    main = next((rows for rows in book.tables.values() if rows and HOUSEHOLD in rows[0] and "hasil" in rows[0]), None)
    if main is None:
        raise Fault(
            f"{name} bukan ekspor formulir kunjungan: kolom rumah dan hasil tidak ada. Di KoboToolbox pilih "
            "'XML values and headers'"
        )
    return Export(len(main), _forms(book, main))


def _opened(name: str, content: bytes) -> _Book:
    if not content.startswith(b"PK"):
        return _Book({PurePosixPath(name).stem: _csv(content, name)})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            is_workbook = "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise Fault(f"ZIP {name} rusak atau terpotong; unduh lagi") from error
    return _workbook(name, content) if is_workbook else _zip(name, content)


def _forms(book: _Book, main: list[Row]) -> Iterator[Exported]:
    source = Source.KOBO if "_uuid" in main[0] or "_id" in main[0] else Source.CENTRAL
    people, others = _repeat(book, PEOPLE), _repeat(book, OTHERS)
    for row in main:
        # The first key that the people name: a workbook names both the form's uuid and its row.
        keys = [row.get("KEY", ""), _instance_id(row), row.get("_uuid", ""), row.get("_index", "")]
        told = {"row": _of_form(row), "people": _of_keys(people, keys), "others": _of_keys(others, keys)}
        yield Exported(source, json.dumps(told, ensure_ascii=False, sort_keys=True), tuple(_photos(book, row)))


def _of_keys(found: dict[str, list[Row]], keys: list[str]) -> list[Row]:
    return [_of_form(one) for key in dict.fromkeys(filter(None, keys)) for one in found.get(key, [])]


@cache
def _known() -> frozenset[str]:
    form = visit_form()
    asked = {one.name for one in (*form.household, *form.person, *form.other)}
    return frozenset(asked | {
        HOUSEHOLD, PERSON_ID, "mulai", "selesai", "lokasi-Latitude", "lokasi-Longitude", "KEY", "instanceID",
        "meta-instanceID", "deprecatedID", "_uuid", "FormVersion", "__version__",
    })  # fmt: skip


def _of_form(row: Row) -> Row:
    """Without what the other system adds and changes by itself: exported twice, a form is the same."""
    return {name: value for name, value in row.items() if name in _known() and value}


def answers_of_kept(kept: Submission) -> Answers:
    """The answers of a filled form as it is kept, whichever way it came."""
    if kept.source in {Source.ODK, Source.PAGE}:
        return read_xml(kept.content.encode())
    return answers_in(kept.content)


def answers_in(content: str) -> Answers:
    """The answers of a form out of a file; Unreadable without number, household or result."""
    told = json.loads(content)
    row: Row = told["row"]
    instance_id = _instance_id(row)
    if not instance_id:
        raise Unreadable("no_instance_id")
    return answers_of(
        _with_place(row), people=told["people"], others=told["others"], instance_id=instance_id[:100],
        deprecated_id=row.get("deprecatedID", ""), form_id="",
        form_version=row.get("FormVersion") or row.get("__version__", ""),
    )  # fmt: skip


def _instance_id(row: Row) -> str:
    for name in ("instanceID", "meta-instanceID", "KEY"):
        if row.get(name, "").startswith("uuid:"):
            return row[name]
    return f"uuid:{row['_uuid']}" if row.get("_uuid") else ""


def _with_place(row: Row) -> Row:
    """Central tells a place in columns of its own, Kobo in one."""
    latitude, longitude = row.get("lokasi-Latitude", ""), row.get("lokasi-Longitude", "")
    return {**row, "lokasi": f"{latitude} {longitude}"} if latitude and longitude else row


def _repeat(book: _Book, name: str) -> dict[str, list[Row]]:
    """The rows of a repeat by the key of the form they belong to."""
    found: dict[str, list[Row]] = {}
    for title, rows in book.tables.items():
        if title == name or title.endswith(f"-{name}"):
            for row in rows:
                key = row.get("PARENT_KEY") or row.get("_submission__uuid") or row.get("_parent_index") or ""
                found.setdefault(key, []).append(row)
    return found


def _photos(book: _Book, row: Row) -> Iterable[tuple[str, bytes]]:
    name = row.get("foto_rumah", "")
    entry = book.pictures.get(name)
    if book.archive is not None and entry is not None and entry.file_size <= LARGEST_PHOTO:
        yield name, book.archive.read(entry)


def _zip(name: str, content: bytes) -> _Book:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        book = _Book(archive=archive)
        for entry in check_members(archive, len(content), name):
            path = PurePosixPath(entry.filename)
            if path.suffix.lower() == ".csv":
                if entry.file_size > LARGEST:
                    raise Fault(f"{entry.filename} dalam {name} terlalu besar")
                book.tables[path.stem] = _csv(archive.read(entry), entry.filename)
            elif path.parent.name == "media":
                book.pictures[path.name] = entry
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise Fault(f"ZIP {name} rusak atau terpotong; unduh lagi") from error
    return book


def _workbook(name: str, content: bytes) -> _Book:
    """The sheets as tables, opened in the limited child process; the first row of a sheet holds the titles."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(content)
        sheets, _ = read_sheets(path, Path(folder) / "sheets", name, "xlsx", lambda _: None)
        return _Book({sheet.name: list(_rows_of(sheet.rows())) for sheet in sheets})


def _rows_of(lines: Iterable[list[str | None]]) -> Iterator[Row]:
    titles: list[str] | None = None
    for line in lines:
        cells = [(cell or "").strip() for cell in line]
        if titles is None:
            titles = [cell.rpartition("/")[2] for cell in cells]
        elif any(cells):
            yield {title: cell for title, cell in zip(titles, cells, strict=False) if title}


def _csv(content: bytes, name: str) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(f"{name} bukan CSV dengan huruf UTF-8") from error
    first = text.partition("\n")[0]
    try:
        reader: Any = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
        return [
            {str(key).rpartition("/")[2]: value or "" for key, value in row.items() if isinstance(value, str | None)}
            for row in reader
        ]  # fmt: skip
    except csv.Error as error:
        raise Fault(f"{name} bukan CSV yang utuh") from error
