"""One SQLite file of a publication while it is made: here, or in a process of its own that asks nothing of Django.

python -m semesta.web.core.published.on_sqlite_file FILE TABLES    (what to make, as JSON)
"""

# ruff: noqa: S608  (names of our own tables)
from __future__ import annotations

import json
import os
import queue
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BATCHES_AHEAD = 4
# The file is not there for anybody before it is whole and on disk: no journal, no waiting for the disk meanwhile.
_BUILDING = (
    "PRAGMA page_size=8192", "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-262144",
    "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA temp_store=MEMORY", "PRAGMA threads=2",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A table to make: CREATE TABLE, how many columns, CREATE INDEX of each index; `rows`: the Parquet file of its rows
    for a process of its own.
    """

    table: str
    sql: str
    column_count: int
    indexes: tuple[str, ...]
    rows: str = ""


class SqliteFile:
    """A new file, readable by its owner alone; whole when the `with` ends without an error."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        self._made = sqlite3.connect(path, isolation_level=None)
        for pragma in _BUILDING:
            self._made.execute(pragma)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._made.execute("PRAGMA analysis_limit=2000")
            self._made.execute("ANALYZE")
        self._made.close()

    def fill(self, made: Made, batches: Iterator[list[Any]]) -> int:
        """The table holds these rows and has its indexes; how many rows."""
        self._made.execute(made.sql)
        insert = f'INSERT INTO "{made.table}" VALUES ({", ".join("?" * made.column_count)})'
        count = 0
        self._made.execute("BEGIN")
        for rows in _ahead(batches):
            self._made.executemany(insert, rows)
            count += len(rows)
        self._made.execute("COMMIT")
        for statement in made.indexes:
            self._made.execute(statement)
        return count


def _ahead(batches: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """The same batches, fetched by a thread while the caller writes; its exception is raised here."""
    waiting: queue.Queue[list[Any] | BaseException | None] = queue.Queue(BATCHES_AHEAD)

    def fetch() -> None:
        try:
            for batch in batches:
                waiting.put(batch)
            waiting.put(None)
        except BaseException as error:
            waiting.put(error)

    threading.Thread(target=fetch, daemon=True).start()
    while (got := waiting.get()) is not None:
        if isinstance(got, BaseException):
            raise got
        yield got


class OwnProcess:
    """A file being made elsewhere."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def finished(self) -> dict[str, int]:
        """Rows by table, when the file is whole. An sqlite3.OperationalError with the reason when it could not be."""
        told, complaint = self._process.communicate()
        if self._process.returncode:
            raise sqlite3.OperationalError(complaint.strip().rpartition("\n")[2] or str(self._process.returncode))
        counts: dict[str, int] = json.loads(told)
        return counts


@contextmanager
def in_own_process(path: Path, wanted: Sequence[Made]) -> Iterator[OwnProcess]:
    """A process makes the file meanwhile; it is gone when the `with` ends."""
    tables = json.dumps([asdict(made) for made in wanted])
    command = [sys.executable, "-P", "-m", __name__, str(path), tables]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    environment.pop("SEMESTA_CRASH_AT", None)  # who is killed in a test is the caller
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    )
    try:
        yield OwnProcess(process)
    finally:
        process.kill()
        process.communicate()


def main(path: Path, tables: str) -> None:
    """Makes the file from Parquet files; says the rows by table on standard output."""
    from semesta.engines.duck import DuckEngine
    from semesta.web.core.published.layout import BATCH_ROWS

    engine = DuckEngine(threads=1)
    counts = {}
    with SqliteFile(path) as file:
        for words in json.loads(tables):
            made = Made(**words)
            engine.read_parquet("rows", [Path(made.rows)])
            counts[made.table] = file.fill(made, engine.tuples("SELECT * FROM rows", BATCH_ROWS))
    json.dump(counts, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
