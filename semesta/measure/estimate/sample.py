"""A round's households as arrays: weights, non-response adjusted, and the variance of any total or ratio.

Taylor linearisation, as Lohr, Sampling: Design and Analysis (3rd ed.), ch. 9, and R's survey package do it: a ratio's
variance is that of the total of its residuals; a total's variance is the spread of the units' totals in each stratum,
with the finite population correction of the first stage, and of the households within each cluster for the second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from numpy.typing import NDArray

CERTAIN = "="
"""Begins the stratum of a cluster that was in the sample for certain: its households are the units drawn there."""


@dataclass(frozen=True)
class Sample:
    """One place per visited household of a random round, replacements after those drawn.

    `weight` is 1 / probability. `drawn` households stand for the frame; replacements only help to answer. `answered`
    ones told who lives there. `group` is the class within which those who did not answer are taken to be like those who
    did. `unit` is what was drawn at the first stage (household or cluster), `inner` the sampled share within it.
    """

    weight: NDArray[np.float64]
    drawn: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    group: NDArray[np.int64]
    stratum: NDArray[np.int64]
    unit: NDArray[np.int64]
    outer: NDArray[np.float64]  # sampled share of the units of the household's stratum
    inner: NDArray[np.float64]  # sampled share of the households of its cluster; 1 where the household is the unit

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def freedom(self) -> int:
        """Units less strata, of those with an answer."""
        units = len(np.unique(self.unit[self.answered]))
        return max(units - len(np.unique(self.stratum[self.answered])), 1)


def sample_of(
    *,
    probability: Any,
    drawn: Any,
    answered: Any,
    stratum: Any,
    cluster: Any,
    clustered: bool,
    outer: Any,
    inner: Any,
) -> Sample:
    """From columns of a round. `clustered`: clusters were drawn, else households; `stratum` and `cluster` are texts.

    Non-response is adjusted within the cluster (clustered) or the stratum. A Fault where no answer came.
    """
    names = np.asarray(stratum, dtype=str)
    answered = np.asarray(answered, bool)
    if not answered.any():
        raise Fault("Belum ada kunjungan yang terjawab: perkiraan menunggu hasil lapangan")
    certain = np.char.startswith(names, CERTAIN) if len(names) else np.zeros(0, bool)
    places = np.unique(np.asarray(cluster, dtype=str), return_inverse=True)[1]
    homes = np.arange(len(names)) + len(names)
    by_cluster = np.full(len(names), clustered) & ~certain
    strata = np.unique(names, return_inverse=True)[1]
    return Sample(
        weight=1 / np.asarray(probability, np.float64), drawn=np.asarray(drawn, bool), answered=answered,
        group=np.where(by_cluster, places, strata + len(names)).astype(np.int64), stratum=strata.astype(np.int64),
        unit=np.where(by_cluster, places, homes).astype(np.int64), outer=np.asarray(outer, np.float64),
        inner=np.where(by_cluster, np.asarray(inner, np.float64), 1.0),
    )  # fmt: skip


def adjusted(sample: Sample) -> Sample:
    """Only those who answered, with weights that stand for all drawn households of their class.

    A class with nobody who answered joins the next one of its stratum; a stratum without, the whole.
    """
    group = _joined(sample)
    groups = int(group.max()) + 1
    whole = np.bincount(group, weights=np.where(sample.drawn, sample.weight, 0), minlength=groups)
    heard = np.bincount(group, weights=np.where(sample.answered, sample.weight, 0), minlength=groups)
    factor = whole / np.where(heard > 0, heard, 1)
    kept = sample.answered
    return replace(
        sample, weight=(sample.weight * factor[group])[kept], drawn=sample.drawn[kept], answered=sample.answered[kept],
        group=group[kept], stratum=sample.stratum[kept], unit=sample.unit[kept], outer=sample.outer[kept],
        inner=sample.inner[kept],
    )  # fmt: skip


def _joined(sample: Sample) -> NDArray[np.int64]:
    """Classes numbered from 0, those without an answer joined to the nearest one with."""
    group = np.unique(sample.group, return_inverse=True)[1].astype(np.int64)
    groups = int(group.max()) + 1
    heard = np.bincount(group, weights=sample.answered, minlength=groups) > 0
    if heard.all():
        return group
    stratum = np.zeros(groups, np.int64)
    stratum[group] = sample.stratum
    lively = np.flatnonzero(heard)
    target = np.arange(groups)
    for one in np.flatnonzero(~heard):
        same = lively[stratum[lively] == stratum[one]]
        near = same if len(same) else lively
        target[one] = near[np.argmin(np.abs(near - one))]
    return target[group]


def variance(sample: Sample, values: NDArray[np.float64]) -> float:
    """The variance of the weighted total of `values` (one per household that answered; weights as adjusted).

    A stratum with a single unit lends its deviation from the mean of all units (R's "adjust"). Households within a
    cluster add their own spread, times the share of clusters that were drawn.
    """
    amount = sample.weight * values
    units, of_unit = np.unique(sample.unit, return_inverse=True)
    total = np.bincount(of_unit, weights=amount)
    home_count = np.bincount(of_unit).astype(np.float64)
    stratum = np.zeros(len(units), np.int64)
    outer, inner = np.zeros(len(units)), np.ones(len(units))
    stratum[of_unit], outer[of_unit], inner[of_unit] = sample.stratum, sample.outer, sample.inner
    stratum = np.unique(stratum, return_inverse=True)[1]
    size = np.bincount(stratum).astype(np.float64)
    mean = np.bincount(stratum, weights=total) / size
    share = np.bincount(stratum, weights=outer) / size
    alone = size[stratum] < 2
    deviation = np.where(alone, total - total.mean(), total - mean[stratum])
    scale = np.where(alone, 1.0, size[stratum] / np.maximum(size[stratum] - 1, 1)) * (1 - share[stratum])
    first = float((scale * deviation**2).sum())
    square = np.bincount(of_unit, weights=amount**2) - total**2 / home_count
    within = home_count / np.maximum(home_count - 1, 1) * (1 - inner) * np.maximum(square, 0)
    second = float((outer * np.where(home_count > 1, within, 0.0)).sum())
    return first + second


def ratio(sample: Sample, above: NDArray[np.float64], below: NDArray[np.float64]) -> tuple[float, float]:
    """(the ratio of two weighted totals, its variance). NaN and 0 where there is nothing below."""
    whole = float((sample.weight * below).sum())
    if whole <= 0:
        return float("nan"), 0.0
    value = float((sample.weight * above).sum()) / whole
    return value, variance(sample, (above - value * below) / whole)
