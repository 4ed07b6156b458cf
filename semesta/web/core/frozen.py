"""Rows that nobody changes any more, on both databases: signed papers.

A model says in FROZEN_WHEN (SQL about OLD) when a row of it is frozen; triggers then refuse UPDATE and DELETE, whoever
writes and by whatever path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

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
    with connection.cursor() as cursor:
        for table, condition in _frozen_tables():
            for event in ("update", "delete"):
                name = f"{table}_frozen_{event}"
                if connection.vendor == "postgresql":
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
                    for statement in _on_postgres(name, table, event, condition):
                        cursor.execute(statement)
                else:
                    cursor.execute(
                        f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {event} ON "{table}" WHEN {condition} '
                        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                    )


def _on_postgres(name: str, table: str, event: str, condition: str) -> tuple[str, str]:
    """A trigger's WHEN takes no sub-query there, so that its function asks the condition."""
    function = f"{table}_frozen"
    back = "NEW" if event == "update" else "OLD"
    return (
        f'CREATE OR REPLACE FUNCTION "{function}_{event}"() RETURNS trigger LANGUAGE plpgsql AS '
        f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN {back}; END $$",
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{function}_{event}"()',
    )


def thaw_for_migrating(connection: Any) -> None:
    """SQLite only: no trigger of ours stands while tables are rebuilt."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table, _ in _frozen_tables():
                for event in ("update", "delete"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_frozen_{event}"')
