"""A publication as a file of its own, made by one connection that nobody else knows, then attached by readers."""

# ruff: noqa: S608  (names of our own tables and columns)
from __future__ import annotations

import os
import queue
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from semesta.flow.crash import crash_point
from semesta.flow.home import sync_folder
from semesta.web.core.published.layout import columns_of, index_sql, table_sql
from semesta.web.core.published.source import published_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from semesta.web.core.published.source import Source
    from semesta.web.core.published.tables.models import PublishedModel

# The file is not there for anybody before it is whole and on disk: no journal, no waiting for the disk meanwhile.
_BUILDING = (
    "PRAGMA page_size=8192", "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-262144",
    "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA temp_store=MEMORY", "PRAGMA threads=2",
)  # fmt: skip
BATCHES_AHEAD = 4


def folder() -> Path:
    """Where publications lie."""
    return Path(settings.WEB_FOLDER) / "published"


def file_of(space: str) -> Path:
    """The file of one publication."""
    return folder() / f"{space}.sqlite"


def fill(source: Source, space: str, progress: Callable[[str, float, float], None]) -> dict[str, int]:
    """The publication's file holds every table with its indexes, and is on disk; rows by table."""
    path = file_of(space)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".unfinished")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT, 0o600)
    os.close(descriptor)
    made = sqlite3.connect(beside, isolation_level=None)
    try:
        for pragma in _BUILDING:
            made.execute(pragma)
        tables = published_tables()
        counts = {}
        for done, model in enumerate(tables):
            progress(model._meta.db_table, done, len(tables))
            counts[model._meta.db_table] = _fill_table(made, source, model)
            crash_point("table")
            for statement in index_sql(model, "main", postgres=False):
                made.execute(statement)
        crash_point("indexed")
        made.execute("PRAGMA analysis_limit=2000")
        made.execute("ANALYZE")
    finally:
        made.close()
    _sync(beside)
    beside.replace(path)
    sync_folder(path.parent)
    return counts


def _fill_table(made: sqlite3.Connection, source: Source, model: type[PublishedModel]) -> int:
    made.execute(table_sql(model, "main", postgres=False))
    marks = ", ".join("?" for _ in columns_of(model))
    insert = f'INSERT INTO "{model._meta.db_table}" VALUES ({marks})'
    count = 0
    made.execute("BEGIN")
    for rows in _ahead(source.tuples(model)):
        made.executemany(insert, rows)
        count += len(rows)
    made.execute("COMMIT")
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


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def spaces() -> set[str]:
    """Publications that have a file, finished or not."""
    return {path.name.split(".")[0] for path in folder().glob("publication_*.sqlite*")}


def drop(space: str) -> None:
    """The file is gone; who has it open reads on."""
    for path in folder().glob(f"{space}.sqlite*"):
        path.unlink()


def attach(connection: Any, space: str) -> None:
    """On this connection the publication's tables are there, and no other publication's."""
    attached: set[str] = getattr(connection, "semesta_attached", None) or set()
    if space in attached:
        return
    with connection.cursor() as cursor:
        for old in sorted(attached):
            cursor.execute(f'DETACH DATABASE "{old}"')
        cursor.execute(f'ATTACH DATABASE %s AS "{space}"', [f"file:{file_of(space)}?mode=ro&immutable=1"])
        cursor.execute(f'PRAGMA "{space}".mmap_size={8 << 30}')
    # Through the attribute: Django's `connection` stands for another connection in every thread.
    connection.semesta_attached = {space}


def forget_attached(connection: Any, **_: Any) -> None:
    """A new connection has nothing attached."""
    connection.semesta_attached = set()
