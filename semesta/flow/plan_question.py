"""A question to the optimiser as people ask it, on the command line or on a page, and its answer out of one run.

The question is plain values; with the run's id it gives the same answer again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from semesta.flow.planning import city_of_run, wish_of
from semesta.plan.aims import Aim, award_aims, prioritas
from semesta.plan.optimise import optimise_any, price_curve
from semesta.plan.wish import Fairness
from semesta.terms.fault import Fault
from semesta.terms.month import Month

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from semesta.plan.people import City
    from semesta.plan.wish import Plan, Wish
    from semesta.rules.load import Rules

    Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Question:
    """`award`: `utama:2026` (category and year), '' for UHC Prioritas; `coverage` and `activity`, where given, go
    before either. `routes`: people a month (None: no limit) and share that ends in active cover. `points`: points of
    activity above the aim that shall have a price.
    """

    rupiah: int
    until: date
    award: str = ""
    coverage: float | None = None
    activity: float | None = None
    routes: Mapping[str, tuple[int | None, float]] = field(default_factory=dict)
    village_share: float = 0.0
    poorest_first: bool = True
    urgent_first: bool = True
    points: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, as `question_of` reads them."""
        return {
            "rupiah": self.rupiah, "until": self.until.isoformat(), "award": self.award, "coverage": self.coverage,
            "activity": self.activity, "routes": {name: list(told) for name, told in self.routes.items()},
            "village_share": self.village_share, "poorest_first": self.poorest_first,
            "urgent_first": self.urgent_first, "points": list(self.points),
        }  # fmt: skip

    def command(self, run_id: str) -> str:
        """The same question on the command line, put to the same run."""
        words = ["semesta plan --home HOME", f"--run {run_id}", f"--rupiah {self.rupiah}", f"--until {self.until}"]
        words += [f"--award {self.award}"] if self.award else []
        for name in ("coverage", "activity"):
            value = getattr(self, name)
            words += [] if value is None else [f"--{name} {value:g}"]
        for name, (people, share) in self.routes.items():
            words.append(f"--route {name}={'' if people is None else people}" + (f":{share:g}" if share != 1 else ""))
        words += [f"--village-share {self.village_share:g}"] if self.village_share else []
        words += [] if self.poorest_first else ["--any-decile"]
        words += [] if self.urgent_first else ["--any-case"]
        return " ".join([*words, *(f"--points {one:g}" for one in self.points)])


def question_of(held: Mapping[str, Any]) -> Question:
    """The question out of its plain values."""
    routes = {name: (told[0], float(told[1])) for name, told in held["routes"].items()}
    return Question(**{**held, "until": date.fromisoformat(held["until"]), "routes": routes,
                       "points": tuple(held["points"])})  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """The plan of one run, the aim that it serves, and the price of more points: (points, rupiah or None)."""

    run_id: str
    month: date
    city: City
    aim: Aim
    wish: Wish
    plan: Plan
    curve: tuple[tuple[float, int | None], ...]


def award_of(text: str, year: int) -> tuple[str, int]:
    """`utama:2026` → ('utama', 2026); without a year that one. A Fault when it cannot be read."""
    name, _, number = text.partition(":")
    if number and not number.isdecimal():
        raise Fault(f"Penghargaan '{text}' bukan kategori:TAHUN, misalnya madya:2026")
    return name.strip().lower(), int(number) if number else year


def aims_of(question: Question, rules: Rules, first: date) -> tuple[Aim, ...]:
    """The ways to what is asked, the shares that were given by hand before those of the rules."""
    ways: tuple[Aim, ...] = (prioritas(rules, first),)
    if question.award:
        ways = award_aims(rules, *award_of(question.award, question.until.year))
    if question.coverage is None and question.activity is None:
        return ways
    return tuple(
        Aim(
            "given", one.coverage if question.coverage is None else question.coverage,
            one.activity if question.activity is None else question.activity, one.pemda,
        )
        for one in ways
    )  # fmt: skip


def answer(run: Path, question: Question, rules: Rules, progress: Progress | None = None) -> Answer:
    """The plan for the city as `run` found it, from the month after the run's. A Fault of `wish_of` or `award_aims`."""
    tell = progress or (lambda *_: None)
    tell("membaca kota", 0, 0)
    city, month = city_of_run(run)
    first = (Month.of(month) + 1).first_day
    aims = aims_of(question, rules, first)
    fair = Fairness(question.poorest_first, question.urgent_first, question.village_share)
    wishes = [
        wish_of(
            city, rules, first=first, last=question.until, budget=question.rupiah, routes=question.routes,
            coverage=one.coverage, activity=one.activity, pemda=one.pemda, fairness=fair,
        )
        for one in aims
    ]  # fmt: skip
    steps, tries = len(question.points) + len(wishes) * (1 + int(math.log2(len(wishes[0].months)))), iter(range(10**6))
    number, plan = optimise_any(
        city, wishes, lambda at: tell(f"menghitung {wishes[0].months[at]:%Y-%m}", float(next(tries)), float(steps))
    )
    wish, curve = wishes[number], []
    last = len(wish.months) - 1 if plan.reached_at is None else plan.reached_at
    for one in question.points:
        tell(f"harga +{one:g} poin", float(next(tries)), float(steps))
        curve += price_curve(city, wish, last, [one])
    return Answer(run.name, month, city, aims[number], wish, plan, tuple(curve))
