"""Who goes where, on which day, in which order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

EARTH_METRE = 6_371_000.0
LONGEST = 65_535
"""The largest distance that the solver takes; longer walks are measured in coarser steps."""
SEARCH_SECONDS = 0.2


@dataclass(frozen=True)
class Walker:
    """Somebody who visits: works under these area codes ('' everywhere), so many households a day."""

    code: str
    areas: tuple[str, ...]
    per_day: int

    def covers(self, village: str) -> bool:
        return any(not area or village == area or village.startswith(area + ".") for area in self.areas)


@dataclass(frozen=True)
class Stop:
    """A household to visit; `village`, `rw`, `rt`, `key` give its place where no coordinates do."""

    key: str
    village: str
    rw: str
    rt: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Turn:
    """Where a household stands in somebody's work; `order` counts from 1 within the day."""

    key: str
    walker: str
    on: date
    order: int


def _place(stop: Stop) -> tuple[str, str, str, str]:
    return stop.village, stop.rw, stop.rt, stop.key


def share_out(stops: Sequence[Stop], walkers: Sequence[Walker], first_day: date) -> list[Turn]:
    """Every household has one walker of its area, an RT as a whole one and the same, the load even by what each can do
    in a day; days follow each other from `first_day`. A Fault names a kelurahan that nobody covers.
    """
    groups: dict[tuple[str, str, str], list[Stop]] = defaultdict(list)
    for stop in sorted(stops, key=_place):
        groups[stop.village, stop.rw, stop.rt].append(stop)
    able = {village: [one for one in walkers if one.covers(village)] for village, _, _ in groups}
    for village, who in able.items():
        if not who:
            raise Fault("Tidak ada petugas untuk kelurahan ini", village)
    held: dict[str, list[Stop]] = {walker.code: [] for walker in walkers}
    # Where fewest can go first. The one whose last day would come first; among equals the one named first.
    for (village, _, _), group in sorted(groups.items(), key=lambda one: len(able[one[0][0]])):
        loads = [(len(held[one.code]) + len(group)) / one.per_day for one in able[village]]
        held[able[village][loads.index(min(loads))].code] += group
    turns: list[Turn] = []
    for walker in walkers:
        mine = sorted(held[walker.code], key=_place)
        for start in range(0, len(mine), walker.per_day):
            day = mine[start : start + walker.per_day]
            on = first_day + timedelta(days=start // walker.per_day)
            turns += [Turn(day[at].key, walker.code, on, place) for place, at in enumerate(walk(day), 1)]
    return turns


def walk(stops: Sequence[Stop]) -> list[int]:
    """The places of `stops` in walking order: the shortest round found where all have coordinates, begun at the first;
    else by RW, RT and key. Up to 20 households the round is the shortest there is."""
    known = [(one.latitude, one.longitude) for one in stops]
    if len(stops) < 4 or any(latitude is None or longitude is None for latitude, longitude in known):
        return sorted(range(len(stops)), key=lambda at: _place(stops[at]))
    import fast_tsp

    tour = fast_tsp.find_tour(
        metres(np.array(known, np.float64)), duration_seconds=SEARCH_SECONDS, stop_when_converged=True
    )
    start = tour.index(0)
    return [*tour[start:], *tour[:start]]


def metres(places: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Distances between (latitude, longitude) places, in metres, on a plane near them (a city is small)."""
    radians = np.radians(places)
    north = radians[:, 0] * EARTH_METRE
    east = radians[:, 1] * EARTH_METRE * np.cos(radians[:, 0].mean())
    distance = np.hypot(north[:, None] - north[None, :], east[:, None] - east[None, :])
    scale = max(distance.max() / LONGEST, 1.0)
    return np.asarray(np.rint(distance / scale), np.uint16)


def called_in(reserve: Sequence[tuple[str, str, str, int]], stratum: str, cluster: str | None) -> str | None:
    """The key of the reserve that replaces a household: the next lot of its stratum, or, where `cluster` is given, of
    its cluster, and of the stratum only when that has none left. None when there is none.

    `reserve`: (key, stratum, cluster, draw order) of those not called in yet.
    """
    same = [one for one in reserve if one[1] == stratum]
    near = [one for one in same if one[2] == cluster] or same
    return min(near, key=lambda one: one[3])[0] if near else None
