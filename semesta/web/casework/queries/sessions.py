"""Outreach sessions within a scope, and who of them still needs something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from semesta.web.casework.models import OutreachSession, SessionFollowUp
from semesta.web.core.models import Membership
from semesta.web.core.published.tables.models import Person
from semesta.web.core.roles import ROLES

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

HOLDERS = tuple(role.name for role in ROLES.values() if "outreach.write" in role.permissions)


def sessions_of(scope: Scope, kind: str = "") -> QuerySet[OutreachSession]:
    """Newest first, with `waiting`: how many needs of who was there are still open."""
    rows = OutreachSession.objects.within(scope)
    if kind:
        rows = rows.filter(kind=kind)
    found: QuerySet[OutreachSession] = rows.select_related("agent").annotate(
        waiting=Count("follow_ups", filter=Q(follow_ups__done_at__isnull=True))
    )
    return found


def open_needs(session: OutreachSession) -> int:
    """How many needs of a session out of `sessions_of` are still open."""
    return int(session.waiting)  # type: ignore[attr-defined]  # annotated there


def session_of(scope: Scope, public_id: UUID) -> OutreachSession | None:
    """One session within the scope."""
    found: OutreachSession | None = (
        OutreachSession.objects.within(scope).select_related("agent", "user").filter(public_id=public_id).first()
    )
    return found


@dataclass(frozen=True)
class Need:
    """What somebody of a session needs: the row, and who it is in the shown month ('' not in it)."""

    row: SessionFollowUp
    name: str
    area_code: str


def needs_of(scope: Scope, shown: Shown | None, session: OutreachSession) -> list[Need]:
    """Open needs first. Names only of people within the scope."""
    rows = list(SessionFollowUp.objects.within(scope).filter(session=session).select_related("done_by"))
    known: dict[int, str] = {}
    if shown is not None:
        people = shown.rows(Person).filter(person_id__in=[one.person_id for one in rows])
        known = dict(people.values_list("person_id", "name"))
    rows.sort(key=lambda one: (one.done_at is not None, one.pk))
    return [Need(one, known.get(one.person_id) or "", one.area_code) for one in rows]


def holders(scope: Scope) -> list[tuple[int, str]]:
    """(number, name) of who may hold sessions somewhere within the scope, by name."""
    held = Membership.objects.in_force(timezone.localdate()).filter(role__in=HOLDERS, user__is_active=True)
    found = {
        one.user_id: str(one.user)
        for one in held.select_related("user")
        if scope.covers(one.area_code) or any(not one.area_code or inner.startswith(one.area_code + ".")
                                              for inner in scope.areas)
    }  # fmt: skip
    return sorted(found.items(), key=lambda pair: pair[1])
