"""The tables of one publication as SQL, on both databases, from the models.

Text is compared in byte order on both: on PostgreSQL every text column is COLLATE "C", so that lists come in the same
order and a range of codes or of beginnings uses the index, also under row-level security.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from semesta.web.core.published.tables.models import PublishedModel

BATCH_ROWS = 50_000
"""So many rows are fetched and written at a time."""
_ON_SQLITE = {
    "BigIntegerField": "integer", "TextField": "text", "DateField": "date", "BooleanField": "bool",
    "FloatField": "real",
}  # fmt: skip
_ON_POSTGRES = {
    "BigIntegerField": "bigint", "TextField": 'text COLLATE "C"', "DateField": "date", "BooleanField": "boolean",
    "FloatField": "double precision",
}  # fmt: skip


def name_of(model: type[PublishedModel]) -> str:
    """The table's name without `pub_`."""
    return model._meta.db_table.removeprefix("pub_")


def placed(space: str, table: str) -> str:
    """SQL: a table of this publication. SQLite looks through the files that are attached, of one publication only."""
    return f'"{space}".{table}' if connection.vendor == "postgresql" else table


def columns_of(model: type[PublishedModel]) -> list[tuple[str, str]]:
    """(column, kind of field) in order."""
    fields = model._meta.concrete_fields
    return [(field.column, field.get_internal_type()) for field in fields if field.column]


def key_of(model: type[PublishedModel]) -> list[str]:
    """The columns that name a row."""
    fields = model._meta.pk_fields
    return [field.column for field in fields if field.column]


def key_is_counted(model: type[PublishedModel]) -> bool:
    """The rows have no name of their own: they are numbered as they come."""
    return key_of(model) == ["id"]


def table_sql(model: type[PublishedModel], space: str, *, postgres: bool) -> str:
    """CREATE TABLE in a publication; the key of SQLite's tables is the table's own order."""
    kinds = _ON_POSTGRES if postgres else _ON_SQLITE
    keys = key_of(model)
    one_number = not postgres and len(keys) == 1 and dict(columns_of(model))[keys[0]] == "BigIntegerField"
    columns = [
        f'"{column}" {kinds[kind]}' + (" PRIMARY KEY" if one_number and column == keys[0] else "")
        for column, kind in columns_of(model)
    ]
    if not postgres and not one_number:
        columns.append(f"PRIMARY KEY ({', '.join(keys)})")
    without = "" if postgres or one_number else " WITHOUT ROWID"
    return f'CREATE TABLE "{space}"."{model._meta.db_table}" ({", ".join(columns)}){without}'


def index_sql(model: type[PublishedModel], space: str, *, postgres: bool) -> Iterator[str]:
    """CREATE INDEX of each index, and on PostgreSQL the key."""
    table = model._meta.db_table
    if postgres:
        yield f'ALTER TABLE "{space}"."{table}" ADD PRIMARY KEY ({", ".join(key_of(model))})'
    for number, indexed in enumerate(model.INDEXED, 1):
        columns, _, condition = indexed.partition(" WHERE ")
        where = f" WHERE {condition}" if condition else ""
        name = f"{table}_{number}_{re.sub('[^a-z]+', '_', columns)}"[:60]
        # SQLite wants the schema before the index, PostgreSQL before the table.
        if postgres:
            yield f'CREATE INDEX "{name}" ON "{space}"."{table}" ({columns}){where}'
        else:
            yield f'CREATE INDEX "{space}"."{name}" ON "{table}" ({columns}){where}'
