"""Rounds of visits: what is there, how far each is, who goes where; and what the answers say of the city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Q

from semesta.flow.sampling.answers import Home, Person, RoundEstimate, round_estimate
from semesta.measure.estimate.share import LinkError, Register
from semesta.web.casework.flows import city_of
from semesta.web.casework.models import Round, RoundAgent, RoundHousehold, Visit, VisitPerson
from semesta.web.casework.models.visits import ANSWERED, Part, RoundKind, VisitOutcome
from semesta.web.casework.queries.unlisted import Unlisted, found_in_run
from semesta.web.core.published.tables.models import Person as PublishedPerson

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

REGISTERED = ("covered_active", "covered_inactive", "status_unknown", "member_not_in_register")
"""Classes of people with a card; the last one's status stands with the card alone."""
TO_VISIT = (Part.MAIN, Part.REPLACEMENT)
AT_ONCE = 20_000


def rounds_of(scope: Scope) -> QuerySet[Round]:
    """The rounds of the cities in which the scope lies, newest first."""
    if any(not area for area in scope.areas):
        return Round.objects.all()
    return Round.objects.filter(area_code__in={city_of(area) for area in scope.areas})


@dataclass(frozen=True)
class Progress:
    """Households of a round to visit, visited, answered; those that wait for a replacement; reserves left."""

    to_visit: int
    visited: int
    answered: int
    lost: int
    reserve: int
    replacements: int
    without_agent: int


_NOT_MET = (VisitOutcome.REFUSED, VisitOutcome.ABSENT, VisitOutcome.NOT_FOUND)
_CURRENT = Q(visits__current=True)
_GOES = Q(part__in=TO_VISIT)


def progress_of(scope: Scope, rounds: Iterable[Round]) -> dict[int, Progress]:
    """How far each round is within the scope, in one query; nothing of rounds without a household there."""
    rows = RoundHousehold.objects.within(scope).filter(round__in=list(rounds)).order_by()
    counted = rows.values("round").annotate(
        to_visit=Count("id", filter=_GOES, distinct=True),
        visited=Count("id", filter=_GOES & _CURRENT, distinct=True),
        answered=Count("id", filter=_GOES & _CURRENT & Q(visits__outcome__in=ANSWERED), distinct=True),
        lost=Count(
            "id", filter=_GOES & _CURRENT & Q(visits__outcome__in=_NOT_MET, replaced_by__isnull=True), distinct=True
        ),
        reserve=Count("id", filter=Q(part=Part.RESERVE), distinct=True),
        replacements=Count("id", filter=Q(part=Part.REPLACEMENT), distinct=True),
        without_agent=Count("id", filter=_GOES & Q(agent__isnull=True), distinct=True),
    )
    return {row.pop("round"): Progress(**row) for row in counted}


def outcomes_of(scope: Scope, held: Round) -> dict[str, int]:
    """Visits that count, by outcome."""
    rows = Visit.objects.within(scope).filter(round=held, current=True).order_by()
    return dict(rows.values_list("outcome").annotate(number=Count("id")))


def agents_of(scope: Scope, held: Round) -> list[dict[str, Any]]:
    """Agents with a household within the scope: code, name, households, answered ones, first and last day."""
    inside = RoundHousehold.objects.within(scope).filter(round=held, agent__isnull=False, part__in=TO_VISIT)
    rows = inside.order_by("agent__code").values("agent__public_id", "agent__code", "agent__name", "agent__per_day")
    return list(
        rows.annotate(
            homes=Count("id", distinct=True),
            answered=Count("id", filter=_CURRENT & Q(visits__outcome__in=ANSWERED), distinct=True),
            first_on=Min("visit_on"), last_on=Max("visit_on"),
        )
    )  # fmt: skip


def last_day_of(scope: Scope, held: Round) -> date | None:
    """The last day on which anybody visits."""
    rows = RoundHousehold.objects.within(scope).filter(round=held, part__in=TO_VISIT).order_by()
    last: date | None = rows.aggregate(last=Max("visit_on"))["last"]
    return last


def walk_of(scope: Scope, agent: RoundAgent) -> list[RoundHousehold]:
    """The agent's households within the scope, day by day in walking order."""
    rows = RoundHousehold.objects.within(scope).filter(agent=agent, part__in=TO_VISIT)
    return list(rows.order_by("visit_on", "visit_order", "draw_order"))


# -- what the answers say


def estimate_of(shown: Shown, held: Round, errors: LinkError | None = None) -> RoundEstimate:
    """The estimate of a random round over all of its city; ValueError for a targeted one, a Fault without an answer.

    The scope must cover the city: a part of a sample is none.
    """
    if held.kind != RoundKind.RANDOM or not shown.scope.covers(held.area_code):
        raise ValueError("an estimate needs a random round and the whole city")
    homes, places = _homes(shown.scope, held)
    told = list(
        VisitPerson.objects.within(shown.scope)
        .filter(visit__round=held, visit__current=True, visit__household__part__in=TO_VISIT)
        .order_by("pk")
        .values_list("pk", "visit__household_id", "person_id", "listed", "found", "card", "nik", "name", "birth_on")
    )
    unlisted = [Unlisted(pk, *rest) for pk, _, person, listed, _, _, *rest in told if person is None and not listed]
    known = found_in_run(shown, unlisted)
    numbers = {row[0]: known.get(row[0]) if row[2] is None else row[2] for row in told}
    standing = _standing(shown, {number for number in numbers.values() if number is not None})
    people = [
        Person(places[home], listed, found, card, *standing.get(numbers[pk] or 0, (False, False, False)))
        for pk, home, _, listed, found, card, *_ in told
    ]
    return round_estimate(
        homes, people, clustered=held.design == "cluster", fractions=held.frame["fractions"],
        registers={code: Register(**one) for code, one in held.frame["registers"].items()}, errors=errors,
    )  # fmt: skip


def _homes(scope: Scope, held: Round) -> tuple[list[Home], dict[int, int]]:
    """The households to visit with how their visit ended, and the place of each; who was not visited did not answer."""
    rows = list(
        RoundHousehold.objects.within(scope)
        .filter(round=held, part__in=TO_VISIT)
        .order_by("draw_order")
        .values_list("id", "part", "probability", "stratum", "cluster", "area_code")
    )
    ended = dict(Visit.objects.within(scope).filter(round=held, current=True).values_list("household_id", "outcome"))
    # A replacement that nobody visited yet is no household of the sample.
    rows = [row for row in rows if row[1] == Part.MAIN or row[0] in ended]
    homes = [
        Home(part, ended.get(pk, VisitOutcome.ABSENT), probability, stratum, cluster, area[:8])
        for pk, part, probability, stratum, cluster, area in rows
    ]
    return homes, {row[0]: at for at, row in enumerate(rows)}


def _standing(shown: Shown, people: set[int]) -> dict[int, tuple[bool, bool, bool]]:
    """(in the register, registered, active) of people in what is shown now."""
    found: dict[int, tuple[bool, bool, bool]] = {}
    ordered = sorted(people)
    for start in range(0, len(ordered), AT_ONCE):
        rows = shown.rows(PublishedPerson).filter(person_id__in=ordered[start : start + AT_ONCE])
        columns = ("person_id", "in_register", "class_name", "active", "status")
        for pk, inside, kind, active, status in rows.values_list(*columns):
            card_alone = kind == REGISTERED[-1] and status == "ACTIVE"
            found[pk] = (bool(inside), kind in REGISTERED, bool(active) or card_alone)
    return found
