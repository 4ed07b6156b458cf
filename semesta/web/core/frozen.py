"""Rows that nobody changes any more, on both databases: signed papers.

A model says in FROZEN_WHEN (SQL about OLD) when a row of it is frozen; triggers then refuse UPDATE and DELETE, whoever
writes and by whatever path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from semesta.web.core.put import Thing, put, put_on_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUSAL = "signed: a correction is a new version"


def _frozen_tables() -> Iterator[tuple[str, str]]:
    """(table, condition on OLD) of every model that freezes."""
    for model in apps.get_models():
        condition = getattr(model, "FROZEN_WHEN", "")
        if condition and model._meta.managed:
            yield model._meta.db_table, condition


def freeze_signed_rows(connection: Any) -> None:
    """Triggers stand on every table that freezes. Repeating changes nothing."""
    if connection.vendor == "postgresql":
        put(connection, _on_postgres())
    else:
        put_on_sqlite(connection, dict(_on_sqlite()), like="%_frozen_%")


def _on_sqlite() -> Iterator[tuple[str, str]]:
    for table, condition in _frozen_tables():
        for event in ("update", "delete"):
            name = f"{table}_frozen_{event}"
            yield (
                name,
                f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" WHEN {condition} '
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
            )


def _on_postgres() -> Iterator[Thing]:
    """A trigger's WHEN takes no sub-query there, so that its function asks the condition."""
    for table, condition in _frozen_tables():
        for event in ("update", "delete"):
            name, back = f"{table}_frozen_{event}", "NEW" if event == "update" else "OLD"
            function = (
                f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS '
                f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END IF; "
                f"RETURN {back}; END $$"
            )
            trigger = (
                f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {event} ON "{table}" '
                f'FOR EACH ROW EXECUTE FUNCTION "{name}"()'
            )
            yield Thing("FUNCTION", "", name, (function,))
            yield Thing("TRIGGER", table, name, (trigger,))


def thaw_for_migrating(connection: Any) -> None:
    """SQLite only: no trigger of ours stands while tables are rebuilt."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table, _ in _frozen_tables():
                for event in ("update", "delete"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_frozen_{event}"')
