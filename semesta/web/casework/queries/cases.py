"""Lists of cases: filters that are an address, in the order of urgency, by key."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from semesta.terms.route import ROUTES
from semesta.web.casework.models import Case, CaseKind, CaseState
from semesta.web.casework.models.cases import IS_OPEN, NO_DAY, NoDay
from semesta.web.casework.queries.kept import Kept, kept
from semesta.web.core.models import Organisation
from semesta.web.core.models.people import AREA_CODE, OrganisationKind
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to
from semesta.web.core.published.tables.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope

DOTS_OF_VILLAGE = 3
"""16.71.04.1002."""
SOON = timedelta(days=7)
WHO = ("me", "nobody")
DUE = ("late", "soon", "none")
STATES = (*CaseState.values, "open", "done")


@dataclass(frozen=True)
class Wanted:
    """The filters of a list, '' where not narrowed; `who` may be an officer's number; `after` the place in the list."""

    area: str = ""
    office: str = ""
    kind: str = ""
    route: str = ""
    reason: str = ""
    priority: str = ""
    due: str = ""
    who: str = ""
    state: str = ""
    confirm: str = ""
    after: str = ""

    @property
    def address(self) -> str:
        """The filters as a query without the place in the list; '' when nothing is narrowed."""
        return urlencode({name: value for name, value in self.narrowing().items() if name != "after"})

    def narrowing(self) -> dict[str, str]:
        """The filters in force."""
        return {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name)}

    def but(self, **changed: str) -> Wanted:
        """The same filters with some changed, from the first row on."""
        return replace(self, **{"after": "", **changed})


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """The filters of an address; what is no value of a filter is left out."""
    rules: dict[str, Iterable[str]] = {
        "office": OrganisationKind.values, "kind": CaseKind.values, "route": (*ROUTES, "pay_next"),
        "priority": "123456", "due": DUE, "state": STATES, "confirm": ("1",),
    }  # fmt: skip
    found = {name: asked.get(name, "") for name, allowed in rules.items() if asked.get(name, "") in set(allowed)}
    area, who, reason, after = (asked.get(name, "") for name in ("area", "who", "reason", "after"))
    found |= {"area": area} if area and re.fullmatch(AREA_CODE.regex, area) else {}
    found |= {"who": who} if who in WHO or (who.isdigit() and len(who) < 10) else {}
    found |= {"reason": reason} if reason.isidentifier() and len(reason) <= 40 else {}
    found |= {"after": after} if _key(after) else {}
    return Wanted(**found)


def listed(scope: Scope, wanted: Wanted, today: date, *, first_only: bool = False) -> QuerySet[Case]:
    """The cases that the filters leave; open ones unless a state is asked for; nothing outside the scope.

    `first_only`: of which the most urgent will be taken; without it, all of them are counted or taken.
    """
    rows: QuerySet[Case] = Case.objects.within(scope, by_index=not (first_only and is_wide(scope, wanted)))
    rows = rows.filter(IS_OPEN if wanted.state in ("", "open") else _states(wanted.state))
    plain = {name: getattr(wanted, name) for name in ("office", "kind", "route", "reason", "priority")}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.area:
        if not scope.covers(wanted.area) and not any(area.startswith(wanted.area) for area in scope.areas):
            return rows.none()
        rows = replace(scope, areas=(wanted.area,)).within(rows)
    if wanted.who == "me":
        rows = rows.filter(assignee_id=scope.user_id)
    elif wanted.who == "nobody":
        rows = rows.filter(assignee__isnull=True)
    elif wanted.who:
        rows = rows.filter(assignee_id=int(wanted.who))
    if wanted.due:
        late, soon = Q(due_on__lt=today), Q(due_on__gte=today, due_on__lte=today + SOON)
        rows = rows.filter({"late": late, "soon": soon, "none": Q(due_on__isnull=True)}[wanted.due])
    return rows.filter(to_confirm=True) if wanted.confirm else rows


def is_wide(scope: Scope, wanted: Wanted) -> bool:
    """So many cases that the first ones are best read in the order of urgency.

    Of a kelurahan, or of a filter, few may be open: to look for them in that order reads all there are. Late ones stand
    in front of every priority.
    """
    filters = wanted.but(due="") if wanted.due == "late" else wanted
    return not filters.address and all(area.count(".") < DOTS_OF_VILLAGE for area in scope.areas)


def first_of(rows: QuerySet[Case], count: int, *, wide: bool) -> list[Case]:
    """The first rows of an ordered list. PostgreSQL, which expects row-level security to leave few, is told not to sort
    all of a wide one; for this statement only, within the request's transaction. Nor are other processes started for
    so few rows, until the transaction ends: that takes longer than the rows.
    """
    if not wide or connection.vendor != "postgresql":
        return list(rows[:count])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_sort', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)"
        )
        found = list(rows[:count])
        cursor.execute("SELECT set_config('enable_sort', 'on', true)")
    return found


def _states(state: str) -> Q:
    return Q(state__in=("proved", "closed")) if state == "done" else Q(state=state)


