"""A publication as a schema of its own, filled by COPY on two connections."""

from __future__ import annotations

import io
import os
import re
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.db import connection, transaction
from pyarrow import csv

from semesta.flow.crash import crash_point
from semesta.web.core.postgres import POLICY, app_role
from semesta.web.core.published.layout import columns_of, index_sql, table_sql
from semesta.web.core.published.look_up import function_sql
from semesta.web.core.published.source import published_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.web.core.published.source import Source
    from semesta.web.core.published.tables.models import PublishedModel

CONNECTIONS = 2
_AS_CSV = csv.WriteOptions(include_header=False)


def fill(source: Source, space: str, progress: Callable[[str, float, float], None]) -> dict[str, int]:
    """The publication's schema holds every table with its indexes, policies and rights; rows by table."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{space}"')
        for role in _readers(cursor):
            cursor.execute(f'GRANT USAGE ON SCHEMA "{space}" TO "{role}"')
    tables = published_tables()
    waiting, counts = deque(tables), dict[str, int]()

    def work() -> None:
        try:
            while waiting:
                model = waiting.popleft()
                progress(model._meta.db_table, len(counts), len(tables))
                counts[model._meta.db_table] = _fill_table(source, model, space)
        except IndexError:
            pass  # the other one took the last
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for each in [pool.submit(work) for _ in range(CONNECTIONS)]:
            each.result()
    with connection.cursor() as cursor:
        cursor.execute(function_sql(space))
    crash_point("indexed")
    return counts


def _readers(cursor: Any) -> list[str]:
    """The application's role, where it is there."""
    wanted = [app_role(connection.settings_dict["NAME"])]
    if given := os.environ.get("SEMESTA_APP_DATABASE_URL"):
        from urllib.parse import urlsplit

        wanted.append(urlsplit(given).username or "")
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND rolname <> current_user", [wanted])
    return [name for (name,) in cursor.fetchall()]


def _fill_table(source: Source, model: type[PublishedModel], space: str) -> int:
    """One transaction: made, copied, indexed, protected. FREEZE: no later visit to every row."""
    table = model._meta.db_table
    columns = ", ".join(f'"{column}"' for column, _ in columns_of(model))
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL search_path TO "{space}", public')
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(table_sql(model, space, postgres=True))
        with cursor.copy(f'COPY "{space}"."{table}" ({columns}) FROM STDIN (FORMAT csv, FREEZE)') as copy:
            for batch in source.batches(model):
                copy.write(_csv_of(batch))
                count += batch.num_rows
        crash_point("table")
        for statement in index_sql(model, space, postgres=True):
            cursor.execute(statement)
        if model.AREA:
            _protect(cursor, table, model.AREA)
        for role in _readers(cursor):
            cursor.execute(f'GRANT SELECT ON "{space}"."{table}" TO "{role}"')
    with connection.cursor() as cursor:
        cursor.execute(f'ANALYZE "{space}"."{table}"')
    return count


# The bounds of the policy are not known when a query is planned: PostgreSQL then takes a range for half a per cent of
# the table, and reads the whole area's index beside that of the number looked for. The range is therefore not offered
# as one: the query's own scope, whose bounds it knows, is what an index may serve.
RULE = re.sub(r'("\{column\}" COLLATE "C" (?:>=|<) \(SELECT .*?\)\)) AND', r"(\1) IS TRUE AND", POLICY)


def _protect(cursor: Any, table: str, area: str) -> None:
    """Who does not own the table sees only rows within the scope of the transaction."""
    rule = RULE.format(column=area)
    cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    cursor.execute(f'CREATE POLICY semesta_scope ON "{table}" FOR SELECT USING ({rule})')


def _csv_of(batch: pa.RecordBatch) -> bytes:
    """NULL is nothing between two commas, an empty text is two quotes."""
    written = io.BytesIO()
    csv.write_csv(batch, written, _AS_CSV)
    return written.getvalue()


def spaces() -> set[str]:
    """Publications that have a schema, finished or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^publication_[0-9]+$'")
        return {name for (name,) in cursor.fetchall()}


def drop(space: str) -> None:
    """The schema is gone; waits for pages that still read it."""
    if not re.fullmatch(r"publication_\d+", space):
        raise ValueError(space)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA "{space}" CASCADE')
