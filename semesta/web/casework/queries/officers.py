"""Who can take cases, and how many each has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone

from semesta.web.casework.models import Case
from semesta.web.casework.models.cases import IS_OPEN
from semesta.web.casework.queries.cases import ordered
from semesta.web.core.models import Membership
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

ACTING_ROLES = tuple(role.name for role in ROLES.values() if "cases.act" in role.permissions)
PLAN_AT_MOST = 2_000


@dataclass(frozen=True)
class Officer:
    """Somebody who works cases: where, at which offices, and how many are open with them now."""

    pk: int
    name: str
    post: Scope
    office: str
    open_count: int


@dataclass
class Share:
    """What an officer would get: (case, version seen) in the order of urgency."""

    officer: Officer
    room: int
    cases: list[tuple[int, int]] = field(default_factory=list)

    @property
    def after(self) -> int:
        """How many the officer would have."""
        return self.officer.open_count + len(self.cases)


def officers_of(scope: Scope) -> list[Officer]:
    """Everybody who may work cases somewhere within the scope, with the fewest open ones first."""
    held = Membership.objects.in_force(timezone.localdate()).filter(role__in=ACTING_ROLES, user__is_active=True)
    posts: dict[int, list[Membership]] = {}
    for one in held.select_related("user", "organisation").order_by("id"):
        if _meets(scope, one.area_code):
            posts.setdefault(one.user_id, []).append(one)
    rows = Case.objects.within(scope).filter(IS_OPEN, assignee_id__in=posts).order_by()
    loads = dict(rows.values_list("assignee").annotate(number=Count("id")))
    found = [_officer(held_by, loads) for held_by in posts.values()]
    return sorted(found, key=lambda officer: (officer.open_count, officer.name, officer.pk))


def _meets(scope: Scope, area: str) -> bool:
    return scope.covers(area) or any(not area or inner.startswith(area + ".") for inner in scope.areas)


def _officer(held: list[Membership], loads: Mapping[int, int]) -> Officer:
    first = held[0]
    areas = tuple(one.area_code for one in held)
    post = Scope(first.user_id, ROLES[first.role], first.organisation_id, first.organisation.name, areas)
    return Officer(first.user_id, str(first.user), post, first.organisation.kind, loads.get(first.user_id, 0))


def share_out(
    rows: QuerySet[Case], officers: Sequence[Officer], capacity: int, *, any_office: bool = False
) -> tuple[list[Share], int]:
    """Each case, most urgent first, goes to the officer of its area with the fewest, until all have `capacity` open
    ones; the shares, and how many cases nobody has room for. PLAN_AT_MOST cases at a time.

    Only officers of the office whose turn it is, unless `any_office`.
    """
    shares = [Share(officer, capacity - officer.open_count) for officer in officers]
    left = 0
    for pk, version, area, office in ordered(rows).values_list("pk", "version", "area_code", "office")[:PLAN_AT_MOST]:
        able = [
            one
            for one in shares
            if len(one.cases) < one.room
            and one.officer.post.covers(area)
            and (any_office or one.officer.office == office)
        ]
        if not able:
            left += 1
            continue
        best = min(able, key=lambda one: (one.after, one.officer.pk))
        best.cases.append((pk, version))
    return [one for one in shares if one.cases], left
