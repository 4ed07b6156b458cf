"""What one request may see: one object, made once, asked for by every query on people."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.models import F, Func, Model, Q, TextField
from django.db.models.functions import Collate
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from semesta.web.core.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from semesta.web.core.models import User
    from semesta.web.core.roles import Role

M = TypeVar("M", bound=Model)
AFTER_DOT = "/"
"""The character after '.': codes at or under P are those with P <= code < P + '/' in byte order."""


@dataclass(frozen=True)
class Scope:
    """A user acting in one post: `areas` are code prefixes ('' = everywhere; none = nothing).

    A code belongs to a prefix when it equals it or goes on with a dot: 16.71.04 holds 16.71.04.1002 and not 16.71.040.
    """

    user_id: int
    role: Role
    organisation_id: int
    organisation_name: str
    areas: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        areas = _outermost(self.areas)
        object.__setattr__(self, "areas", areas)
        object.__setattr__(self, "ranges", tuple((area, area + AFTER_DOT if area else "~") for area in areas))

    @property
    def post(self) -> str:
        """The name of the post in the session: `dinsos:4`."""
        return f"{self.role.name}:{self.organisation_id}"

    def may(self, permission: str) -> bool:
        """The role holds this permission."""
        return permission in self.role.permissions

    def sees(self, column: str) -> bool:
        """The role may see this group of columns (roles.COLUMNS)."""
        return column in self.role.columns

    def covers(self, area_code: str) -> bool:
        """The area lies within the scope."""
        return any(low <= area_code < high for low, high in self.ranges)

    def where(self, column: str) -> tuple[str, list[str]]:
        """An SQL condition on an area column, with its parameters; false for a scope without area.

        `column` is a name written in our code, never a user's text.
        """
        if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", column):
            raise ValueError(f"not a column: {column!r}")
        if not self.ranges:
            return "(1 = 0)", []
        compared = f'{column} COLLATE "C"' if connection.vendor == "postgresql" else column
        parts = [f"({compared} >= %s AND {compared} < %s)" for _ in self.ranges]
        return f"({' OR '.join(parts)})", [edge for pair in self.ranges for edge in pair]

    def within(self, rows: QuerySet[M], column: str = "area_code", *, by_index: bool = True) -> QuerySet[M]:
        """The rows whose area column lies within the scope.

        `by_index` False: a list in an order that an index gives, cut after its first rows. SQLite would else read and
        sort everything in the area.
        """
        compared: Any = F(column)
        if connection.vendor == "sqlite" and not by_index:
            compared = Func(compared, template="+%(expressions)s", output_field=TextField())
        if connection.vendor == "postgresql":
            # In byte order, as on SQLite: the database's own order of letters would put codes elsewhere.
            compared = Collate(compared, "C")
        wanted: Any = Q(pk__in=[])
        for low, high in self.ranges:
            wanted |= Q(GreaterThanOrEqual(compared, low), LessThan(compared, high))
        return rows.filter(wanted)

    @property
    def pattern(self) -> str:
        """A regular expression that the codes within the scope match, for row-level security."""
        if "" in self.areas:
            return "^"
        return f"^({'|'.join(area.replace('.', '[.]') for area in self.areas)})([.]|$)"


def _outermost(areas: Iterable[str]) -> tuple[str, ...]:
    """The areas without those that lie inside another of them, sorted."""
    kept: list[str] = []
    for area in sorted(set(areas)):
        if not any(outer in {"", area} or area.startswith(outer + ".") for outer in kept):
            kept.append(area)
    return tuple(kept)


EVERYWHERE = Scope(0, ROLES["coordinator"], 0, "", ("",))
"""What the application itself does in no user's name: proofs by the newest file, a reply that a gateway hands on."""


def posts_of(user: User, on: date) -> list[Scope]:
    """The posts a user holds on a day, one per role and organisation, in the order they were given."""
    rows = user.memberships.in_force(on).order_by("id")
    return posts_from(user.pk, rows.values_list("role", "organisation_id", "organisation__name", "area_code"))


def posts_from(user_id: int, rows: Iterable[Iterable[Any]]) -> list[Scope]:
    """The same of memberships already read: (role, organisation, its name, area), in the order they were given."""
    held: dict[tuple[Any, ...], list[str]] = {}
    for role, organisation_id, organisation_name, area in rows:
        if role in ROLES:
            held.setdefault((role, organisation_id, organisation_name), []).append(area)
    return [
        Scope(user_id, ROLES[role], organisation_id, organisation_name, tuple(areas))
        for (role, organisation_id, organisation_name), areas in held.items()
    ]
