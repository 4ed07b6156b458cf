"""What PostgreSQL holds to by itself: a role of its own for the application, and rows only within the scope.

The owner of the tables migrates, publishes, seals and makes backups. The application's role owns nothing, does not
bypass row-level security, adds to the audit trail and cannot change it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from semesta.terms.fault import Fault
from semesta.web.core.models import AuditBlock, AuditEntry, Look, ScopedModel
from semesta.web.core.put import Thing, put

if TYPE_CHECKING:
    from django.db.models import Model

_NAME = re.compile(r"[a-z_][a-z0-9_]*")

# Each setting is asked for in a sub-select, so that it is evaluated once per query and not once per row. A setting that
# nobody made is NULL, or '' after a transaction that made it: both show no row.
_LOW = "(SELECT substr(nullif(current_setting('semesta.low', true), ''), 2))"
_HIGH = "(SELECT nullif(current_setting('semesta.high', true), ''))"
_PATTERN = "(SELECT nullif(current_setting('semesta.pattern', true), ''))"
_ONE_RANGE = "(SELECT current_setting('semesta.pattern', true) = '*')"
POLICY = (
    f'"{{column}}" COLLATE "C" >= {_LOW} AND "{{column}}" COLLATE "C" < {_HIGH} '
    f'AND ({_ONE_RANGE} OR "{{column}}" ~ {_PATTERN})'
)


def protect(connection: Any, *tables: str) -> None:
    """PostgreSQL shows and takes only rows of these tables whose `area_code` lies within the scope of the transaction.

    For everybody but the tables' owner (who loads, migrates and makes backups). An index in byte order serves it.
    On SQLite nothing happens: there the scope that every query takes does the work alone. Repeating changes nothing.
    """
    for table in tables:
        if not _NAME.fullmatch(table):
            raise ValueError(f"no name: {table!r}")
    if connection.vendor == "postgresql":
        put(connection, (guard for table in tables for guard in _guards(table)))


def _guards(table: str) -> tuple[Thing, Thing]:
    rule, name = POLICY.format(column="area_code"), f"{table}_area"
    index = f'CREATE INDEX "{name}" ON "{table}" ("area_code" COLLATE "C")'
    policy = (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'DROP POLICY IF EXISTS semesta_scope ON "{table}"',
        f'CREATE POLICY semesta_scope ON "{table}" USING ({rule}) WITH CHECK ({rule})',
    )
    return (
        Thing("INDEX", table, name, (f'DROP INDEX IF EXISTS "{name}"', index)),
        Thing("POLICY", table, "semesta_scope", policy),
    )


def protect_scoped_models(connection: Any) -> None:
    """Every ScopedModel is protected; a new one by itself."""
    scoped = (model._meta.db_table for model in apps.get_models() if issubclass(model, ScopedModel))
    protect(connection, *scoped)


def order_looks_by_time(connection: Any) -> None:
    """Looks are asked for by days; they come in the order of time, so that few pages tell of many."""
    if connection.vendor == "postgresql":
        table, name = Look._meta.db_table, "core_look_at"
        made = (f'DROP INDEX IF EXISTS "{name}"', f'CREATE INDEX "{name}" ON "{table}" USING brin (at)')
        put(connection, [Thing("INDEX", table, name, made)])


def leave_statements_uncompiled(connection: Any, **_: Any) -> None:
    """No statement is compiled (jit): the compiler is 54 MB in every process that once used it, for questions that take
    milliseconds.
    """
    if connection.vendor == "postgresql":
        connection.connection.execute("SET jit = off")


# -- the application's role


def app_role(database: str) -> str:
    """The name of the application's role for a database."""
    return f"{re.sub('[^a-z0-9_]', '_', database.lower())}_app"


