"""The rows that a publication will hold, streamed from the Parquet files of a run."""

# ruff: noqa: S608  (names of our own tables and columns)
from __future__ import annotations

import hashlib
import json
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

import pyarrow as pa
from django.apps import apps

from semesta.engines.duck import DuckEngine
from semesta.flow.home import Home
from semesta.flow.publish import read_pointer
from semesta.link.words import build_dictionary
from semesta.terms.fault import Fault
from semesta.web.core.published.layout import BATCH_ROWS, columns_of, key_is_counted, name_of
from semesta.web.core.published.tables.models import PublishedModel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HISTORY = (
    "indicator_month", "uhc_status", "member_balance", "register_gap", "area_split", "quality_pack", "route_cost",
)  # fmt: skip
"""Relations of which every published month is kept, as `every_<relation>`."""
# What the card of a human is compared with: the register row, where there is none the card that speaks for the human.
REGISTER_OR_CARD = "SELECT pm.person_id, " + ", ".join(
    f"CASE WHEN pm.resident_id IS NULL THEN m.{column} ELSE r.{column} END AS {column}"
    for column in ("nik", "name", "birth_on", "sex", "nkk", "mother_name", "address", "village_code")
) + (
    " FROM person_month AS pm LEFT JOIN resident AS r ON r.resident_id = pm.resident_id"
    " LEFT JOIN member AS m ON m.member_id = pm.member_id"
)  # fmt: skip


def published_tables() -> list[type[PublishedModel]]:
    """Every table of a publication, in the order in which they can be filled."""
    models = [model for model in apps.get_models() if issubclass(model, PublishedModel)]
    first = {"pub_person": 0, "pub_card": 1, "pub_name_word": 2}
    return sorted(models, key=lambda model: (first.get(model._meta.db_table, 9), model._meta.db_table))


def content_of(model: type[PublishedModel]) -> str:
    """The SELECT that fills a table, in DuckDB's dialect over the relations of a run."""
    name = name_of(model)
    return "SELECT * FROM made_name_word" if name == "name_word" else content_text(name)


class Source:
    """The relations of one run, and of the months published before it."""

    def __init__(self, home: Path, run_id: str) -> None:
        self._home = Home(home)
        self.run_id = run_id
        folder = self._home.run(run_id)
        if not (folder / "manifest.json").exists():
            raise Fault("Hasil run tidak lengkap: manifest.json tidak ada", run_id)
        text = (folder / "manifest.json").read_bytes()
        self.manifest = json.loads(text)
        self.manifest_sha256 = hashlib.sha256(text).hexdigest()
        self.month = date.fromisoformat(self.manifest["month"])
        self.folder = home / "web" / "publish-work"
        self._engine = DuckEngine(memory_limit="4GB", temp_folder=self.folder)
        self._put_relations(folder)
        self._put_history()
        self._put_names()

    def close(self) -> None:
        """Files and memory are let go."""
        self._engine.close()

    def _put_relations(self, folder: Path) -> None:
        for path in sorted(folder.glob("[0-9]_*/*.parquet")):
            self._engine.read_parquet(path.stem, [path])
        area = self.manifest["area"].replace("'", "")
        self._engine.view("run", f"SELECT DATE '{self.month}' AS month, '{area}' AS area_code")
        self._engine.view("register_or_card", REGISTER_OR_CARD)

    def _put_history(self) -> None:
        months = {**read_pointer(self._home).months, self.month: self.run_id}
        runs = [self._home.run(months[month]) for month in sorted(months) if month <= self.month]
        for relation in HISTORY:
            paths = [path for run in runs for path in sorted(run.glob(f"[0-9]_*/{relation}.parquet"))]
            self._engine.read_parquet(f"every_{relation}", paths)
        manifests = [(run.name, (run / "manifest.json").read_text(encoding="utf-8")) for run in runs]
        dated = [date.fromisoformat(json.loads(text)["month"]) for _, text in manifests]
        table = {"month": dated, "run_id": [name for name, _ in manifests], "manifest": [text for _, text in manifests]}
        self._engine.register("every_manifest", pa.table(table))
        before = read_pointer(self._home).before(self.month)
        paths = sorted(self._home.run(before[1]).glob("[0-9]_*/person_month.parquet")) if before else []
        if paths:
            self._engine.read_parquet("person_before", paths)
        else:
            self._engine.view("person_before", "SELECT * FROM person_month WHERE FALSE")

    def _put_names(self) -> None:
        build_dictionary(self._engine, [("resident", "name"), ("member", "name")], counted="resident")
        # Counted and loaded from: made once.
        self._engine.materialise("made_name_word", content_text("name_word"))

    def select(self, model: type[PublishedModel], *, plain: bool) -> str:
        """The SELECT with the table's columns in its order; `plain`: days as text and flags as 0 and 1 (SQLite)."""
        inner = content_of(model)
        try:
            kinds = dict(self._engine.described(inner))
        except LookupError as error:
            raise Fault(
                "Hasil run ini dibuat Semesta versi lain dan tidak memuat semua yang ditampilkan: jalankan semesta run"
                " lagi, lalu terbitkan",
                self.run_id,
            ) from error
        wanted = [column for column, _ in columns_of(model)]
        if key_is_counted(model):
            inner, kinds["id"] = f"SELECT row_number() OVER () AS id, * FROM ({inner}\n) AS t", "BIGINT"
        if missing := set(wanted) ^ set(kinds):
            raise LookupError(f"contents/{name_of(model)}.sql and its model differ in {sorted(missing)}")
        cast = {"DATE": "VARCHAR", "BOOLEAN": "TINYINT"} if plain else {}
        parts = [f"CAST({one} AS {cast[kinds[one]]}) AS {one}" if kinds[one] in cast else one for one in wanted]
        return f"SELECT {', '.join(parts)} FROM ({inner}\n) AS t"

    def tuples(self, model: type[PublishedModel]) -> Iterator[list[tuple[object, ...]]]:
        """Rows in batches of plain values, for SQLite."""
        return self._engine.tuples(self.select(model, plain=True), BATCH_ROWS)

    def write(self, model: type[PublishedModel], path: Path) -> Path:
        """The same as a Parquet file, for a process of its own; the path."""
        self._engine.write_parquet(self.select(model, plain=True), path)
        return path

    def batches(self, model: type[PublishedModel]) -> Iterator[pa.RecordBatch]:
        """Rows in batches of columns, for PostgreSQL."""
        return self._engine.batches(self.select(model, plain=False), BATCH_ROWS)


def content_text(name: str) -> str:
    """The SELECT of a table by its name without `pub_`."""
    file = files("semesta.web.core.published") / "contents" / f"{name}.sql"
    return file.read_text(encoding="utf-8").strip()
