"""Groups of people without active cover, alike in everything the plan asks for, and the lawful routes they may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CITY = "apbd_quota"
MAY_TAKE = frozenset((
    CITY, "dtsen_pbi", "pbi_reactivation", "mandiri", "newborn", "pay_first", "pay_arrears", "rehab",
))  # fmt: skip
"""Whose own next route leaves the city free to register them. Not so where an employer must (R5.1), where an identity
or a doubt comes first, or where the register is to be corrected."""
SELF_PAID = frozenset(("mandiri", "pay_first", "pay_arrears", "rehab"))
"""Routes on which the member pays and the city owes the help alone."""
UNKNOWN_DECILE = 11
"""People of no known decile come after those of the tenth: never guessed to be poor."""


@dataclass(frozen=True, slots=True)
class Group:
    """`people` of one kelurahan alike in decile (UNKNOWN_DECILE: not told), in having a card, in urgency and route.

    `route` is their own next route (5_route/person_route); the city may register them whatever it is.
    """

    village: str
    decile: int
    has_card: bool
    urgent: bool
    route: str
    people: int


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """What the office expects of a route: rupiah of the city per person and month, people a month, and how many of a
    hundred proposals end in active cover. Stated by people, never by us.
    """

    name: str
    city_rupiah: int
    monthly_people: int | None = None
    success_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Village:
    """Residents, members, active members and active members registered by the city, of a kelurahan today."""

    population: int
    registered: int
    active: int
    pemda: int = 0


@dataclass(frozen=True)
class City:
    """The city today by kelurahan, and everybody without active cover in groups."""

    villages: Mapping[str, Village]
    groups: tuple[Group, ...]

    @property
    def population(self) -> int:
        return sum(one.population for one in self.villages.values())

    @property
    def registered(self) -> int:
        return sum(one.registered for one in self.villages.values())

    @property
    def active(self) -> int:
        return sum(one.active for one in self.villages.values())

    @property
    def pemda(self) -> int:
        return sum(one.pemda for one in self.villages.values())
