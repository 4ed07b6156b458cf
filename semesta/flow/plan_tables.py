"""An answer of the optimiser in plain values, as it is kept: month by month, by route, by kelurahan, by decile."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from semesta.plan.optimise import gained_by_city, replay
from semesta.plan.words import sentences

if TYPE_CHECKING:
    from semesta.flow.plan_question import Answer


def tables_of(found: Answer) -> dict[str, Any]:
    """Everything that a page shows, a few kilobytes: numbers of people, never a person."""
    city, wish, plan = found.city, found.wish, found.plan
    starts: Counter[tuple[int, str]] = Counter()
    deciles: Counter[int] = Counter()
    for one in plan.choices:
        starts[one.at, one.route] += one.people
        deciles[city.groups[one.group].decile] += one.people
    return {
        "run_id": found.run_id, "month": found.month.isoformat(), "aim": found.aim.name,
        "population": city.population, "months": _months(found),
        "start": {"active": city.active, "registered": city.registered, "pemda": city.pemda},
        "needed": {"active": wish.active_needed, "registered": wish.registered_needed, "pemda": wish.pemda_needed},
        "lacking": {
            "active": plan.active_lacking, "registered": plan.registered_lacking, "pemda": plan.pemda_lacking,
        },
        "reached": None if plan.reached_at is None else wish.months[plan.reached_at].isoformat(),
        "cost": plan.cost_rupiah, "gap": plan.gap, "point": plan.point_rupiah, "notes": list(plan.notes),
        "starts": [
            {"month": wish.months[at].isoformat(), "route": route, "people": people}
            for (at, route), people in sorted(starts.items())
        ],
        "deciles": [[decile, people] for decile, people in sorted(deciles.items())],
        "villages": _villages(found), "curve": [list(one) for one in found.curve],
        "sentences": {"id": sentences(city, wish, plan, 0), "en": sentences(city, wish, plan, 1)},
    }  # fmt: skip


def _months(found: Answer) -> list[dict[str, Any]]:
    """What the plan gives when it is played: members at the end of each month, rupiah of the city in it."""
    return [
        {
            "month": month.isoformat(), "active": active, "registered": registered, "rupiah": rupiah,
            "pemda": found.city.pemda + gained_by_city(found.wish, found.plan.choices, at),
        }
        for at, (month, active, registered, rupiah) in enumerate(replay(found.city, found.wish, found.plan))
    ]  # fmt: skip


def _villages(found: Answer) -> list[dict[str, Any]]:
    """Per kelurahan: residents, active today, people who start by each route, active in the end."""
    taken: dict[str, Counter[str]] = {}
    won: dict[str, float] = {}
    for one in found.plan.choices:
        village = found.city.groups[one.group].village
        taken.setdefault(village, Counter())[one.route] += one.people
        won[village] = won.get(village, 0.0) + one.people * found.wish.routes[one.route].success_share
    return [
        {
            "code": code, "population": held.population, "active": held.active, "routes": dict(taken.get(code, {})),
            "after": held.active + math.floor(won.get(code, 0.0) + 1e-6),
        }
        for code, held in sorted(found.city.villages.items())
    ]  # fmt: skip