def make_app_role(connection: Any, password: str) -> str:
    """The application's role is there, may sign in with this password, and may do what pages do; its name.

    A Fault when the connected role may not make roles: then an administrator makes it once.
    """
    from django.db.utils import ProgrammingError
    from psycopg import sql

    role = app_role(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        there = cursor.fetchone() is not None
        # What a role may not do is said when it is made: only a superuser may say it again.
        weak = "" if there else " NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
        statement = sql.SQL(("ALTER" if there else "CREATE") + " ROLE {} LOGIN PASSWORD {}" + weak).format(
            sql.Identifier(role), sql.Literal(password)
        )
        try:
            cursor.execute(statement.as_string(connection.connection))
        except ProgrammingError:
            sentence = "Pengguna basis data tidak boleh membuat peran aplikasi; beri SEMESTA_APP_DATABASE_URL"
            raise Fault(sentence, role) from None
    grant(connection, role)
    return role


_ADDED_TO_ONLY: tuple[type[Model], ...] = (AuditEntry, Look)
_READ_ONLY: tuple[type[Model], ...] = (AuditBlock,)
_WRITES, _ADDS, _READS = {"SELECT", "INSERT", "UPDATE", "DELETE"}, {"SELECT", "INSERT"}, {"SELECT"}
# Rights of one role by table; one that it may hand on, or that holds for a column, is none that we ever give.
_HELD_RIGHTS = """
WITH given AS (
  SELECT c.relname, x.grantee, x.is_grantable, x.privilege_type
  FROM pg_class AS c, aclexplode(c.relacl) AS x WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT c.relname, x.grantee, x.is_grantable, x.privilege_type || ' of ' || a.attname
  FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid, aclexplode(a.attacl) AS x
  WHERE c.relnamespace = 'public'::regnamespace
)
SELECT relname, array_agg(privilege_type || CASE WHEN is_grantable THEN ' to hand on' ELSE '' END)
FROM given WHERE grantee = (SELECT oid FROM pg_roles WHERE rolname = %(role)s) GROUP BY relname
"""
# What GRANT USAGE ON calls the schema and those sequences that the role may not use yet.
_LACKS_USAGE = """
SELECT 'SCHEMA public' FROM pg_namespace AS n WHERE n.nspname = 'public' AND NOT EXISTS (
  SELECT FROM aclexplode(n.nspacl) AS a JOIN pg_roles AS r ON r.oid = a.grantee
  WHERE r.rolname = %(role)s AND a.privilege_type = 'USAGE')
UNION ALL
SELECT format('SEQUENCE public.%%I', c.relname) FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace
  AND CASE WHEN c.relkind = 'S' THEN NOT has_sequence_privilege(%(role)s, c.oid, 'USAGE') ELSE false END
"""


def grant(connection: Any, role: str) -> None:
    """The role may read and write our tables, add to the trail, read the seals; nothing else in the database.

    A table where it holds just that is left alone; elsewhere the rights change at once, never through having none:
    somebody is at work. Repeating changes nothing.
    """
    every = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    added = {model._meta.db_table for model in _ADDED_TO_ONLY}
    read = {model._meta.db_table for model in _READ_ONLY} | {"django_migrations"}
    wanted = dict.fromkeys(every - added - read | {"web_cache"}, _WRITES)
    wanted |= dict.fromkeys(added, _ADDS) | dict.fromkeys(read, _READS)
    with connection.cursor() as cursor:
        cursor.execute(_HELD_RIGHTS, {"role": role})
        held = {table: set(rights) for table, rights in cursor.fetchall()}
    for table, rights in sorted(wanted.items()):
        if held.get(table) != rights:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(f'REVOKE ALL ON "{table}" FROM "{role}"')
                cursor.execute(f'GRANT {", ".join(sorted(rights))} ON "{table}" TO "{role}"')
    with connection.cursor() as cursor:
        cursor.execute(_LACKS_USAGE, {"role": role})
        for (place,) in cursor.fetchall():
            cursor.execute(f'GRANT USAGE ON {place} TO "{role}"')


def refuse_strong_role(connection: Any) -> None:
    """A Fault when the connected role could get around row-level security or change the audit trail."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' "
            "AND pg_has_role(current_user, tableowner, 'MEMBER')) FROM pg_roles WHERE rolname = current_user"
        )
        if cursor.fetchone()[0]:
            raise Fault("Peran basis data aplikasi terlalu kuat: memiliki tabel atau melewati batas wilayah")
