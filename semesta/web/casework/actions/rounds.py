"""Rounds of visits: drawn, shared out among agents, filled up from the reserve, closed (req 51)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.flow.home import Home
from semesta.flow.sampling.drawn import DrawnRound, round_of_frame, targeted_from
from semesta.flow.sampling.frame import checked_seed, frame_of, houses_of, registers_of
from semesta.plan.sample.workload import Stop, Walker, called_in, share_out
from semesta.terms.fault import Fault
from semesta.web.casework.flows import city_of
from semesta.web.casework.models import Round, RoundAgent, RoundHousehold, Visit
from semesta.web.casework.models.visits import Part, RoundKind, RoundState, VisitOutcome
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from semesta.plan.sample.design import Design
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

NOT_MET = (VisitOutcome.REFUSED, VisitOutcome.ABSENT, VisitOutcome.NOT_FOUND)
"""Outcomes for which a reserve may be called in."""
AT_ONCE = 500
MOST_AGENTS = 200


@dataclass(frozen=True)
class Plan:
    """What a round is called and when it is walked."""

    name: str
    starts_on: date
    ends_on: date


def draw_random(scope: Scope, shown: Shown, plan: Plan, design: Design, seed: str) -> Round:
    """A round of the whole city's register as the shown run has it; the same seed gives the same households.

    A Fault or Refusal, and nothing written, when the role may not, sees only a part of the city, or the draw fails.
    """
    _may_plan(scope)
    area = _whole_city(scope)
    try:
        seed = checked_seed(seed)
        run = run_folder(shown)
        made = round_of_frame(run, frame_of(run, seed), design, seed)
    except Fault as fault:
        raise Refusal(str(fault)) from fault
    return _keep(scope, shown, plan, RoundKind.RANDOM, area, made)


def draw_targeted(scope: Scope, shown: Shown, plan: Plan, area: str, households: int) -> Round:
    """A round from the visit list of an area within the scope. It never enters an estimate."""
    _may_plan(scope)
    if not area or not scope.covers(area):
        raise Refusal(_("This area is outside yours."))
    try:
        made = targeted_from(run_folder(shown), area, households)
    except Fault as fault:
        raise Refusal(str(fault)) from fault
    return _keep(scope, shown, plan, RoundKind.TARGETED, city_of(area), made)


def run_folder(shown: Shown) -> Path:
    """The files of the shown run. A Fault when they are gone."""
    run = Home(Path(settings.SEMESTA_HOME)).run(shown.run_id)
    if not (run / "manifest.json").exists():
        raise Fault("Berkas hasil yang ditampilkan tidak ada lagi di folder rumah", shown.run_id)
    return run


def _may_plan(scope: Scope) -> None:
    if not scope.may("visits.plan"):
        raise Refusal(_("Your role may not do this."))


def _whole_city(scope: Scope) -> str:
    area = city_of(scope.areas[0]) if scope.areas and scope.areas[0] else ""
    if not area or not scope.covers(area):
        raise Refusal(_("A random round is drawn from the whole city; your area is a part of it."))
    return area


def _keep(scope: Scope, shown: Shown, plan: Plan, kind: RoundKind, area: str, made: DrawnRound) -> Round:
    if plan.ends_on < plan.starts_on:
        raise Refusal(_("The last day is before the first."))
    about, run = made.about, run_folder(shown)
    design = dict(about["design"])
    frame = {**about["frame"], "fractions": about["fractions"]}
    if kind == RoundKind.RANDOM:
        frame["registers"] = {code: asdict(one) for code, one in registers_of(run).items()}
    held = Round.objects.create(
        area_code=area, name=plan.name.strip()[:100], kind=kind, design=design["kind"], settings=design,
        seed=about["seed"], frame_sha256=about["frame_sha256"], frame=frame, run_id=about["run_id"],
        month=about["month"], starts_on=plan.starts_on, ends_on=plan.ends_on, user_id=scope.user_id,
        counts={"main": len(made.main()), "reserve": len(made.households) - len(made.main())},
    )  # fmt: skip
    keys = [one.household_key for one in made.households]
    houses, places = houses_of(run, keys), known_places(scope, keys)
    RoundHousehold.unscoped.bulk_create(
        [
            RoundHousehold(
                round=held, area_code=one.village_code, household_key=one.household_key, part=one.part,
                stratum=one.stratum, cluster=one.cluster, probability=one.probability, draw_order=one.order,
                member_count=one.members, rt=one.rt, rw=one.rw,
                **_house(houses.get(one.household_key), places.get(one.household_key)),
            )
            for one in made.households
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    return held


def _house(house: tuple[str, str] | None, place: tuple[float, float] | None) -> dict[str, Any]:
    address, head = house or ("", "")
    latitude, longitude = place or (None, None)
    return {"address": address[:300], "head_name": head[:200], "latitude": latitude, "longitude": longitude}


def known_places(scope: Scope, keys: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Where an earlier visit found these households, the newest visit first."""
    rows = (
        Visit.objects.within(scope)
        .filter(household__household_key__in=list(keys), current=True, latitude__isnull=False, longitude__isnull=False)
        .order_by("id")
        .values_list("household__household_key", "latitude", "longitude")
    )
    return {key: (latitude, longitude) for key, latitude, longitude in rows}


# -- agents


