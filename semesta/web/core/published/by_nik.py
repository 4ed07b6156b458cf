"""Cover by NIK: one prepared statement, for the counter and the eligibility service."""

# ruff: noqa: S608  (the schema's name is made of a number; values are bound)
from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection

from semesta.terms.fault import Fault
from semesta.web.core.published import on_sqlite
from semesta.web.core.published.layout import placed
from semesta.web.core.published.models import space_of

if TYPE_CHECKING:
    from datetime import date

    from semesta.web.core.scope import Scope


@dataclass(frozen=True)
class Cover:
    """What the month says of one person, and of which month and run it is."""

    run_id: str
    month: date
    person_id: int
    area_code: str
    name: str
    birth_on: date | None
    sex: str | None
    class_name: str
    segment: str | None
    status: str | None
    active: bool | None
    reason: str | None
    inactive_since_on: date | None
    register_status: str | None
    route: str | None
    expected_start_on: date | None
    psnoka: str | None
    ward_class: str | None
    facility_code: str | None
    end_on: date | None
    arrears_month_count: int | None


PERSON_COLUMNS = [
    "person_id",
    "area_code",
    "name",
    "birth_on",
    "sex",
    "class_name",
    "segment",
    "status",
    "active",
    "reason",
    "inactive_since_on",
    "register_status",
    "route",
    "expected_start_on",
    "psnoka",
]
CARD_COLUMNS = ["ward_class", "facility_code", "end_on", "arrears_month_count"]
REMEMBERED_SECONDS = 20.0
"""Shorter than load.STILL_READ: what is remembered so long still has its tables."""
_remembered: dict[str, tuple[int, float]] = {}


def cover_of(scope: Scope, nik: str) -> list[Cover]:
    """Everybody within the scope who has this NIK, on the register row or on a card; usually one, by person_id.

    One statement: which publication is shown is asked in it, and if it is not the one remembered, asked again there.
    """
    for _ in range(3):
        number = remembered_number()
        if number is None:
            return []
        rows = _asked(space_of(number), scope, nik)
        if rows and rows[0][0] == number:
            return [Cover(*row[1:]) for row in rows if row[3] is not None]
        forget_number()
    raise Fault("Terbitan berganti terus-menerus; coba lagi")


def remembered_number() -> int | None:
    """The publication remembered to be shown; asked for when nothing is, or not lately."""
    known, now = _remembered.get(DEFAULT_DB_ALIAS), time.monotonic()
    if known is not None and now - known[1] < REMEMBERED_SECONDS:
        return known[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM published_publication WHERE shown")
        found = cursor.fetchone()
    if found is None:
        return None
    _remembered[DEFAULT_DB_ALIAS] = (found[0], now)
    return int(found[0])


def forget_number() -> None:
    """Which publication is shown will be asked for again."""
    _remembered.pop(DEFAULT_DB_ALIAS, None)


def _asked(space: str, scope: Scope, nik: str) -> list[tuple[Any, ...]]:
    """Rows (publication, run, month, then Cover's fields); one row of NULLs when nobody has the NIK."""
    if connection.vendor == "sqlite":
        on_sqlite.attach(connection, space)
    sql, inside = statement(space, scope)
    with connection.cursor() as cursor:
        cursor.execute(sql, [nik, *inside, nik, *inside])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def statement(space: str, scope: Scope) -> tuple[str, list[str]]:
    """The SQL, and the parameters of the scope's condition: (NIK, these) twice. A card has its person's area."""
    holders, inside = scope.where("area_code")
    columns = ", ".join([*(f"p.{name}" for name in PERSON_COLUMNS), *(f"c.{name}" for name in CARD_COLUMNS)])
    person, card = placed(space, "pub_person"), placed(space, "pub_card")
    return (
        f"SELECT shown.id, shown.run_id, shown.month, {columns} FROM published_publication AS shown"
        " LEFT JOIN ("
        f"SELECT person_id AS holder FROM {person} WHERE nik = %s AND {holders}"
        f" UNION SELECT person_id FROM {card} WHERE nik = %s AND {holders}"
        f") AS held ON true LEFT JOIN {person} AS p ON p.person_id = held.holder"
        f" LEFT JOIN {card} AS c ON c.person_id = p.person_id AND c.psnoka = p.psnoka"
        " WHERE shown.shown ORDER BY p.person_id"
    ), inside
