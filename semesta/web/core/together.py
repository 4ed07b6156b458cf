"""Several lists of rows in one statement: each is a sub-select that the database hands over as one JSON array."""

# ruff: noqa: S608  (the statements are Django's own; values are bound)
from __future__ import annotations

import json
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    Rows = list[dict[str, Any]]


def fetched_together(wanted: Mapping[str, QuerySet[Any, Any]]) -> dict[str, Rows]:
    """The rows of each `QuerySet.values(…)` as dictionaries, in its order, all of one moment of the database.

    Days, moments and flags come back as such; a number with decimals has fifteen digits on SQLite.
    """
    parts, values, shapes = [], list[Any](), list[list[tuple[str, str]]]()
    for rows in wanted.values():
        sql, bound, shape = _compiled(rows)
        parts.append(_as_json(sql, len(shape)) if shape else "'[]'")
        values += bound
        shapes.append(shape)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone()
    told = [json.loads(one) if isinstance(one, str) else one for one in found]
    return {
        name: [_row(shape, row) for row in rows] for name, shape, rows in zip(wanted, shapes, told, strict=True)
    }  # fmt: skip


def _compiled(rows: QuerySet[Any, Any]) -> tuple[str, list[Any], list[tuple[str, str]]]:
    """SQL, its values, and (name, kind of field) of each column; no column where nothing can be found."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return "", [], []
    query = rows.query
    names = query.selected or [*query.values_select, *query.annotation_select]
    kinds = [column.output_field.get_internal_type() for column, _, _ in compiler.select or []]
    return sql, list(values), list(zip(names, kinds, strict=True))


def _as_json(sql: str, columns: int) -> str:
    """A sub-select with one array of arrays; rows stand in the order of the inner statement."""
    marks = ", ".join(f"c{number}" for number in range(columns))
    if connection.vendor == "postgresql":
        return f"(SELECT coalesce(json_agg(json_build_array({marks})), '[]') FROM ({sql}) AS t({marks}))"
    # SQLite names the columns of a WITH, not those of a sub-select.
    return f"(WITH t({marks}) AS ({sql}) SELECT json_group_array(json_array({marks})) FROM t)"


def _row(shape: list[tuple[str, str]], row: list[Any]) -> dict[str, Any]:
    return {name: None if one is None else _value(kind, one) for (name, kind), one in zip(shape, row, strict=True)}


def _value(kind: str, told: Any) -> Any:
    """What JSON and SQLite have no word for."""
    if kind == "DateField":
        return date.fromisoformat(told)
    if kind == "DateTimeField":
        return _moment(told)
    return bool(told) if kind == "BooleanField" else told


def _moment(told: str) -> datetime | None:
    found = parse_datetime(told)
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