@dataclass(frozen=True)
class NewAgent:
    """Somebody who visits: `areas` kelurahan or kecamatan codes; none: everywhere in the city."""

    code: str
    name: str
    areas: tuple[str, ...] = ()
    user_id: int | None = None


def share_round(scope: Scope, held: Round, version: int, agents: Iterable[NewAgent], per_day: int) -> int:
    """Every household to visit has an agent, a day and a place in the walk; how many. Agents of before who have a
    visit or a token stay; the others make way.
    """
    _may_plan(scope)
    taken(held, version)
    wanted = list(agents)
    codes = [one.code for one in wanted]
    if not wanted or len(wanted) > MOST_AGENTS or len(set(codes)) < len(codes) or not all(codes):
        raise Refusal(_("Give between 1 and 200 agents, each with a code of their own."))
    homes = list(RoundHousehold.objects.within(scope).filter(round=held).exclude(part=Part.RESERVE))
    stops = [
        Stop(home.household_key, home.area_code, home.rw, home.rt, home.latitude, home.longitude) for home in homes
    ]
    walkers = [Walker(one.code, one.areas or (held.area_code,), per_day) for one in wanted]
    try:
        turns = {turn.key: turn for turn in share_out(stops, walkers, held.starts_on)}
    except Fault as fault:
        raise Refusal(str(fault)) from fault
    kept = _agents(held, wanted, per_day)
    for home in homes:
        turn = turns[home.household_key]
        home.agent, home.visit_on, home.visit_order = kept[turn.walker], turn.on, turn.order
    RoundHousehold.unscoped.bulk_update(homes, ["agent", "visit_on", "visit_order"], batch_size=AT_ONCE)
    RoundAgent.objects.filter(round=held, households__isnull=True, visits__isnull=True, token_digest="").delete()
    held.settings = {**held.settings, "agents": [asdict(one) for one in wanted]}
    held.save(update_fields=["settings"])
    return len(homes)


def _agents(held: Round, wanted: list[NewAgent], per_day: int) -> dict[str, RoundAgent]:
    """The agents of the round by code, made or brought up to date."""
    there = {one.code: one for one in RoundAgent.objects.filter(round=held)}
    for one in wanted:
        agent = there.get(one.code) or RoundAgent(round=held, code=one.code[:20])
        agent.name, agent.per_day, agent.user_id = one.name[:100], per_day, one.user_id
        agent.area_code = one.areas[0] if len(one.areas) == 1 else held.area_code
        agent.save()
        there[one.code] = agent
    return there


# -- reserves


def call_in_reserves(scope: Scope, held: Round, version: int) -> tuple[int, int]:
    """Each drawn household (or replacement) that refused, was not at home or not found, and that nobody replaced, has
    one from the reserve by rule, with its agent; (how many came in, for how many none was left).
    """
    _may_plan(scope)
    taken(held, version)
    if held.kind != RoundKind.RANDOM:
        raise Refusal(_("Only a random round has a reserve."))
    rows = RoundHousehold.objects.within(scope).filter(round=held)
    lost = rows.exclude(part=Part.RESERVE).filter(
        visits__current=True, visits__outcome__in=NOT_MET, replaced_by__isnull=True
    )
    reserve = {one.household_key: one for one in rows.filter(part=Part.RESERVE)}
    waiting = {key: (key, one.stratum, one.cluster, one.draw_order) for key, one in reserve.items()}
    called, none_left = [], 0
    for home in lost.order_by("draw_order"):
        cluster = home.cluster if held.design == "cluster" else None
        key = called_in(list(waiting.values()), home.stratum, cluster)
        if key is None:
            none_left += 1
            continue
        del waiting[key]
        one = reserve[key]
        one.part, one.replaces, one.agent = Part.REPLACEMENT, home, home.agent
        called.append(one)
    _put_next(held, called, rows)
    RoundHousehold.unscoped.bulk_update(
        called, ["part", "replaces", "agent", "visit_on", "visit_order"], batch_size=AT_ONCE
    )
    return len(called), none_left


def _put_next(held: Round, called: list[RoundHousehold], rows: QuerySet[RoundHousehold]) -> None:
    """Who is called in is visited tomorrow, or on the first day, behind what the agent has to do then."""
    day = max(timezone.localdate() + timedelta(days=1), held.starts_on)
    last = dict(rows.filter(visit_on=day).order_by().values_list("agent").annotate(last=Max("visit_order")))
    for one in sorted(called, key=lambda home: (home.area_code, home.rw, home.rt, home.draw_order)):
        last[one.agent_id] = (last.get(one.agent_id) or 0) + 1
        one.visit_on, one.visit_order = day, last[one.agent_id]


def set_state(scope: Scope, held: Round, version: int, state: str) -> RoundState:
    """The round goes into the field, or is closed; a closed one is opened again only by going into the field."""
    _may_plan(scope)
    if state not in (RoundState.FIELD, RoundState.CLOSED):
        raise Refusal(_("Unknown step."))
    taken(held, version)
    held.state = state
    held.save(update_fields=["state"])
    return RoundState(state)


def taken(held: Round, version: int) -> None:
    """The round is held for this change, and its version one higher. ChangedMeanwhile when somebody was first."""
    if not Round.objects.filter(pk=held.pk, version=version).update(version=F("version") + 1):
        raise ChangedMeanwhile(_("Somebody changed this round meanwhile. Look at it again."))
