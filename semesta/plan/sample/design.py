"""Designs: which households are drawn, with what chance, and who is in reserve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.plan.sample.frame import Frame

Kind = Literal["simple", "stratified", "cluster"]
KINDS: tuple[Kind, ...] = ("simple", "stratified", "cluster")
ALLOCATIONS = ("proportional", "neyman")
WHOLE = "all"
CERTAIN = "="
"""Begins the stratum of a cluster that is in the sample for certain: its households are the units drawn there."""
LEAST = 2
"""Units of a stratum below which no variance can be told."""


@dataclass(frozen=True)
class Design:
    """What is drawn: `households` in all (clusters: on average); in clusters, `per_cluster` of each or all there are;
    `reserve_share` of each group on top.
    """

    kind: Kind
    households: int
    per_cluster: int = 10
    allocation: str = "proportional"
    reserve_share: float = 0.25

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.allocation not in ALLOCATIONS:
            raise Fault(f"Rancangan tidak dikenal: {' | '.join(KINDS)}, alokasi {' | '.join(ALLOCATIONS)}")
        if self.households < LEAST or self.per_cluster < 1 or not 0 <= self.reserve_share <= 1:
            raise Fault("Jumlah rumah tangga paling sedikit 2, per RT paling sedikit 1, cadangan antara 0 dan 1")


@dataclass(frozen=True)
class Drawn:
    """Drawn households in the order of the frame, then of their lots: `rows` are places in the frame.

    `reserve`: not visited unless called in. `probability`: chance of a household of the group to be drawn.
    `stratum` names the variance stratum, `cluster` the kelurahan/RW/RT. `first_fraction` by stratum and
    `second_fraction` by cluster are the sampled shares of the two stages, for the finite population correction.
    """

    rows: NDArray[np.int64]
    reserve: NDArray[np.bool_]
    probability: NDArray[np.float64]
    stratum: tuple[str, ...]
    cluster: tuple[str, ...]
    first_fraction: dict[str, float]
    second_fraction: dict[str, float]

    def __len__(self) -> int:
        return len(self.rows)


def draw(frame: Frame, design: Design, start: float) -> Drawn:
    """The sample: the smallest lots of each group. `start` (0 to 1) is the lot of the seed itself, where the walk
    through the clusters begins. The same frame, design, lots and start give the same households.
    """
    if design.households > len(frame):
        raise Fault(f"Kerangka hanya memuat {len(frame)} rumah tangga")
    if design.kind == "cluster":
        return _draw_clusters(frame, design, start)
    group = np.zeros(len(frame), np.int64) if design.kind == "simple" else frame.stratum
    names = (WHOLE,) if design.kind == "simple" else frame.strata
    size = np.bincount(group, minlength=len(names))
    wanted = np.array([design.households]) if design.kind == "simple" else allocation(frame, design)
    rows, reserve = _smallest_lots(frame, group, wanted, size, design.reserve_share)
    share = wanted / np.maximum(size, 1)
    return Drawn(
        rows, reserve, share[group[rows]], tuple(names[at] for at in group[rows]),
        tuple(frame.clusters[at] for at in frame.cluster[rows]),
        {names[at]: float(share[at]) for at in range(len(names))}, {},
    )  # fmt: skip


def allocation(frame: Frame, design: Design) -> NDArray[np.int64]:
    """Households by stratum: by size, or (Neyman) by size times how much its households differ; at least two each."""
    size = np.bincount(frame.stratum, minlength=len(frame.strata)).astype(np.float64)
    weight = size.copy()
    if design.allocation == "neyman":
        weight = size * spread(frame.residual, frame.stratum, len(frame.strata))
    least = np.minimum(size, LEAST)
    if design.households < least.sum():
        raise Fault(f"Paling sedikit {int(least.sum())} rumah tangga: dua dari setiap kecamatan")
    taken = least.copy()
    # What is over a stratum's own size goes to the others; ends because each turn fills a stratum or gives all.
    while (left := design.households - taken.sum()) >= 1:
        open_ = taken < size
        part = np.where(open_, np.maximum(weight, 1e-12), 0.0)
        goal = np.maximum(design.households * part / part.sum() - np.where(open_, taken, 0), 0)
        goal = goal if goal.sum() > 0 else part
        step = _whole(np.minimum(goal / goal.sum() * left, size - taken), min(left, float((size - taken).sum())))
        taken += np.minimum(step, size - taken)
    return taken.astype(np.int64)


def spread(values: NDArray[np.float64], group: NDArray[np.int64], groups: int) -> NDArray[np.float64]:
    """The standard deviation within each group; 0 where there are fewer than two."""
    count = np.bincount(group, minlength=groups).astype(np.float64)
    total = np.bincount(group, weights=values, minlength=groups)
    square = np.bincount(group, weights=values * values, minlength=groups)
    return np.sqrt(np.maximum(square - total**2 / np.maximum(count, 1), 0) / np.maximum(count - 1, 1))


def _whole(exact: NDArray[np.float64], total: float) -> NDArray[np.float64]:
    """Whole numbers near `exact` that add up to at most `total`: the largest remainders first, then the order."""
    counts = np.floor(exact)
    rest = int(round(total) - counts.sum())
    if rest > 0:
        counts[np.argsort(counts - exact, kind="stable")[:rest]] += 1
    return np.asarray(counts)


def _smallest_lots(
    frame: Frame, group: NDArray[np.int64], wanted: NDArray[np.int64], size: NDArray[np.int64], reserve_share: float
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """(rows, which are in reserve): the `wanted` smallest lots of each group, then the next as its reserve."""
    extra = np.minimum(np.ceil(wanted * reserve_share).astype(np.int64), size - wanted)
    candidates = np.flatnonzero((wanted + extra)[group] > 0)
    order = candidates[np.lexsort((frame.lot[candidates], group[candidates]))]
    place = _within(group[order])
    chosen = place < (wanted + extra)[group[order]]
    rows, place = order[chosen], place[chosen]
    return rows, place >= wanted[group[rows]]


def _within(groups: NDArray[Any]) -> NDArray[np.int64]:
    """For sorted groups: the place of each element in its group, from 0."""
    if len(groups) == 0:
        return np.zeros(0, np.int64)
    first = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    return np.arange(len(groups)) - np.repeat(first, np.diff(np.r_[first, len(groups)]))


def cluster_number(size: NDArray[np.int64], design: Design) -> float:
    """How many clusters give the households asked for on average: where some hold fewer than `per_cluster`, more."""
    return float(design.households * size.sum() / (size * np.minimum(size, design.per_cluster)).sum())


def _draw_clusters(frame: Frame, design: Design, start: float) -> Drawn:
    size = np.bincount(frame.cluster, minlength=len(frame.clusters))
    number = round(cluster_number(size, design))
    if not LEAST <= number <= len(size):
        raise Fault(f"Jumlah RT yang diundi ({number}) antara 2 dan {len(size)}: ubah jumlah rumah tangga per RT")
    chance, chosen = systematic(size.astype(np.float64), number, start)
    wanted = np.zeros(len(size), np.int64)
    wanted[chosen] = np.minimum(size[chosen], design.per_cluster)
    rows, reserve = _smallest_lots(frame, frame.cluster, wanted, size, design.reserve_share)
    at = frame.cluster[rows]
    labels, first = _pairs(frame, chosen, chance, wanted / size)
    return Drawn(
        rows, reserve, chance[at] * wanted[at] / size[at], tuple(labels[each] for each in at.tolist()),
        tuple(frame.clusters[each] for each in at), first,
        {frame.clusters[each]: float(wanted[each] / size[each]) for each in chosen.tolist()},
    )  # fmt: skip


def systematic(size: NDArray[np.float64], number: int, start: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(chance of every unit, places drawn): `number` units with chance proportional to size, by equal steps.

    A unit as large as a step is in the sample for certain; the steps are then those of the rest.
    """
    chance = number * size / size.sum()
    certain = np.zeros(len(size), bool)
    while ((chance >= 1) & ~certain).any():
        certain |= chance >= 1
        rest, left = size[~certain].sum(), number - certain.sum()
        chance = np.where(certain, 1.0, left * size / rest if rest > 0 else 0.0)
    left = int(number - certain.sum())
    others = np.flatnonzero(~certain)
    edges = np.cumsum(chance[others])
    places = np.searchsorted(edges, start + np.arange(left), side="right")
    drawn = others[np.minimum(places, len(others) - 1)] if left else others[:0]
    return chance, np.sort(np.r_[np.flatnonzero(certain), drawn])


def _pairs(
    frame: Frame, chosen: NDArray[np.int64], chance: NDArray[np.float64], inner: NDArray[np.float64]
) -> tuple[dict[int, str], dict[str, float]]:
    """(variance stratum of each cluster, sampled share of each stratum): neighbours on the walk make a stratum of two
    (the last of three where the number is odd); a certain cluster is one of its own, drawn within by its `inner` share.
    """
    labels: dict[int, str] = {}
    first: dict[str, float] = {}
    walked = [int(one) for one in chosen if chance[one] < 1]
    last = max(len(walked) // LEAST - 1, 0)
    for place, one in enumerate(walked):
        labels[one] = f"P{min(place // LEAST, last) + 1:04d}"
    for label in dict.fromkeys(labels.values()):
        first[label] = float(np.mean([chance[one] for one in walked if labels[one] == label]))
    for one in map(int, chosen):
        if chance[one] >= 1:
            labels[one] = CERTAIN + frame.clusters[one]
            first[labels[one]] = float(inner[one])
    return labels, first
