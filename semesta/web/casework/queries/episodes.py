"""Guarantee episodes that somebody may see: a facility its own, an office those of its areas; queue, papers, report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from semesta.rules.load import load_rules
from semesta.rules.proposals import documents, flows
from semesta.rules.routes import routes
from semesta.terms import route as ways
from semesta.web.casework.models import Episode, EpisodeHealth, EpisodePaper, EpisodeState, EpisodeTurn

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope

ONE_HOUR_FLOW = "D"
"""The one-hour counter (R3.6): the flow that an episode's proposal takes."""
OFFICES = (EpisodeState.DINSOS, EpisodeState.DINKES)
BY_OFFICE = {"dinsos": "proposals.validate", "dinkes": "proposals.decide"}
"""What a role must hold to act when it is that office's turn."""


def episodes_of(scope: Scope) -> QuerySet[Episode]:
    """A facility's own, or with `counter.read` those of the scope's areas; nobody else's."""
    rows: QuerySet[Episode] = Episode.objects.within(scope)
    if scope.may("counter.read"):
        return rows
    return rows.filter(facility_id=scope.organisation_id) if scope.may("counter.serve") else rows.none()


def one_episode(scope: Scope, public_id: UUID) -> Episode | None:
    """With its facility and the line of the proposal."""
    rows = episodes_of(scope).select_related("facility", "line", "opened_by", "merged_into")
    return rows.filter(public_id=public_id).first()


def open_of(scope: Scope, person_id: int) -> Episode | None:
    """The facility's open episode of a person of the files."""
    return episodes_of(scope).filter(person_id=person_id, closed_at__isnull=True).first()


def my_open(scope: Scope, limit: int = 30) -> list[Episode]:
    """A facility's open episodes, the one whose papers are due first on top."""
    return list(episodes_of(scope).filter(closed_at__isnull=True).order_by("papers_due_at", "id")[:limit])


def turns_of(scope: Scope, episode: Episode) -> list[EpisodeTurn]:
    """Every hand-off, in order."""
    return list(EpisodeTurn.objects.within(scope).filter(episode=episode).select_related("user").order_by("id"))


def ground_of(scope: Scope, episode: Episode) -> EpisodeHealth | None:
    """Health data: for the facility of the episode and roles that see health; None for everybody else, unasked."""
    own = scope.may("counter.serve") and episode.facility_id == scope.organisation_id
    if not (own or scope.sees("health")):
        return None
    found: EpisodeHealth | None = EpisodeHealth.objects.within(scope).filter(episode=episode).first()
    return found


# -- papers


@dataclass(frozen=True)
class Paper:
    """A paper that the route asks for; `held`: it is at hand."""

    name: str
    title: str
    held: bool


@cache
def _route_papers() -> dict[str, tuple[str, ...]]:
    return {
        row["route"]: tuple(_sentence(part) for part in row["documents"].split(";")) for row in routes().to_pylist()
    }


def _sentence(text: str) -> str:
    words = text.strip()
    return words[:1].upper() + words[1:]


def paper_names(route: str, *, newborn: bool = False) -> tuple[str, ...]:
    """Papers that the family brings: those of the one-hour counter for the city's quota, else the route's own words."""
    if route in {ways.APBD_QUOTA, ""} or newborn:
        kind = "newborn" if newborn else "care"
        return tuple(one for one in flows()[ONE_HOUR_FLOW].first.papers(kind) if one != "dinsos_letter")
    return _route_papers().get(route, ())


def paper_title(name: str, language: str) -> str:
    """The words of a paper for a reader of 'id' or 'en'."""
    known = documents().get(name)
    return known.title(language) if known else name


def papers_of(scope: Scope, episode: Episode, language: str) -> list[Paper]:
    """Papers of the episode's route, those that are missing first."""
    held = set(EpisodePaper.objects.within(scope).filter(episode=episode).values_list("document", flat=True))
    names = paper_names(episode.route, newborn=episode.identity == "newborn")
    found = [Paper(name, paper_title(name, language), name in held) for name in names]
    return sorted(found, key=lambda one: one.held)


# -- the queue of an office


def target_hours(on: date) -> int:
    """The service target: hours from the facility's request to the registration (R3.6)."""
    return load_rules().whole("activation_service_hour", on)


def escalated_before(now: datetime) -> datetime:
    """A turn that began before this moment has gone up to the coordinator."""
    hours = load_rules().whole("counter_escalation_hour", timezone.localdate(now))
    return now - timedelta(hours=hours)


