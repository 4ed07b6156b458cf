"""Where a monthly share is going: a stated simple model, tried on its own past before it says anything (req 9).

Two methods are tried on every earlier month as if that month were today: 'last' (it stays as it is) and 'drift' (it
goes on by the median of its monthly changes, which one decree cannot move). 'drift' is used where it was nearer
at every distance tried, else 'last', and the trial is given along. The interval is the largest error that the method
made so far one month ahead, growing with the square root of the months: with n trials the next month falls inside about
n times in n + 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, Literal

from semesta.terms.month import Month

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Method = Literal["last", "drift"]
FIRST_TRIAL = 3
"""A trial needs this many months before it: two changes have a median."""
WINDOW = 12
"""Changes older than a year say nothing about the next month."""
NEXT = 0
"""A trial for the next month that is known, one month ahead unless months are missing."""
TRIED_AHEAD = (2, 3, 6)


@dataclass(frozen=True, slots=True)
class Point:
    """A share of 1 at the first of a month."""

    month: date
    value: float


@dataclass(frozen=True, slots=True)
class Step:
    """What is expected of a month, and the interval."""

    month: date
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trial:
    """Mean absolute errors `ahead` months ahead (NEXT: to the next month known) over `count` trials.

    `inside`: how many of the trials but the first fell into the interval of their day; told of NEXT only.
    """

    ahead: int
    count: int
    drift: float
    last: float
    inside: int | None

    @property
    def nearer(self) -> Method:
        """The method with the smaller error; 'last' when equal."""
        return "drift" if self.drift < self.last else "last"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The months to come by `method`; `per_month`: the change that it goes on by (0 for 'last')."""

    points: tuple[Point, ...]
    method: Method
    per_month: float
    error: float
    steps: tuple[Step, ...]
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class TooShort:
    """No forecast: `have` months are known and `need` are needed."""

    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """When the expected share crosses a threshold, and within the interval the earliest and latest day; None: not
    within the months forecast."""

    falls: bool
    on: date | None
    earliest: date | None
    latest: date | None


def forecast(points: Sequence[Point], *, months: int, least: int) -> Forecast | TooShort:
    """`months` steps after the newest point, or TooShort below `least` points. Months may be missing between points.

    Raises ValueError when two points are of one month.
    """
    known = sorted(points, key=lambda point: point.month)
    if len({point.month for point in known}) != len(known):
        raise ValueError("two points of one month")
    if len(known) < max(least, FIRST_TRIAL + 1):
        return TooShort(len(known), max(least, FIRST_TRIAL + 1))
    trials = back_test(known)
    method = nearer_method(trials)
    change = monthly_change(known) if method == "drift" else 0.0
    error = max(_errors(known, method))
    last, first = known[-1], Month.of(known[-1].month)
    steps = []
    for ahead in range(1, months + 1):
        value, width = last.value + change * ahead, error * math.sqrt(ahead)
        steps.append(Step((first + ahead).first_day, value, value - width, value + width))
    return Forecast(tuple(known), method, change, error, tuple(steps), trials)


def back_test(points: Sequence[Point]) -> tuple[Trial, ...]:
    """Both methods tried on every month that has FIRST_TRIAL months before it: for the next month known, and for each
    of TRIED_AHEAD for which there is a pair of months so far apart. Nothing where there is no month to try.
    """
    starts = range(FIRST_TRIAL - 1, len(points))
    every = [(start, end) for start in starts for end in range(start + 1, len(points))]
    apart = {NEXT: [(start, end) for start, end in every if end == start + 1]}
    for ahead in TRIED_AHEAD:
        apart[ahead] = [(start, end) for start, end in every if _apart(points[start], points[end]) == ahead]
    found = [_trial(points, ahead, pairs) for ahead, pairs in apart.items() if pairs]
    if not found:
        return ()
    return (replace(found[0], inside=_inside(points, nearer_method(found))), *found[1:])


def nearer_method(trials: Sequence[Trial]) -> Method:
    """'drift' where it was nearer at every distance, else 'last': a pace that fails farther out is no pace."""
    return "drift" if all(one.nearer == "drift" for one in trials) else "last"


def crossing(made: Forecast, required: float) -> Crossing:
    """When the share falls below `required` (it is not below now) or reaches it (it is below now)."""
    falls = made.points[-1].value >= required
    ways: tuple[Callable[[Step], float], ...] = (
        lambda step: step.value,
        lambda step: step.low if falls else step.high,
        lambda step: step.high if falls else step.low,
    )
    on, earliest, latest = (_crossed(made, required, falls, way) for way in ways)
    return Crossing(falls, on, earliest, latest)


def monthly_change(points: Sequence[Point]) -> float:
    """The median change of a month over the last WINDOW changes; a change over several months is shared among them."""
    pairs = list(pairwise(points))[-WINDOW:]
    return median((new.value - old.value) / _apart(old, new) for old, new in pairs)


def _apart(first: Point, last: Point) -> int:
    return Month.of(last.month) - Month.of(first.month)


def _last(points: Sequence[Point], _: int) -> float:
    return points[-1].value


def _drift(points: Sequence[Point], ahead: int) -> float:
    return points[-1].value + monthly_change(points) * ahead


METHODS: dict[Method, Callable[[Sequence[Point], int], float]] = {"last": _last, "drift": _drift}


def _trial(points: Sequence[Point], ahead: int, pairs: Sequence[tuple[int, int]]) -> Trial:
    drift, last = (fmean(abs(_miss(points, name, *pair)) for pair in pairs) for name in ("drift", "last"))
    return Trial(ahead, len(pairs), drift, last, None)


def _miss(points: Sequence[Point], method: Method, start: int, end: int) -> float:
    """What came minus what was expected at `start` for `end`."""
    return points[end].value - METHODS[method](points[: start + 1], _apart(points[start], points[end]))


def _errors(points: Sequence[Point], method: Method) -> list[float]:
    """Absolute errors from each month to the next known one, per square root of the months between."""
    return [
        abs(_miss(points, method, start, start + 1)) / math.sqrt(_apart(points[start], points[start + 1]))
        for start in range(FIRST_TRIAL - 1, len(points) - 1)
    ]


def _inside(points: Sequence[Point], method: Method) -> int | None:
    """How many trials fell into the interval that the trials before them gave; None without a trial before another."""
    misses = _errors(points, method)
    held = [miss <= max(misses[:at]) for at, miss in enumerate(misses) if at]
    return sum(held) if held else None


def _crossed(made: Forecast, required: float, falls: bool, way: Callable[[Step], float]) -> date | None:
    """The day on the straight line between two months on which `way` crosses the threshold."""
    before_on, before = made.points[-1].month, made.points[-1].value
    for step in made.steps:
        value = way(step)
        if (value < required) if falls else (value >= required):
            part = (required - before) / (value - before) if value != before else 1.0
            return before_on + timedelta(days=round(part * (step.month - before_on).days))
        before_on, before = step.month, value
    return None
