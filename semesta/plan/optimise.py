"""Whom to cover, in which month, by which lawful route, so that the city reaches its threshold soonest and cheapest.

A mixed-integer programme on groups of people, solved by HiGHS. Soonest: the first month for which there is any plan
within the budget. Cheapest: of the plans for that month, the one with the least rupiah of the city to December. People
are whole: the solver's shares of a group are rounded so that every target is still met, and the distance of the rounded
plan from the solver's proven bound is the gap told. Fairness is what people state: poorest first, urgent first, no
kelurahan below a share.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from semesta.plan.people import CITY
from semesta.plan.programme import Programme
from semesta.plan.wish import Choice, Fairness, Plan, Wish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from semesta.plan.people import City
    from semesta.plan.whole import Built

WHOLE = 1e-6
"""Forgives binary fractions of shares."""
Told = Callable[[int], None]
"""Called with the number of the month that is tried next."""
__all__ = [
    "Choice", "Fairness", "Plan", "Wish", "gained", "gained_by_city", "optimise", "optimise_any", "price_curve",
    "replay",
]  # fmt: skip


def optimise(city: City, wish: Wish, told: Told | None = None) -> Plan:
    """The plan for `city`: soonest, then cheapest; with too little money, the one that covers the most people."""
    reach = _soonest(city, wish, told)
    if reach is None:
        return _most(city, wish)
    at, built = reach
    whole = built.rounded()
    cost = _cost(city, wish, whole)
    bound = built.bound
    gap = 0.0 if cost == 0 else max(0.0, (cost - bound) / cost)
    return Plan(tuple(whole), at, cost, bound, gap, _point(city, built), 0, 0, built.notes)


def optimise_any(city: City, wishes: Sequence[Wish], told: Told | None = None) -> tuple[int, Plan]:
    """Of several ways to one aim (an award has up to two): the number of the soonest and then cheapest, and its plan;
    where none is reached, of the one to which the fewest people lack.
    """
    plans = [optimise(city, wish, told) for wish in wishes]
    far = len(wishes[0].months)

    def order(number: int) -> tuple[int, int, int]:
        one = plans[number]
        return far if one.reached_at is None else one.reached_at, one.lacking, one.cost_rupiah

    best = min(range(len(plans)), key=order)
    return best, plans[best]


def _soonest(city: City, wish: Wish, told: Told | None) -> tuple[int, Built] | None:
    """The first month with a plan within the budget, by halving: what can be done by a month can be done later."""
    low, high, best = 0, len(wish.months) - 1, None
    while low <= high:
        middle = (low + high) // 2
        if told:
            told(middle)
        built = Programme(city, wish, middle).solve()
        if built is None:
            low = middle + 1
        else:
            best, high = (middle, built), middle - 1
    return best


def _most(city: City, wish: Wish) -> Plan:
    """The most people covered by the last month within the budget, and what still lacks."""
    built = Programme(city, wish, len(wish.months) - 1, most=True).solve()
    if built is None:
        return Plan((), None, 0, 0.0, 0.0, None, max(0, wish.active_needed - city.active),
                    max(0, wish.registered_needed - city.registered), ("infeasible",),
                    max(0, wish.pemda_needed - city.pemda))  # fmt: skip
    whole = built.rounded()
    active, registered = gained(city, wish, whole, len(wish.months) - 1)
    gap = 0.0 if active == 0 else max(0.0, (-built.bound - active) / active)
    lacking = (wish.active_needed - city.active - active, wish.registered_needed - city.registered - registered)
    by_city = gained_by_city(wish, whole, len(wish.months) - 1)
    return Plan(
        tuple(whole), None, _cost(city, wish, whole), -built.bound, gap, None, max(0, lacking[0]), max(0, lacking[1]),
        built.notes, max(0, wish.pemda_needed - city.pemda - by_city),
    )  # fmt: skip


def _cost(city: City, wish: Wish, choices: Sequence[Choice]) -> int:
    return sum(one.people * wish.cost(one.route, one.at) for one in choices)


def gained(city: City, wish: Wish, choices: Sequence[Choice], at: int) -> tuple[int, int]:
    """(active, registered) people that the choices add by month number `at`: whole people of all routes together."""
    won = [
        (one.people * wish.routes[one.route].success_share, city.groups[one.group].has_card)
        for one in choices
        if one.at <= at
    ]
    active, bare = math.fsum(part for part, _ in won), math.fsum(part for part, has_card in won if not has_card)
    return math.floor(active + WHOLE), math.floor(bare + WHOLE)


def gained_by_city(wish: Wish, choices: Sequence[Choice], at: int) -> int:
    """Active people whom the city has registered by month number `at` through the choices."""
    won = [one.people * wish.routes[one.route].success_share for one in choices if one.at <= at and one.route == CITY]
    return math.floor(math.fsum(won) + WHOLE)


def replay(city: City, wish: Wish, plan: Plan) -> list[tuple[date, int, int, int]]:
    """The plan played month by month without the solver: (month, active, registered, rupiah of the city that month)."""
    out = []
    for at, month in enumerate(wish.months):
        active, registered = gained(city, wish, plan.choices, at)
        rupiah = sum(
            one.people * (wish.city_rupiah[at] if one.route == CITY else wish.routes[one.route].city_rupiah)
            for one in plan.choices
            if one.at <= at
        )
        out.append((month, city.active + active, city.registered + registered, rupiah))
    return out


def _point(city: City, built: Built) -> int | None:
    price = built.active_price
    return None if price is None else round(price * city.population / 100)


def price_curve(city: City, wish: Wish, at: int, points: Sequence[float]) -> list[tuple[float, int | None]]:
    """(points of activity above the target, least rupiah to the last month) with the targets met by month number `at`;
    None where there is no plan within the budget.
    """
    out: list[tuple[float, int | None]] = []
    for more in points:
        needed = wish.active_needed + math.ceil(more * city.population / 100 - 1e-7)
        asked = replace(wish, active_needed=needed)
        built = Programme(city, asked, at).solve()
        out.append((more, None if built is None else _cost(city, asked, built.rounded())))
    return out
