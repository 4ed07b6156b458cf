"""A publication as two files, each made by one connection that nobody else knows, then attached by readers.

SQLite takes rows on one core: the cards and the words of names are written by a process of their own meanwhile.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from semesta.flow.crash import crash_point
from semesta.flow.home import sync_folder
from semesta.web.core.published.layout import columns_of, index_sql, name_of, table_sql
from semesta.web.core.published.on_sqlite_file import Made, SqliteFile, in_own_process
from semesta.web.core.published.source import published_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.web.core.published.source import Source
    from semesta.web.core.published.tables.models import PublishedModel

CARDS = ("pub_card", "pub_name_word")
"""The tables of the second file."""


def folder() -> Path:
    """Where publications lie."""
    return Path(settings.WEB_FOLDER) / "published"


def files_of(space: str) -> dict[str, Path]:
    """The files of one publication by the name under which a reader attaches them."""
    return {space: folder() / f"{space}.sqlite", f"{space}_cards": folder() / f"{space}.cards.sqlite"}


def fill(source: Source, space: str, progress: Callable[[str, float, float], None]) -> dict[str, int]:
    """The publication's files hold every table with its indexes, and are on disk; rows by table."""
    people_file, cards_file = files_of(space).values()
    people_file.parent.mkdir(parents=True, exist_ok=True)
    tables = published_tables()
    beside = [model for model in tables if model._meta.db_table in CARDS]
    here = [model for model in tables if model not in beside]
    progress(beside[0]._meta.db_table, 0, len(tables))
    rows = {model: source.write(model, source.folder / f"{space}-{name_of(model)}.parquet") for model in beside}
    try:
        made = [_made(model, str(path)) for model, path in rows.items()]
        with in_own_process(_unfinished(cards_file), made) as cards, SqliteFile(_unfinished(people_file)) as people:
            counts = {}
            for done, model in enumerate(here):
                progress(model._meta.db_table, done + len(beside), len(tables))
                counts[model._meta.db_table] = people.fill(_made(model), source.tuples(model))
                crash_point("table")
            counts |= cards.finished()
    finally:
        for path in rows.values():
            path.unlink(missing_ok=True)
    crash_point("indexed")
    for path in (cards_file, people_file):
        _sync(_unfinished(path))
        _unfinished(path).replace(path)
    sync_folder(people_file.parent)
    return counts


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + ".unfinished")


def _made(model: type[PublishedModel], rows: str = "") -> Made:
    indexes = tuple(index_sql(model, "main", postgres=False))
    return Made(model._meta.db_table, table_sql(model, "main", postgres=False), len(columns_of(model)), indexes, rows)


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
    """The files are gone; who has them open reads on."""
    for path in folder().glob(f"{space}.*"):
        path.unlink()


def attach(connection: Any, space: str) -> None:
    """On this connection the publication's tables are there, and no other publication's."""
    attached: set[str] = getattr(connection, "semesta_attached", None) or set()
    if space in attached:
        return
    files = files_of(space)
    with connection.cursor() as cursor:
        for old in sorted(attached):
            cursor.execute(f'DETACH DATABASE "{old}"')
        for name, path in files.items():
            cursor.execute(f'ATTACH DATABASE %s AS "{name}"', [f"file:{path}?mode=ro&immutable=1"])
            cursor.execute(f'PRAGMA "{name}".mmap_size={8 << 30}')
    # Through the attribute: Django's `connection` stands for another connection in every thread.
    connection.semesta_attached = set(files)


def forget_attached(connection: Any, **_: Any) -> None:
    """A new connection has nothing attached."""
    connection.semesta_attached = set()