def ordered(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Most urgent first: priority, then the clock, then as they came."""
    return rows.alias(by_day=Coalesce("due_on", NoDay())).order_by("priority", "by_day", "id")


def page_of(rows: QuerySet[Case], after: str, size: int, *, wide: bool = False) -> tuple[list[Case], str]:
    """At most `size` cases behind the key `after`, and the key of the next page ('' at the end)."""
    rows = ordered(rows).select_related("assignee")
    if key := _key(after):
        priority, day, number = key
        same_day = Q(priority=priority, by_day=day, id__gt=number)
        rows = rows.filter(Q(priority__gt=priority) | Q(priority=priority, by_day__gt=day) | same_day)
    found = first_of(rows, size + 1, wide=wide)
    return found[:size], key_of(found[size - 1]) if len(found) > size else ""


def key_of(case: Case) -> str:
    """`3.2025-06-01.17`: where a case stands in the order."""
    return f"{case.priority}.{(case.due_on or NO_DAY).isoformat()}.{case.pk}"


def _key(text: str) -> tuple[int, date, int] | None:
    try:
        priority, day, number = text.split(".")
        return int(priority), date.fromisoformat(day), int(number)
    except ValueError:
        return None


@dataclass(frozen=True)
class Counts:
    """Open cases within the scope."""

    every: int
    mine: int
    unassigned: int
    late: int
    office: int
    claimed: int
    confirm: int


def _told(scope: Scope, office: str, today: date) -> dict[str, Count]:
    """What is counted, named as the fields of Counts."""
    return {
        "every": Count("id"),
        "mine": Count("id", filter=Q(assignee_id=scope.user_id)),
        "unassigned": Count("id", filter=Q(assignee__isnull=True)),
        "late": Count("id", filter=Q(due_on__lt=today)),
        "office": Count("id", filter=Q(office=office)),
        "claimed": Count("id", filter=Q(state="claimed")),
        "confirm": Count("id", filter=Q(to_confirm=True)),
    }


def counts(scope: Scope, office: str, today: date) -> Kept[Counts]:
    """How many there are of each, in one statement; of very many as they were within the last minute, but the actor's
    own as they are."""
    rows = Case.objects.within(scope).filter(IS_OPEN)
    found = kept(
        ("counts", scope.ranges, office, today),
        lambda: Counts(**rows.aggregate(**_told(scope, office, today))), lambda told: told.every,
    )  # fmt: skip
    return _with_mine(found, scope) if found.again else found


def _with_mine(found: Kept[Counts], scope: Scope) -> Kept[Counts]:
    mine = Case.objects.within(scope).filter(IS_OPEN, assignee_id=scope.user_id).count()
    return replace(found, value=replace(found.value, mine=mine))


PLACES = ("area_code", "route", "priority")
By = dict[str, Counter[str]]


def count_by(scope: Scope, wanted: Wanted, today: date, *, of: int) -> Kept[By]:
    """How many of the cases that the filters leave by area, by route and by priority, in one statement; kept as
    `counts` are. `of` so many that are open."""
    whose = scope.user_id if wanted.who == "me" else None
    return kept(
        ("by", scope.ranges, wanted.but(), whose, today),
        lambda: _added(listed(scope, wanted, today).order_by().values(*PLACES).annotate(every=Count("id"))),
        lambda _: of,
    )  # fmt: skip


def counts_and_by(scope: Scope, office: str, today: date) -> tuple[Kept[Counts], By]:
    """`counts`, and `count_by` of all open cases, in one pass over them."""
    found = kept(
        ("counts and by", scope.ranges, office, today),
        lambda: _both(scope, office, today), lambda told: told[0].every,
    )  # fmt: skip
    total = Kept(found.value[0], found.at, found.again)
    return (_with_mine(total, scope) if found.again else total), found.value[1]


def _both(scope: Scope, office: str, today: date) -> tuple[Counts, By]:
    told = _told(scope, office, today)
    # Named apart from the columns of a case, which a group may not be named like.
    rows = Case.objects.within(scope).filter(IS_OPEN).order_by().values(*PLACES)
    groups = list(rows.annotate(**{f"n_{name}": count for name, count in told.items()}))
    total = Counts(**{name: sum(group[f"n_{name}"] for group in groups) for name in told})
    return total, _added({**group, "every": group["n_every"]} for group in groups)


def _added(groups: Iterable[Mapping[str, Any]]) -> By:
    found: By = {"area": Counter(), "route": Counter(), "priority": Counter()}
    for group in groups:
        found["area"][group["area_code"]] += group["every"]
        found["route"][group["route"]] += group["every"]
        found["priority"][str(group["priority"])] += group["every"]
    return found


def office_of(scope: Scope) -> str:
    """The kind of the office that the scope works for."""
    kind = Organisation.objects.filter(pk=scope.organisation_id).values_list("kind", flat=True).first()
    return kind or ""


def shown_or_none(scope: Scope) -> Shown | None:
    """The month that pages show; None before the first."""
    try:
        return shown_to(scope)
    except NothingPublished:
        return None


def people_of(shown: Shown | None, cases: Iterable[Case], *columns: str) -> dict[int, dict[str, Any]]:
    """Columns of the people whom the cases are about, by person, within the scope; in one statement."""
    ids = {case.person_id for case in cases if case.person_id is not None}
    if shown is None or not ids:
        return {}
    rows = shown.rows(Person).filter(person_id__in=ids).values("person_id", *columns)
    return {row["person_id"]: row for row in rows}


def one_case(scope: Scope, pk: int) -> Case | None:
    """That case; None when there is none within the scope."""
    found: Case | None = Case.objects.within(scope).select_related("assignee").filter(pk=pk).first()
    return found


def cases_of_person(scope: Scope, person_id: int) -> list[Case]:
    """A person's cases, open ones first."""
    rows = Case.objects.within(scope).select_related("assignee").filter(person_id=person_id)
    return sorted(rows, key=lambda case: (not case.is_open, case.priority, case.pk))
