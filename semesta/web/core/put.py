"""Functions, triggers, policies and indexes of PostgreSQL: what stands as it is wanted is not touched.

Everything runs while people work: a DROP with a CREATE after it leaves a moment without the guard, and even a CREATE
OR REPLACE that changes nothing waits for every writer of its table and holds up all who come after. So each thing
carries a comment, the digest of the statements that made it and of what the database then says it is; while both are
the same nothing is done. What differs, or was changed by hand, is put again in one transaction of its own, which locks
no second table.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK = "semesta "
"""Begins every comment of ours."""

# (kind, table or '', name, what the database says it is, our comment) of all that stands in `public`.
_HELD = """
SELECT 'FUNCTION' AS kind, '' AS place, p.proname::text AS name,
       concat_ws(' ', pg_get_functiondef(p.oid), p.proowner::regrole, p.proacl) AS said,
       obj_description(p.oid, 'pg_proc') AS comment
FROM pg_proc AS p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
UNION ALL
SELECT 'TRIGGER', c.relname, t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled),
       obj_description(t.oid, 'pg_trigger')
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
UNION ALL
SELECT 'POLICY', c.relname, p.polname,
       concat_ws(' ', pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid), p.polcmd, p.polpermissive,
                 p.polroles, c.relrowsecurity),
       obj_description(p.oid, 'pg_policy')
FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid WHERE c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'INDEX', t.relname, c.relname, concat_ws(' ', pg_get_indexdef(c.oid), i.indisvalid),
       obj_description(c.oid, 'pg_class')
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_class AS t ON t.oid = i.indrelid
WHERE c.relnamespace = 'public'::regnamespace
"""
_HELD_OF_ONE = f"SELECT said FROM ({_HELD}) AS held WHERE kind = %s AND place = %s AND name = %s"  # noqa: S608 ours


@dataclass(frozen=True)
class Thing:
    """A FUNCTION, TRIGGER, POLICY or INDEX; `table` '' for a function, whose `takes` are its arguments' types. Its
    statements replace an older one.
    """

    kind: str
    table: str
    name: str
    statements: tuple[str, ...]
    takes: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What `_HELD` calls it."""
        return self.kind, self.table, self.name

    @property
    def named(self) -> str:
        """What COMMENT ON calls it."""
        if self.kind == "FUNCTION":
            return f'FUNCTION "{self.name}"({self.takes})'
        return f'{self.kind} "{self.name}"' + ("" if self.kind == "INDEX" else f' ON "{self.table}"')

    def comment(self, said: str) -> str:
        """Of this thing while the database says `said` of it."""
        return MARK + hashlib.sha256("\n".join((*self.statements, said)).encode()).hexdigest()


def put(connection: Any, wanted: Iterable[Thing]) -> list[Thing]:
    """Everything stands as wanted, in this order; those that had to be put."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD)
        held = {tuple(row[:3]): row[3:] for row in cursor.fetchall()}
    done = []
    for thing in wanted:
        said, comment = held.get(thing.place, ("", None))
        if comment != thing.comment(said):
            _put(connection, thing)
            done.append(thing)
    return done


def _put(connection: Any, thing: Thing) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in thing.statements:
            cursor.execute(statement)
        cursor.execute(_HELD_OF_ONE, thing.place)
        (said,) = cursor.fetchone()
        cursor.execute(f"COMMENT ON {thing.named} IS '{thing.comment(said)}'")


# -- SQLite


def put_on_sqlite(connection: Any, wanted: dict[str, str], *, like: str) -> None:
    """Triggers (their CREATE by name) stand as wanted, and no other whose name is `like` that; changed in one
    transaction, in which nobody writes."""
    with connection.cursor() as cursor:
        held = held_on_sqlite(cursor, like)
    if held == wanted:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        held = held_on_sqlite(cursor, like)
        for name, sql in held.items():
            if wanted.get(name) != sql:
                cursor.execute(f'DROP TRIGGER "{name}"')
        for name, sql in wanted.items():
            if held.get(name) != sql:
                cursor.execute(sql.replace("%", "%%"), [])


def held_on_sqlite(cursor: Any, like: str) -> dict[str, str]:
    """The CREATE of every trigger whose name is `like` that."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [like])
    return dict(cursor.fetchall())