def queue(scope: Scope, tab: str) -> QuerySet[Episode]:
    """Episodes of a tab; what is late comes first, and of that what waits longest.

    Who sees health has those whose care cannot wait on top of their own turn's list.
    """
    rows = episodes_of(scope).select_related("facility").filter(closed_at__isnull=True)
    order: list[Any] = [F("due_at").asc(nulls_last=True), "at_since", "id"]
    if scope.sees("health"):
        rows = rows.annotate(cannot_wait=Exists(EpisodeHealth.unscoped.filter(episode=OuterRef("pk"))))
        order.insert(0, F("cannot_wait").desc())
    return rows.filter(_tabs()[tab]).order_by(*order)


def _tabs() -> dict[str, Q]:
    up = escalated_before(timezone.now())
    return {
        "dinsos": Q(state=EpisodeState.DINSOS),
        "dinkes": Q(state=EpisodeState.DINKES),
        "escalated": Q(state__in=OFFICES, at_since__lt=up),
        "facility": Q(state=EpisodeState.FACILITY),
        "file": Q(state=EpisodeState.FILE),
    }


def tab_counts(scope: Scope) -> dict[str, int]:
    """How many stand on each tab; one question."""
    from django.db.models import Count

    rows = episodes_of(scope).filter(closed_at__isnull=True)
    found: dict[str, int] = rows.aggregate(**{name: Count("pk", filter=wanted) for name, wanted in _tabs().items()})
    return found


def may_act(scope: Scope, episode: Episode) -> bool:
    """It is the turn of the actor's office."""
    needed = BY_OFFICE.get(episode.state)
    return needed is not None and scope.may("counter.read") and scope.may(needed)


# -- the report


@dataclass(frozen=True)
class Served:
    """How long an office took: turns that are over, the median and longest in minutes, how many within the target."""

    office: str
    turns: int
    open_turns: int
    median_minutes: int | None
    longest_minutes: int | None
    within: int


@dataclass(frozen=True)
class Report:
    """Episodes opened in a span of days."""

    opened: int
    proved: int
    still_open: int
    closed_otherwise: int
    served: tuple[Served, ...]
    whole: Served
    estimated: int
    late: int
    late_rupiah: int
    waiting_rupiah: int
    without_estimate: int


def report(scope: Scope, first: date, last: date) -> Report:
    """Measured service times and the money at risk of episodes opened from `first` to `last`, both included."""
    rows = list(episodes_of(scope).filter(opened_at__date__gte=first, opened_at__date__lte=last))
    turns = EpisodeTurn.objects.within(scope).filter(
        episode__in=[one.pk for one in rows], office__in=OFFICES
    ).values_list("office", "from_at", "to_at", "due_at")  # fmt: skip
    every = list(turns)
    served = tuple(_served(str(office), [one[1:] for one in every if one[0] == office]) for office in OFFICES)
    whole = _served("all", [(one.sent_at, one.settled_at, one.due_whole) for one in _with_target(rows)])
    late = [one for one in rows if one.late_cover]
    waiting = [one for one in rows if one.is_open and not one.late_cover]
    return Report(
        opened=len(rows), proved=sum(one.outcome == "proved" for one in rows),
        still_open=sum(one.is_open for one in rows),
        closed_otherwise=sum(not one.is_open and one.outcome != "proved" for one in rows), served=served, whole=whole,
        estimated=sum(one.bill_rupiah or 0 for one in rows), late=len(late),
        late_rupiah=sum(one.bill_rupiah or 0 for one in late),
        waiting_rupiah=sum(one.bill_rupiah or 0 for one in waiting),
        without_estimate=sum(one.bill_rupiah is None for one in [*late, *waiting]),
    )  # fmt: skip


@dataclass(frozen=True)
class _Whole:
    sent_at: datetime
    settled_at: datetime | None
    due_whole: datetime


def _with_target(rows: list[Episode]) -> list[_Whole]:
    """From the first request to the registration, with the moment of the target."""
    return [
        _Whole(
            one.sent_at, one.settled_at, one.sent_at + timedelta(hours=target_hours(timezone.localdate(one.sent_at)))
        )
        for one in rows
        if one.sent_at is not None
    ]


def _served(office: str, spans: list[tuple[datetime, datetime | None, datetime | None]]) -> Served:
    over = [(until - since).total_seconds() / 60 for since, until, _ in spans if until is not None]
    return Served(
        office=office, turns=len(over), open_turns=len(spans) - len(over),
        median_minutes=round(median(over)) if over else None, longest_minutes=round(max(over)) if over else None,
        within=sum(until is not None and due is not None and until <= due for _, until, due in spans),
    )  # fmt: skip
