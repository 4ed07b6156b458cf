"""What the public check asks: whether one person is covered. Neither name nor number nor area is read."""

# ruff: noqa: S608  (the schema's name is made of a number; values are bound)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from semesta.terms.fault import Fault
from semesta.web.core.published import on_sqlite
from semesta.web.core.published.by_nik import forget_number, remembered_number
from semesta.web.core.published.layout import placed
from semesta.web.core.published.models import space_of

if TYPE_CHECKING:
    from datetime import date

    from semesta.web.core.scope import Scope

COLUMNS = ("status", "active", "reason", "route", "in_register")


@dataclass(frozen=True)
class Standing:
    """`month` is that of the files; `status` None: no card. `reason` and `route` are codes of terms."""

    month: date
    status: str | None
    active: bool | None
    reason: str | None
    route: str | None
    in_register: bool | None


@dataclass(frozen=True)
class NobodyFound:
    """The files of `month` know nobody, or more than one, with this NIK and birth date."""

    month: date


def standing_of(scope: Scope, nik: str, birth_on: date) -> Standing | NobodyFound:
    """Of the one person within the scope who has this NIK (on the register row or a card) and was born on this day.

    One statement whoever is asked for. A Fault when nothing is published.
    """
    for _ in range(3):
        number = remembered_number()
        if number is None:
            raise Fault("Belum ada hasil yang diterbitkan ke aplikasi: jalankan semesta web publish")
        rows = _asked(space_of(number), scope, nik, birth_on)
        if rows and rows[0][0] == number:
            found = {row[2]: Standing(row[1], *row[3:]) for row in rows if row[2] is not None}
            return next(iter(found.values())) if len(found) == 1 else NobodyFound(rows[0][1])
        forget_number()
    raise Fault("Terbitan berganti terus-menerus; coba lagi")


def _asked(space: str, scope: Scope, nik: str, birth_on: date) -> list[tuple[Any, ...]]:
    """Rows (publication, month, person, then Standing's fields); one row of NULLs when nobody is found."""
    if connection.vendor == "sqlite":
        on_sqlite.attach(connection, space)
    holders, inside = scope.where("area_code")
    person, card = placed(space, "pub_person"), placed(space, "pub_card")
    sql = (
        f"SELECT shown.id, shown.month, p.person_id, {', '.join(f'p.{name}' for name in COLUMNS)}"
        " FROM published_publication AS shown LEFT JOIN ("
        f"SELECT person_id AS holder FROM {person} WHERE nik = %s AND {holders}"
        f" UNION SELECT person_id FROM {card} WHERE nik = %s AND {holders}"
        f") AS held ON true LEFT JOIN {person} AS p ON p.person_id = held.holder AND p.birth_on = %s"
        " WHERE shown.shown"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [nik, *inside, nik, *inside, birth_on.isoformat()])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
