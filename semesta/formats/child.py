"""Workbooks, JSON, HTML and Parquet: opened in a limited child process, its batches read here as tables."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.formats.aside import set_aside
from semesta.formats.bip import is_block_report, read_blocks
from semesta.formats.heading import Heading
from semesta.formats.landing import BROKEN_RECORD, Batch, Reject
from semesta.formats.load import Format
from semesta.formats.recognise import best_candidate, goes_on, nearest_fault
from semesta.formats.table import Table
from semesta.terms.fault import Fault

MOST_ENTRIES = 10_000
MOST_UNPACKED = 3 << 30
MOST_RATIO = 150
RATIO_MATTERS_ABOVE = 64 << 20
_SAMPLE_ROWS = 100
_MEGABYTE = 1 << 20
_LEAST_MEMORY, _MOST_MEMORY = 2 << 30, 6 << 30


@dataclass
class Sheet:
    """A sheet as the child left it: files of text columns with their row counts, and numbers found per column."""

    name: str
    batches: list[tuple[Path, int]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    beyond: int = 0

    def rows(self) -> Iterator[list[str | None]]:
        """All rows as lists of cells."""
        for path, _ in self.batches:
            columns = [column.to_pylist() for column in _open(path).columns]
            yield from (list(row) for row in zip(*columns, strict=True))

    @property
    def row_count(self) -> int:
        """Rows of the sheet, blank ones too."""
        return sum(rows for _, rows in self.batches)


def read_in_child(
    path: Path, folder: Path, file_name: str, kind: str, formats: Sequence[Format], progress: Callable[[int], None]
) -> Iterator[Table]:
    """The tables of all sheets that are a declared format; a Fault when none is."""
    out = folder / "sheets"
    try:
        sheets, notes = read_sheets(path, out, file_name, kind, progress)
        yield from _tables(sheets, notes, file_name, kind, formats)
    finally:
        shutil.rmtree(out, ignore_errors=True)


def read_sheets(
    path: Path, out: Path, file_name: str, kind: str, progress: Callable[[int], None]
) -> tuple[list[Sheet], list[str]]:
    """All sheets of the file as text, in files under `out`, and notes; a Fault when it cannot be opened safely."""
    if kind in {"xlsx", "xls"}:
        check_workbook(path, kind, file_name)
    readers = {"xlsx": ("calamine", "openpyxl"), "xls": ("calamine",)}.get(kind, (kind,))
    for reader in readers:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        found = _run_child(path, out, kind, reader, progress)
        if found is not None:
            sheets, notes, sentence = found
            if sentence:
                raise Fault(f"{file_name}: {sentence}")
            return sheets, notes
    title = {"xlsx": "Buku kerja", "xls": "Buku kerja", "parquet": "Berkas Parquet"}.get(kind, "Berkas")
    raise Fault(
        f"{title} {file_name} rusak, terpotong, atau terlalu besar untuk dibuka dengan aman; "
        "simpan ulang atau kirim CSV"
    )


def check_workbook(path: Path, kind: str, file_name: str) -> None:
    """The packing promises nothing absurd: no password, at most 10,000 parts, 3 GB, and 150 times its packed size."""
    if kind == "xls":
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise Fault(f"Buku kerja {file_name} terkunci kata sandi; minta dikirim tanpa kata sandi")
        return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Fault(f"Buku kerja {file_name} rusak atau terpotong; minta dikirim ulang") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise Fault(f"Buku kerja {file_name} terkunci kata sandi; minta dikirim tanpa kata sandi")
    size = sum(entry.file_size for entry in entries)
    packed = max(path.stat().st_size, 1)
    too_much = size > MOST_UNPACKED or (size > RATIO_MATTERS_ABOVE and size > MOST_RATIO * packed)
    if len(entries) > MOST_ENTRIES or too_much:
        raise Fault(
            f"Buku kerja {file_name} mengembang menjadi {size // _MEGABYTE} MB dan ditolak (bom ZIP); kirim CSV"
        )


def memory_limit() -> int:
    """Half of the machine's memory, at least 2 and at most 6 GB."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(_LEAST_MEMORY, min(_MOST_MEMORY, physical // 2))


def _cpu_limit(path: Path, reader: str) -> int:
    """Seconds: ten times what the reader needs for a file of this size on a slow machine, half an hour at most."""
    per_megabyte = {"calamine": 5, "openpyxl": 60}.get(reader, 2)
    return min(60 + path.stat().st_size * per_megabyte // _MEGABYTE, 1800)


def _run_child(
    path: Path, out: Path, kind: str, reader: str, progress: Callable[[int], None]
) -> tuple[list[Sheet], list[str], str] | None:
    """Sheets, notes and the child's own Fault sentence; None when it died or gave up."""
    root = str(Path(__file__).parents[2])
    cpu = _cpu_limit(path, reader)
    limits = [str(memory_limit()), str(cpu)]
    command = [sys.executable, "-P", "-m", "semesta.formats.child_main", kind, reader, str(path), str(out), *limits]
    child = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={"PYTHONPATH": root, "PATH": os.environ.get("PATH", ""), "ARROW_DEFAULT_MEMORY_POOL": "system"},
        text=True,
    )
    sheets: list[Sheet] = []
    notes: list[str] = []
    sentence = ""
    with child:
        try:
            for line in child.stdout or ():
                words = json.loads(line)
                sentence = words.get("fault", sentence)
                if "done" in words:
                    progress(words["done"])
                notes += _notes_of(words.get("facts", {}))
                _hear(words, sheets, out)
        except BaseException:
            child.kill()
            raise
    return (sheets, notes, sentence) if child.returncode == 0 else None


