"""How much may be lost before a threshold is: in people, and at the present pace in days (req 9, 10)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from semesta.terms.month import Month

if TYPE_CHECKING:
    from collections.abc import Sequence

DAYS_OF_MONTH = 365.25 / 12
PACE_MONTHS = 6
"""The pace is that of the newest six months, or of those that are known."""


@dataclass(frozen=True, slots=True)
class Margin:
    """People above (negative: below) a threshold, and where that goes.

    `per_month`: people gained or lost a month, None with a single month known; over `over_months`. `days`: until the
    threshold is lost at that pace, None when it is not being lost or is lost already.
    """

    people: int
    per_month: float | None
    over_months: int
    days: int | None
    lost_on: date | None


def margin_of(known: Sequence[tuple[date, int]]) -> Margin:
    """The margin of the newest of (month, margin in people); raises ValueError without any."""
    if not known:
        raise ValueError("no month")
    ordered = sorted(known)
    newest, people = ordered[-1]
    earlier = [one for one in ordered[:-1] if Month.of(newest) - Month.of(one[0]) <= PACE_MONTHS]
    if not earlier:
        return Margin(people, None, 0, None, None)
    over = Month.of(newest) - Month.of(earlier[0][0])
    pace = (people - earlier[0][1]) / over
    if pace >= 0 or people < 0:
        return Margin(people, pace, over, None, None)
    # The threshold is lost with the person after the last one of the margin.
    days = math.floor((people + 1) / -pace * DAYS_OF_MONTH)
    return Margin(people, pace, over, days, newest + timedelta(days=days))


def is_near(margin: int | None, population: int, near_share: float) -> bool:
    """Whether so few people above a threshold are warned about: 0 to `near_share` of the population."""
    return margin is not None and 0 <= margin <= near_share * population
