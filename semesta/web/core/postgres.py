"""What PostgreSQL holds to by itself: a role of its own for the application, and rows only within the scope.

The owner of the tables migrates, publishes, seals and makes backups. The application's role owns nothing, does not
bypass row-level security, adds to the audit trail and cannot change it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.apps import apps

from semesta.terms.fault import Fault
from semesta.web.core.models import AuditBlock, AuditEntry, Look, ScopedModel

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


def protect(connection: Any, table: str, area_column: str = "area_code") -> None:
    """PostgreSQL shows and takes only rows of `table` whose area lies within the scope of the transaction.

    For everybody but the table's owner (who loads, migrates and makes backups). An index in byte order serves it.
    On SQLite nothing happens: there the scope that every query takes does the work alone. Repeating changes nothing.
    """
    if not (_NAME.fullmatch(table) and _NAME.fullmatch(area_column)):
        raise ValueError(f"not names: {table!r}, {area_column!r}")
    if connection.vendor != "postgresql":
        return
    rule = POLICY.format(column=area_column)
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        cursor.execute(f'DROP POLICY IF EXISTS semesta_scope ON "{table}"')
        cursor.execute(f'CREATE INDEX IF NOT EXISTS "{table}_area" ON "{table}" ("{area_column}" COLLATE "C")')
        cursor.execute(f'CREATE POLICY semesta_scope ON "{table}" USING ({rule}) WITH CHECK ({rule})')


def protect_scoped_models(connection: Any) -> None:
    """Every ScopedModel is protected; a new one by itself."""
    for model in apps.get_models():
        if issubclass(model, ScopedModel):
            protect(connection, model._meta.db_table)


def order_looks_by_time(connection: Any) -> None:
    """Looks are asked for by days; they come in the order of time, so that few pages tell of many."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE INDEX IF NOT EXISTS core_look_at ON "{Look._meta.db_table}" USING brin (at)')


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


def grant(connection: Any, role: str) -> None:
    """The role may read and write our tables, add to the trail, read the seals; nothing else in the database."""
    every = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    added = {model._meta.db_table for model in _ADDED_TO_ONLY}
    read = {model._meta.db_table for model in _READ_ONLY} | {"django_migrations"}
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
        for tables, rights in (
            (every - added - read | {"web_cache"}, "SELECT, INSERT, UPDATE, DELETE"),
            (added, "SELECT, INSERT"),
            (read, "SELECT"),
        ):
            for table in sorted(tables):
                cursor.execute(f'REVOKE ALL ON "{table}" FROM "{role}"')
                cursor.execute(f'GRANT {rights} ON "{table}" TO "{role}"')
        cursor.execute(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"')


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
