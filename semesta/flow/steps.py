"""The steps of a run: each writes whole files and a record of what they are made from, and is not repeated."""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from semesta.engines.duck import DuckEngine
from semesta.engines.graph import reads
from semesta.flow.crash import crash_point
from semesta.flow.home import write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.relations.load import Relation

    Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Record:
    """What a finished step left: `made_from` digests its text and inputs; rows and digest of each file by its place."""

    made_from: str
    rows: Mapping[str, int]
    digests: Mapping[str, str]


@dataclass
class Ledger:
    """The records of one run folder, and what this process spent."""

    folder: Path
    origin: str
    records: dict[str, Record] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    resumed: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Wall and CPU seconds spent inside are added to those of step `name`."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - wall
            self.cpu_seconds[name] = self.cpu_seconds.get(name, 0.0) + time.process_time() - cpu

    def finished(self, name: str, made_from: str) -> Record | None:
        """The record of step `name` if it was made from the same and its files are there."""
        try:
            held = json.loads((self.folder / "steps" / f"{name}.json").read_text(encoding="utf-8"))
            record = Record(held["made_from"], held["rows"], held["digests"])
        except (FileNotFoundError, ValueError, KeyError):
            return None
        if record.made_from != made_from or not all((self.folder / place).exists() for place in record.digests):
            return None
        self.records[name] = record
        self.resumed.append(name)
        return record

    def enter(self, name: str, made_from: str, rows: Mapping[str, int]) -> None:
        """Step `name` is finished; `rows` counts those of each file it made, by its place in the run folder."""
        record = Record(made_from, dict(rows), {place: digest_of(self.folder / place) for place in rows})
        write_json(self.folder / "steps" / f"{name}.json", record.__dict__)
        self.records[name] = record

    def digest(self, name: str) -> str:
        """What a reader of relation `name` depends on: the step that made it, or the run's origin for a source."""
        return self.records[name].made_from if name in self.records else self.origin


def digest_of(path: Path) -> str:
    """SHA-256 of a file; of a folder, which many machines wrote in some order, a digest of its rows in any order."""
    if path.is_dir():
        reader = DuckEngine()
        try:
            reader.read_parquet("written", [path])
            return reader.digest("written")
        finally:
            reader.close()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def combined(*parts: Any) -> str:
    """One digest of several texts or JSON values."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def place_of(relation: Relation) -> str:
    """Where a relation is written inside the run folder."""
    return f"{relation.stage}/{relation.name}.parquet"


def write_relations(
    engine: Engine, relations: Sequence[Relation], ledger: Ledger, progress: Progress, done: int, total: int
) -> None:
    """Each relation stands in its Parquet file and in the engine under its name; those recorded are only read."""
    for number, relation in enumerate(relations, done):
        progress(f"menyusun {relation.name}", number, total)
        with ledger.timed(relation.name):
            write_relation(engine, relation, ledger)


def write_relation(engine: Engine, relation: Relation, ledger: Ledger) -> None:
    """One relation stands in its Parquet file, in its key's order, and in the engine under its name."""
    made_from = combined(relation.sql, {name: ledger.digest(name) for name in reads(relation.sql)})
    path = ledger.folder / place_of(relation)
    if ledger.finished(relation.name, made_from) is None:
        count = engine.write_parquet(relation.sql, path, relation.key)
        crash_point("relation")
        ledger.enter(relation.name, made_from, {place_of(relation): count})
        crash_point("record")
    engine.read_parquet(relation.name, [path])
