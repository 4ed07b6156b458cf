"""What has landed: the Parquet files of one input file, its rejected rows and `landed.json` beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from semesta.formats.heading import Heading
from semesta.formats.when import commonest_month, date_in
from semesta.terms.fault import Fault

BLANK = "kosong"
RAGGED = "jumlah_kolom"
UNREADABLE = "byte_rusak"
TOTAL = "baris_jumlah"
HEADER_AGAIN = "judul_berulang"
REMARK = "catatan"
BROKEN_RECORD = "rekaman_rusak"
REASONS = {
    BLANK: "Baris tanpa isi di kolom yang dikenal",
    RAGGED: "Jumlah kolom baris ini lain dari judulnya",
    UNREADABLE: "Huruf di baris ini tidak terbaca (byte rusak)",
    TOTAL: "Baris jumlah, bukan data",
    HEADER_AGAIN: "Judul kolom diulang",
    REMARK: "Catatan, bukan data",
    BROKEN_RECORD: "Rekaman JSON tidak utuh",
}
LONGEST_REJECT_TEXT = 2000
_REJECT_SCHEMA = pa.schema([("row_number", pa.int64()), ("reason", pa.string()), ("text", pa.string())])
_REJECTS_AT_ONCE = 50_000
_FEW_VALUES = 1_000
_LOOKED_AT = 20_000
_VALUES_AT_ONCE = 65_536


@dataclass(frozen=True)
class Reject:
    """A row that was not landed: its record number, one of REASONS, and its text as sent (at most 2,000 letters)."""

    row_number: int
    reason: str
    text: str


@dataclass(frozen=True)
class Landed:
    """One kind of rows of one input file, landed: row_count = landed_count + rejected_count, always.

    `told_on` is the day that the content names; `data_on` is that, else the day in the file's name.
    """

    file_id: str
    file_name: str
    format: str
    kind: str
    data_on: date | None
    row_count: int
    landed_count: int
    rejected_count: int
    byte_count: int
    path: Path
    reject_path: Path
    notes: tuple[str, ...] = ()
    told_on: date | None = None

    def named(self, file_name: str) -> Landed:
        """The same under another name: people rename files, and a name may tell the month."""
        return replace(self, file_name=file_name, data_on=self.told_on or date_in(Path(file_name).name))

    def as_json(self) -> dict[str, Any]:
        """What `landed.json` keeps of it."""
        return {
            "file_id": self.file_id,
            "file_name": self.file_name,
            "format": self.format,
            "kind": self.kind,
            "data_on": self.data_on.isoformat() if self.data_on else None,
            "row_count": self.row_count,
            "landed_count": self.landed_count,
            "rejected_count": self.rejected_count,
            "byte_count": self.byte_count,
            "path": self.path.name,
            "reject_path": self.reject_path.name,
            "notes": list(self.notes),
            "told_on": self.told_on.isoformat() if self.told_on else None,
        }


@dataclass(frozen=True)
class Batch:
    """Rows read from a file: columns (standard name -> text array), their record numbers, and what was set aside.

    `record_count` records were read for it; numbers count from 1 within the batch. `blanks` are the numbers of blank
    records, `rejects` the others that did not land.
    """

    columns: Mapping[str, pa.Array]
    numbers: pa.Array
    rejects: Sequence[Reject]
    blanks: npt.NDArray[np.int64]
    record_count: int


def landed_from_json(raw: Mapping[str, Any], folder: Path) -> Landed:
    """The same Landed that `as_json` described, its files in `folder`."""
    days = {name: date.fromisoformat(raw[name]) if raw[name] else None for name in ("data_on", "told_on")}
    paths = {"path": folder / raw["path"], "reject_path": folder / raw["reject_path"]}
    return Landed(**{**raw, **paths, **days, "notes": tuple(raw["notes"])})


def write_landed_json(folder: Path, parts: Sequence[Landed], reader: str) -> None:
    """`landed.json` says what lies beside it and which reader and declarations made it."""
    content = {"reader": reader, "parts": [part.as_json() for part in parts]}
    (folder / "landed.json").write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")


class Part:
    """Collects the batches of one format of one file into `<stem>.parquet` and `<reject stem>.parquet`.

    Batches come in file order. Blank records after the last other record are no rows of the file and are not counted.
    """

    def __init__(self, heading: Heading, path: Path, reject_path: Path) -> None:
        self.heading = heading
        self.path = path
        self.reject_path = reject_path
        self.notes: list[str] = []
        self.month: date | None = None
        self._fields = [*((column, pa.string()) for column in heading.format.columns), ("row_number", pa.int64())]
        self._writer: pq.ParquetWriter | None = None
        self._reject_writer = pq.ParquetWriter(reject_path, _REJECT_SCHEMA, compression="lz4")
        self._rejects: list[Reject] = []
        self._blanks: list[npt.NDArray[np.int64]] = []
        self._records = 0
        self._last = 0
        self._landed = 0
        self._rejected = 0

    def add(self, batch: Batch) -> None:
        """The batch's rows are written and its rejects kept; numbers go on from the batch before."""
        before = self._records
        self._records += batch.record_count
        rows = len(batch.numbers)
        last_row = before + batch.numbers[-1].as_py() if rows else 0
        last_other = max((before + one.row_number for one in batch.rejects), default=0)
        self._last = max(self._last, last_row, last_other)
        if len(batch.blanks):
            self._blanks.append(batch.blanks + before)
        self._rejects += [Reject(before + one.row_number, one.reason, one.text) for one in batch.rejects]
        if len(self._rejects) > _REJECTS_AT_ONCE:
            self._write_rejects()
        if rows:
            self._write(batch, before)

    def _write(self, batch: Batch, before: int) -> None:
        form = self.heading.format
        rows = len(batch.numbers)
        arrays = [_column(column, batch, form.constants, rows) for column in form.columns]
        arrays.append(pc.add(batch.numbers, before))
        whole = pa.RecordBatch.from_arrays(arrays, schema=pa.schema(self._fields))
        if self._writer is None:
            self.month = commonest_month(_cells(whole, form.data_on)) if form.data_on else None
            self._writer = self._open(whole)
        self._writer.write_batch(whole)
        self._landed += rows

    def _open(self, batch: pa.RecordBatch | None) -> pq.ParquetWriter:
        """Columns with few different values in view are written with a dictionary; the others are cheaper without."""
        few = [column for column, _ in self._fields if batch is not None and _has_few_values(batch.column(column))]
        return pq.ParquetWriter(
            self.path,
            pa.schema(self._fields),
            compression="lz4",
            use_dictionary=few or False,
            write_statistics=False,
            write_batch_size=_VALUES_AT_ONCE,
        )

    def _write_rejects(self) -> None:
        """What was set aside so far is written, without the blank records after the last other record."""
        blanks = np.concatenate([*self._blanks, np.empty(0, np.int64)])
        self._blanks = [blanks[blanks >= self._last]]
        blanks = blanks[blanks < self._last]
        rows = self._rejects
        numbers = np.concatenate([np.array([one.row_number for one in rows], np.int64), blanks])
        order = pa.array(np.argsort(numbers, kind="stable"))
        reasons = [*(one.reason for one in rows), *[BLANK] * len(blanks)]
        texts = [*(one.text[:LONGEST_REJECT_TEXT] for one in rows), *[""] * len(blanks)]
        whole = pa.record_batch([pa.array(numbers), pa.array(reasons, pa.string()), texts], schema=_REJECT_SCHEMA)
        if len(numbers):
            self._reject_writer.write_batch(whole.take(order))
        self._rejected += len(numbers)
        self._rejects = []

    def close(self, file_id: str, file_name: str, byte_count: int, titled_on: date | None) -> Landed:
        """Both files are complete; a Fault when landed and rejected rows are not all rows."""
        self._write_rejects()
        self._reject_writer.close()
        (self._writer or self._open(None)).close()
        if self._landed + self._rejected != self._last:
            raise Fault(
                f"Jumlah baris {file_name} tidak cocok: {self._last} dibaca, {self._landed} diterima, "
                f"{self._rejected} disisihkan"
            )
        return Landed(
            file_id=file_id,
            file_name=file_name,
            format=self.heading.format.name,
            kind=self.heading.format.kind,
            data_on=self.month or titled_on or date_in(Path(file_name).name),
            told_on=self.month or titled_on,
            row_count=self._last,
            landed_count=self._landed,
            rejected_count=self._rejected,
            byte_count=byte_count,
            path=self.path,
            reject_path=self.reject_path,
            notes=tuple(self.notes),
        )

    def abandon(self) -> None:
        """Open files are closed; what they hold is not to be used."""
        self._reject_writer.close()
        if self._writer:
            self._writer.close()


def _column(column: str, batch: Batch, constants: Mapping[str, str], rows: int) -> pa.Array:
    if column in batch.columns:
        return batch.columns[column]
    if column in constants:
        return pa.repeat(pa.scalar(constants[column]), rows)
    return pa.nulls(rows, pa.string())


def _cells(batch: pa.RecordBatch, columns: Sequence[str]) -> list[tuple[str | None, ...]]:
    return list(zip(*(batch.column(column).to_pylist() for column in columns), strict=True))


def _has_few_values(column: pa.Array) -> bool:
    if not pa.types.is_string(column.type):
        return False
    distinct: int = pc.count_distinct(column.slice(0, _LOOKED_AT)).as_py()
    return distinct <= _FEW_VALUES
