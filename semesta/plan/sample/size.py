"""How many households a wanted interval takes, told before anybody walks.

How much households and RT differ is taken from the register's own match of the month: the same share of active people
there would have been estimated with this error by this design. Where the truth differs more, the interval is wider;
`design_effect` sets another spread by hand.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.plan.sample.design import Design, allocation, cluster_number, spread
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from semesta.plan.sample.frame import Frame

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Needed:
    """What it takes: households that answer and that are visited, the half-width then expected (share of 1), the
    design effect over a simple sample of as many people, and the share it was planned for."""

    answering: int
    visited: int
    half_width: float
    design_effect: float
    share: float
    reachable: bool

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def standard_error(frame: Frame, design: Design) -> float:
    """The standard error of the share of active people if `design` were drawn from the register and all answered."""
    residual, size = frame.residual, len(frame)
    if design.kind == "cluster":
        return math.sqrt(_cluster_variance(frame, design)) / frame.residents
    if design.kind == "simple":
        group, groups, taken = np.zeros(size, np.int64), 1, np.array([design.households])
    else:
        group, groups, taken = frame.stratum, len(frame.strata), allocation(frame, design)
    count = np.bincount(group, minlength=groups).astype(np.float64)
    deviation = spread(residual, group, groups)
    variance = (count**2 * (1 - taken / count) * deviation**2 / taken).sum()
    return math.sqrt(variance) / frame.residents


def _cluster_variance(frame: Frame, design: Design) -> float:
    """Between clusters as if drawn with replacement, and within them."""
    groups = len(frame.clusters)
    count = np.bincount(frame.cluster, minlength=groups).astype(np.float64)
    total = np.bincount(frame.cluster, weights=frame.residual, minlength=groups)
    deviation = spread(frame.residual, frame.cluster, groups)
    number = max(cluster_number(count.astype(np.int64), design), 1.0)
    homes = len(frame)
    between = (homes * total**2 / count).sum() / number
    inner = np.minimum(count, design.per_cluster)
    within = (homes / number * count * (1 - inner / count) * deviation**2 / inner).sum()
    return float(between + within)


def needed(
    frame: Frame,
    design: Design,
    half_width: float,
    *,
    confidence: float = CONFIDENCE,
    response: float = 1.0,
    design_effect: float | None = None,
) -> Needed:
    """The fewest households of `design`'s kind whose interval is `half_width` (share of 1) to either side.

    `response`: the share of visited households that is expected to answer. `reachable` is False when even the whole
    frame would not do (then the figures are those of the whole frame).
    """
    if not 0 < half_width < 0.5 or not 0 < response <= 1 or not 0.5 < confidence < 1:
        raise Fault("Lebar rentang antara 0 dan 50 poin, bagian yang menjawab antara 0 dan 1")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = float(frame.active.sum()) / max(frame.residents, 1)

    def error(households: int) -> float:
        if design_effect is None:
            return standard_error(frame, replace(design, households=households))
        people = households * frame.residents / len(frame)
        rest = 1 - households / len(frame)
        return math.sqrt(max(share * (1 - share) * design_effect / people * rest, 0.0))

    low = 2 * max(design.per_cluster if design.kind == "cluster" else len(frame.strata), 1)
    low, high = min(low, len(frame)), len(frame)
    reachable = z * error(high) <= half_width
    while reachable and low < high:
        middle = (low + high) // 2
        if z * error(middle) <= half_width:
            high = middle
        else:
            low = middle + 1
    people = high * frame.residents / len(frame)
    alone = math.sqrt(share * (1 - share) / people) if 0 < share < 1 else 0.0
    effect = design_effect or ((error(high) / alone) ** 2 if alone else 1.0)
    visited = min(math.ceil(high / response), len(frame))
    return Needed(high, visited, z * error(high), effect, share, reachable)
