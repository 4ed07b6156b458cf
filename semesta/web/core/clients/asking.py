"""Which program asks, by its token: one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.clients.actions import digest
from semesta.web.core.clients.scopes import rights
from semesta.web.core.roles import Role
from semesta.web.core.scope import Scope

if TYPE_CHECKING:
    from datetime import date

PROGRAM = Role(
    name="program", title=_("Program"), description=_("Asks by itself for an organisation."), permissions=frozenset(),
    columns=frozenset(), second_factor=False,
)  # fmt: skip
"""No page opens to it: what a program may is in its scopes."""


@dataclass(frozen=True)
class Caller:
    """A program with a token that holds. `told`: what the database said of it, as one text (see told_sql)."""

    client_id: int
    public_id: str
    name: str
    scope: Scope
    rights: frozenset[str]
    minute_most: int
    purpose: str
    digest: str
    told: str

    def may(self, right: str) -> bool:
        """A single right (core/clients/scopes.py)."""
        return right in self.rights


# What a token opens: while this gives the same text, nothing of it has changed.
_TOLD = (
    "t.scopes || '|' || c.area_code || '|' || CAST(c.minute_most AS text) || '|' || CAST(c.user_id AS text)"
    " || '|' || CAST(o.id AS text) || '|' || o.name || '|' || c.purpose"
)
_FROM = (
    " FROM core_apitoken AS t JOIN core_apiclient AS c ON c.id = t.client_id"
    " JOIN core_organisation AS o ON o.id = c.organisation_id"
    " WHERE t.digest = {key} AND t.ends_at > {now} AND c.ended_at IS NULL"
    " AND (o.closed_on IS NULL OR o.closed_on > {day})"
)


def token_told_sql(key: str, day: str, now: str) -> str:
    """A sub-select for `Caller.told` of a token that holds, of a program and organisation that have not ended."""
    return "SELECT " + _TOLD + _FROM.format(key=key, now=now, day=day)


def caller_of(token: str, today: date) -> Caller | None:
    """The program whose token this is; None when it opens nothing."""
    kept = digest(token)
    sql = (
        f"SELECT {_TOLD}, t.scopes, c.id, c.public_id, c.name, c.area_code, c.minute_most, c.purpose, c.user_id,"
        " o.id, o.name" + _FROM.format(key="%s", now="%s", day="%s")
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [kept, timezone.now(), today])
        found = cursor.fetchone()
    if found is None:
        return None
    told, scopes, client_id, public_id, name, area, most, purpose, user_id, organisation_id, organisation = found
    scope = Scope(user_id, PROGRAM, organisation_id, organisation, (area,))
    return Caller(client_id, public_id, name, scope, rights(scopes.split()), most, purpose, kept, told)
