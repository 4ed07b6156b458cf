"""The question put to the optimiser, and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from semesta.plan.people import CITY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from semesta.plan.people import RoutePlan

TIME_LIMIT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Fairness:
    """What people decided: the poorest first, the urgent (catastrophic) first, a least active share of a kelurahan."""

    poorest_first: bool = True
    urgent_first: bool = True
    village_share: float = 0.0


@dataclass(frozen=True)
class Wish:
    """Months to plan (firsts of months, in order), rupiah for those taken in, targets as people, the city's rate each
    month, and `time_limit` seconds for each solution. `pemda_needed`: active members registered by the city.
    """

    months: tuple[date, ...]
    budget: int
    active_needed: int
    registered_needed: int
    routes: Mapping[str, RoutePlan]
    city_rupiah: tuple[int, ...]
    fairness: Fairness = Fairness()
    time_limit: float = TIME_LIMIT_SECONDS
    pemda_needed: int = 0

    def cost(self, route: str, at: int) -> int:
        """Rupiah of the city to the last month for one person who starts by `route` in month number `at`."""
        if route == CITY:
            return sum(self.city_rupiah[at:])
        return self.routes[route].city_rupiah * (len(self.months) - at)


@dataclass(frozen=True, slots=True)
class Choice:
    """`people` of group number `group` start by `route` in month number `at`."""

    group: int
    route: str
    at: int
    people: int


@dataclass(frozen=True)
class Plan:
    """The answer. `reached_at`: number of the month in which all targets are met (None: not within the months).

    `gap`: at most so much dearer than the best whole-people plan (or so many fewer people, where not all targets can be
    met). `bound`: the proven least rupiah (or most people). `point_rupiah`: what one more point of activity would cost
    to the last month at the margin; None where it cannot be had.
    """

    choices: tuple[Choice, ...]
    reached_at: int | None
    cost_rupiah: int
    bound: float
    gap: float
    point_rupiah: int | None
    active_lacking: int
    registered_lacking: int
    notes: tuple[str, ...] = field(default=())
    pemda_lacking: int = 0

    @property
    def lacking(self) -> int:
        """People who lack to the targets, each target by itself."""
        return self.active_lacking + self.registered_lacking + self.pemda_lacking
