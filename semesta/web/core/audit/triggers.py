"""Triggers that write every change of every covered table into the trail, on both databases.

Put in place after each migration from the list of models: a new model is covered by itself. No path around them:
the ORM one by one or in bulk, raw SQL and a database shell all fire them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.web.core.audit.covered import CHANGES_ALONE, HIDDEN, covered_models
from semesta.web.core.models.audit import AuditBlock, AuditEntry
from semesta.web.core.models.looks import Look
from semesta.web.core.put import Thing, held_on_sqlite, put, put_on_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

TRAIL = AuditEntry._meta.db_table
SEALED = (TRAIL, AuditBlock._meta.db_table, Look._meta.db_table)
SHOWN_FOR_HIDDEN = "hidden"
_SQLITE_NAMES = "semesta_%"
_SQLITE_ARGUMENTS = 60
"""json_object takes at most 127 arguments, two per column."""


def put_triggers(connection: Any) -> None:
    """Every covered table writes the trail; trail, looks and seals cannot be changed. What stands is left alone."""
    if connection.vendor == "postgresql":
        put(connection, _on_postgres())
    else:
        put_on_sqlite(connection, {**dict(_sqlite_covering()), **dict(_sqlite_sealing())}, like=_SQLITE_NAMES)


def take_triggers(connection: Any) -> None:
    """SQLite only, before tables are rebuilt by a migration: it refuses to rename a table that triggers name."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in held_on_sqlite(cursor, _SQLITE_NAMES):
                cursor.execute(f'DROP TRIGGER "{name}"')


def _columns(model: type[Model]) -> list[tuple[str, bool]]:
    """(column, holds bytes) of a model's table."""
    return [
        (field.column or field.name, field.get_internal_type() == "BinaryField")
        for field in model._meta.concrete_fields
    ]


# -- SQLite


def _sqlite_row(model: type[Model], which: str, other: str | None = None) -> str:
    """A JSON object of the row NEW or OLD; hidden columns say only whether they differ from the other row's."""
    table, parts = model._meta.db_table, []
    columns = _columns(model)
    if len(columns) > _SQLITE_ARGUMENTS:
        raise ValueError(f"{table} has more columns than SQLite's json_object takes")
    for column, is_bytes in columns:
        value = f'{which}."{column}"'
        if column in HIDDEN.get(table, ()):
            changed = f"WHEN {value} IS NOT {other}.\"{column}\" THEN '{SHOWN_FOR_HIDDEN}, changed'" if other else ""
            value = f"CASE {changed} WHEN {value} IS NULL THEN NULL ELSE '{SHOWN_FOR_HIDDEN}' END"
        elif is_bytes:
            value = f"hex({value})"
        parts.append(f"'{column}', {value}")
    return f"json_object({', '.join(parts)})"


def _sqlite_covering() -> Iterator[tuple[str, str]]:
    for model in covered_models():
        table, key = model._meta.db_table, model._meta.pk.column
        rows = {
            "insert": ("NULL", _sqlite_row(model, "NEW"), "NEW"),
            "update": (_sqlite_row(model, "OLD"), _sqlite_row(model, "NEW", "OLD"), "NEW"),
            "delete": (_sqlite_row(model, "OLD"), "NULL", "OLD"),
        }
        for kind, (old, new, which) in rows.items():
            name = f"semesta_{kind}_{table}"
            yield (
                name,
                (
                    f'CREATE TRIGGER {name} AFTER {kind.upper()} ON "{table}"{_sqlite_when(model, kind)} BEGIN '
                    f"INSERT INTO {TRAIL} (at, kind, about, key, old, new, actor, organisation, purpose) VALUES ("
                    f"strftime('%Y-%m-%d %H:%M:%f', 'now'), '{kind}', '{table}', {which}.\"{key}\", {old}, {new}, "
                    "semesta_acting('actor'), semesta_acting('organisation'), semesta_acting('purpose')); END"
                ),
            )


def _sqlite_when(model: type[Model], kind: str) -> str:
    alone = CHANGES_ALONE.get(model._meta.db_table, ())
    if kind != "update" or not alone:
        return ""
    told = [column for column, _ in _columns(model) if column not in alone]
    return " WHEN " + " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in told)


def _sqlite_sealing() -> Iterator[tuple[str, str]]:
    for table in SEALED:
        for kind in ("update", "delete"):
            name = f"semesta_never_{kind}_{table}"
            refuse = "SELECT RAISE(ABORT, 'the audit trail cannot be changed')"
            yield name, f"CREATE TRIGGER {name} BEFORE {kind.upper()} ON {table} BEGIN {refuse}; END"


# -- PostgreSQL

_AUDIT = f"""
CREATE OR REPLACE FUNCTION semesta_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
-- Arguments: key column, hidden columns, columns that change alone; lists with commas.
DECLARE
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
  row_key text := coalesce(after, before) ->> TG_ARGV[0];
  hidden text;
  changed boolean;
BEGIN
  IF TG_OP = 'UPDATE' AND TG_ARGV[2] <> ''
     AND before - string_to_array(TG_ARGV[2], ',') = after - string_to_array(TG_ARGV[2], ',') THEN
    RETURN NULL;
  END IF;
  FOREACH hidden IN ARRAY string_to_array(TG_ARGV[1], ',') LOOP
    changed := TG_OP = 'UPDATE' AND before -> hidden IS DISTINCT FROM after -> hidden;
    IF before ->> hidden IS NOT NULL THEN
      before := jsonb_set(before, ARRAY[hidden], '"{SHOWN_FOR_HIDDEN}"');
    END IF;
    IF changed THEN
      after := jsonb_set(after, ARRAY[hidden], '"{SHOWN_FOR_HIDDEN}, changed"');
    ELSIF after ->> hidden IS NOT NULL THEN
      after := jsonb_set(after, ARRAY[hidden], '"{SHOWN_FOR_HIDDEN}"');
    END IF;
  END LOOP;
  INSERT INTO {TRAIL} (at, kind, about, key, old, new, actor, organisation, purpose) VALUES (
    clock_timestamp(), lower(TG_OP), TG_TABLE_NAME, row_key, before::text, after::text,
    coalesce(current_setting('semesta.actor', true), ''), coalesce(current_setting('semesta.organisation', true), ''),
    coalesce(current_setting('semesta.purpose', true), ''));
  RETURN NULL;
END $$
"""
_NEVER = """
CREATE OR REPLACE FUNCTION semesta_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail cannot be changed';
END $$
"""


def _on_postgres() -> Iterator[Thing]:
    yield Thing("FUNCTION", "", "semesta_audit", (_AUDIT,))
    yield Thing("FUNCTION", "", "semesta_never", (_NEVER,))
    for model in covered_models():
        table, key = model._meta.db_table, model._meta.pk.column
        hidden, alone = ",".join(HIDDEN.get(table, ())), ",".join(CHANGES_ALONE.get(table, ()))
        covering = (
            f'CREATE OR REPLACE TRIGGER semesta_audit AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION semesta_audit('{key}', '{hidden}', '{alone}')"
        )
        yield Thing("TRIGGER", table, "semesta_audit", (covering,))
        yield _never("TRUNCATE", table)
    for table in SEALED:
        yield _never("UPDATE OR DELETE OR TRUNCATE", table)


def _never(kinds: str, table: str) -> Thing:
    """Truncating leaves no row to tell of, so it is refused on every covered table."""
    statement = (
        f'CREATE OR REPLACE TRIGGER semesta_never BEFORE {kinds} ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION semesta_never()"
    )
    return Thing("TRIGGER", table, "semesta_never", (statement,))
