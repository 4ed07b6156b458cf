"""What if: people switched off on a day, people taken in by the city on a day, another rate (req 9).

Shown are gross and net (jkn.md, trap 5): as it is, after the removal alone, after the city has taken people in. Figures
are per the first of a month (R2.10); the city pays a whole month from the month in which it takes people in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from semesta.measure.verdict import Given, Verdict, evaluate_verdicts
from semesta.terms.month import Month

if TYPE_CHECKING:
    from datetime import date

    from semesta.engines.base import Engine
    from semesta.rules.load import Rules

LAST_MONTH = 12
"""A city's budget year ends in December."""
CONTRIBUTION, HELP = "pbpu_pemda_contribution_rupiah", "pbpu_help_pemda_rupiah"


@dataclass(frozen=True, slots=True)
class Change:
    """`removed` members of the national list stay registered and lose active cover on `removed_on`.

    The city takes in `added` people on `added_on`, from those with a card that is not active ('inactive') or from those
    without any ('uncovered'). `rate_rupiah` per person and month replaces the rules' rate from `rate_from` on.
    """

    removed: int = 0
    removed_on: date | None = None
    added: int = 0
    added_on: date | None = None
    added_from: Literal["inactive", "uncovered"] = "inactive"
    rate_rupiah: int | None = None
    rate_from: date | None = None


@dataclass(frozen=True, slots=True)
class MonthOf:
    """One month of the scenario: who is active and registered on its first day, whom the city pays and what."""

    month: date
    registered: int
    active: int
    pemda: int
    rate_rupiah: int
    cost_rupiah: int
    unchanged_rupiah: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`now`, `gross` (after the removal alone) and `net` (after both) judged by the rules of `on`, and every month from
    the first to December; `cost_now` and `cost_net`: what the city pays a month before and after.
    """

    on: date
    now: Verdict
    gross: Verdict
    net: Verdict
    months: tuple[MonthOf, ...]
    cost_now: int
    cost_net: int

    @property
    def extra_to_december(self) -> int:
        """What the city pays more from the first month to December than without the change."""
        return sum(one.cost_rupiah - one.unchanged_rupiah for one in self.months)

    @property
    def to_december(self) -> int:
        """What the city pays from the first month to December."""
        return sum(one.cost_rupiah for one in self.months)


def play(engine: Engine, rules: Rules, *, area: str, month: date, given: Given, change: Change) -> Outcome:
    """The outcome of `change` for the figures `given` of `month` (its first day); active and pemda must be known.

    Raises ValueError when they are not, or when more people are removed or added than there are.
    """
    if given.active is None or given.pemda is None:
        raise ValueError("active and pemda")
    _check(given, change)
    days = [_first_in_force(day) for day in (change.removed_on, change.added_on) if day]
    last = max([month, *days])
    gross = replace(given, active=given.active - change.removed)
    net = _added(gross, change)
    now_is, gross_is, net_is = evaluate_verdicts(engine, rules, area=area, on=last, given=[given, gross, net])
    start = Month.of(month)
    end = Month(max(start.year, Month.of(last).year), LAST_MONTH)
    months = tuple(_month(rules, each.first_day, given, change) for each in Month.between(start, end))
    return Outcome(last, now_is, gross_is, net_is, months, months[0].unchanged_rupiah, months[-1].cost_rupiah)


def _check(given: Given, change: Change) -> None:
    active = given.active or 0
    if change.removed > active:
        raise ValueError("removed")
    free = given.registered - active + change.removed if change.added_from == "inactive" else (
        given.population - given.registered
    )  # fmt: skip
    if change.added > max(free, 0):
        raise ValueError("added")


def _first_in_force(day: date) -> date:
    """The first day of a month on which what happened on `day` shows: 1 Feb on 1 Feb, 2 Feb on 1 March."""
    month = Month.of(day)
    return month.first_day if day == month.first_day else (month + 1).first_day


def _added(given: Given, change: Change) -> Given:
    registered = given.registered + (change.added if change.added_from == "uncovered" else 0)
    return replace(
        given,
        registered=registered,
        active=(given.active or 0) + change.added,
        pemda=(given.pemda or 0) + change.added,
    )


def _month(rules: Rules, month: date, given: Given, change: Change) -> MonthOf:
    figures = given
    if change.removed_on and _first_in_force(change.removed_on) <= month:
        figures = replace(figures, active=(figures.active or 0) - change.removed)
    if change.added_on and _first_in_force(change.added_on) <= month:
        figures = _added(figures, change)
    rate = rules.whole(CONTRIBUTION, month) + rules.whole(HELP, month)
    before = (given.pemda or 0) * rate
    if change.rate_rupiah is not None and change.rate_from and Month.of(change.rate_from).first_day <= month:
        rate = change.rate_rupiah
    paid = (given.pemda or 0) + (
        change.added if change.added_on and Month.of(change.added_on).first_day <= month else 0
    )
    return MonthOf(month, figures.registered, figures.active or 0, paid, rate, paid * rate, before)