def _hear(words: dict[str, Any], sheets: list[Sheet], out: Path) -> None:
    if "sheet" in words:
        sheets.append(Sheet(words["sheet"]))
    if "batch" in words:
        sheet = sheets[-1]
        sheet.batches.append((out / words["batch"], words["rows"]))
        sheet.beyond += words["beyond"]
        for place, count in words["numbers"].items():
            sheet.numbers[int(place)] = sheet.numbers.get(int(place), 0) + count


def _notes_of(facts: dict[str, int]) -> list[str]:
    notes = []
    if facts.get("formulas"):
        notes.append(f"{facts['formulas']} sel rumus: yang dipakai nilai yang tersimpan")
    if facts.get("macros"):
        notes.append("Berisi makro; makro tidak dijalankan")
    return notes


def _tables(
    sheets: Sequence[Sheet], notes: list[str], file_name: str, kind: str, formats: Sequence[Format]
) -> Iterator[Table]:
    plain = [form for form in formats if form.layout == "table"]
    unknown: list[Sheet] = []
    before: Heading | None = None
    for sheet in sheets:
        sample = list(itertools.islice(sheet.rows(), _SAMPLE_ROWS))
        if not any(cell and cell.strip() for row in sample for cell in row) and not before:
            continue
        words = f"{sheet.name} {file_name}"
        if is_block_report(sample):
            table = read_blocks(sheet.rows(), file_name, formats)
            before = before or table.heading
            yield table
            continue
        if candidate := best_candidate(sample, plain, words):
            before = candidate.heading
            first = before.last
        elif before and goes_on(sample, before):
            first = 0
        else:
            unknown.append(sheet)
            continue
        own = [*notes, *_sheet_notes(sheet, before)]
        notes = []
        broken_at = _open(sheet.batches[0][0]).num_columns - 1 if kind == "json" else None
        first_line = first if kind in {"xlsx", "xls", "html"} else 0
        yield Table(before, _batches(sheet, first, before, broken_at), first_line, tuple(own))
    yield from _unknown(unknown, before, file_name, plain)


def _unknown(
    sheets: Sequence[Sheet], before: Heading | None, file_name: str, formats: Sequence[Format]
) -> Iterator[Table]:
    """Sheets of no declared format: noted beside the known ones, or a Fault when there are none."""
    if before is None:
        if not sheets:
            raise Fault(f"Berkas {file_name} tidak berisi baris")
        largest = max(sheets, key=lambda sheet: sheet.row_count)
        raise nearest_fault(list(itertools.islice(largest.rows(), _SAMPLE_ROWS)), formats, file_name)
    notes = tuple(f"Lembar '{sheet.name}' ({sheet.row_count} baris) tidak dikenal dan tidak dibaca" for sheet in sheets)
    if notes:
        yield Table(before, iter(()), 0, notes)


def _sheet_notes(sheet: Sheet, heading: Heading) -> list[str]:
    notes = [
        f"{sheet.numbers[place]} isi kolom {' '.join(heading.texts[column])} tersimpan sebagai angka"
        for column, place in heading.columns.items()
        if column in {"nik", "nkk", "psnoka", "noka"} and sheet.numbers.get(place)
    ]
    if sheet.beyond:
        notes.append(f"{sheet.beyond} sel di luar 512 kolom pertama tidak dibaca")
    return notes


def _batches(sheet: Sheet, first: int, heading: Heading, broken_at: int | None) -> Iterator[Batch]:
    skip = first
    for path, rows in sheet.batches:
        if skip >= rows:
            skip -= rows
            continue
        batch = _open(path).slice(skip)
        skip = 0
        yield _batch(batch, heading, broken_at)


def _batch(batch: pa.RecordBatch, heading: Heading, broken_at: int | None) -> Batch:
    count = batch.num_rows
    numbers = pa.array(np.arange(1, count + 1))
    broken: list[Reject] = []
    if broken_at is not None and broken_at < batch.num_columns:
        batch, numbers, broken = _without_broken(batch, numbers, broken_at)
    nothing = pa.nulls(batch.num_rows, pa.string())
    columns = batch.columns
    named = {column: columns[at] if at < len(columns) else nothing for column, at in heading.columns.items()}
    kept = set_aside(named, numbers, heading)
    return Batch(kept.columns, kept.numbers, [*broken, *kept.rejects], kept.blanks, count)


def _without_broken(
    batch: pa.RecordBatch, numbers: pa.Array, broken_at: int
) -> tuple[pa.RecordBatch, pa.Array, list[Reject]]:
    """JSON that could not be read stands in a column of its own, alone in its row."""
    texts = batch.column(broken_at)
    whole = pc.is_null(texts)
    found = zip(numbers.to_pylist(), texts.to_pylist(), strict=True)
    rejects = [Reject(number, BROKEN_RECORD, text) for number, text in found if text]
    return batch.filter(whole), numbers.filter(whole), rejects


def _open(path: Path) -> pa.RecordBatch:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).get_batch(0)
