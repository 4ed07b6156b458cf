"""Digests of all looks, whatever the scope of who asks: who checks the seals is not told who looked at whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from semesta.web.core.audit.seal import COLUMNS, LOOKS, digest, line_of
from semesta.web.core.models import Look
from semesta.web.core.put import Thing, put

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = Look._meta.db_table
DIGESTS = "semesta_look_digests"
_ASKED = f"SELECT number, digest FROM {DIGESTS}(%s, %s)"  # noqa: S608 our own name
AT_ONCE = 1000


def look_digests() -> Iterator[tuple[int, str]]:
    """(number, digest of its line) of every look, by number."""
    if connection.vendor != "postgresql":
        for values in Look.unscoped.order_by("id").values_list(*COLUMNS[LOOKS]).iterator(AT_ONCE):
            yield values[0], digest(line_of(LOOKS, values))
        return
    after = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_ASKED, [after, AT_ONCE])
            found = cursor.fetchall()
            yield from found
            if len(found) < AT_ONCE:
                return
            after = found[-1][0]


def _line_sql() -> str:
    """`line_of` in PostgreSQL's words: to_json writes texts as Python's json does."""
    told = {
        "id": "id::text",
        "at": """'"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00"'""",
        "user_id": "user_id::text",
    }
    parts = (f"""'"{column}":' || {told.get(column, f"to_json({column}::text)::text")}""" for column in COLUMNS[LOOKS])
    return "'{' || " + " || ',' || ".join(parts) + " || '}'"


def put_digests_of_looks(connection: Any) -> None:
    """PostgreSQL: a function with its owner's rights, so that the application can check looks that it may not read."""
    if connection.vendor == "postgresql":
        made = (
            f"CREATE OR REPLACE FUNCTION {DIGESTS}(after bigint, most bigint)"  # noqa: S608 our own names
            " RETURNS TABLE (number bigint, digest text) LANGUAGE sql STABLE SECURITY DEFINER"
            " SET search_path FROM CURRENT AS $$"
            f" SELECT id, encode(sha256(convert_to({_line_sql()}, 'UTF8')), 'hex') FROM {TABLE}"
            " WHERE id > after ORDER BY id LIMIT most $$"
        )
        put(connection, [Thing("FUNCTION", "", DIGESTS, (made,), takes="bigint, bigint")])
