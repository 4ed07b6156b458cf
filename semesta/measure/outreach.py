"""Did it work? Uptake of people reached against comparable people not reached, with its interval (req 54).

Comparable are people of the same stratum: the caller's groups of class, segment, decile, place and age before anybody
was reached. The effect is the mean difference of uptake over the people reached (each stratum weighs as many as were
reached in it), so it says what reaching did for those who were reached. It is only as good as the strata: whoever was
chosen for a reason that no column tells is still compared with others. People reached without anybody comparable are
counted, never compared. Families are told together and become active together: the variance adds up residuals by
family before it squares them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Z_95 = 1.959964
"""Standard errors to each side of the estimate that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Shares of 1 are of the people compared: `uptake_reached` theirs, `uptake_others` that of others weighed like
    them. `difference` lies between `low` and `high` in 95 % of such comparisons. `unmatched`: reached, nobody
    comparable; `others`: comparable people used; `strata`: groups with both. Without any group with both, all four
    shares are None.
    """

    reached: int
    unmatched: int
    others: int
    strata: int
    uptake_reached: float | None
    uptake_others: float | None
    difference: float | None
    low: float | None
    high: float | None

    @property
    def answer(self) -> str:
        """worked, harmed, unclear (the interval holds zero) or unknown (nobody comparable)."""
        if self.low is None or self.high is None:
            return "unknown"
        if self.low > 0:
            return "worked"
        return "harmed" if self.high < 0 else "unclear"

    @property
    def gained(self) -> tuple[int, int, int] | None:
        """People more than without reaching them: lowest, expected, highest; None where unknown."""
        if self.difference is None or self.low is None or self.high is None:
            return None
        matched = self.reached - self.unmatched
        low, expected, high = (round(matched * share) for share in (self.low, self.difference, self.high))
        return low, expected, high

    def to_json(self) -> dict[str, Any]:
        """The effect as JSON values."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {**fields, "answer": self.answer, "gained": self.gained}


def effect(
    stratum: NDArray[np.int64], reached: NDArray[np.bool_], active: NDArray[np.bool_], family: NDArray[np.int64]
) -> Effect:
    """The effect of being reached on being active; four columns of one row per person, numbers from 0."""
    size = int(stratum.max()) + 1 if stratum.size else 0
    arms = np.stack([np.bincount(stratum[reached == side], minlength=size) for side in (False, True)])
    both = (arms[0] > 0) & (arms[1] > 0)
    matched = int(arms[1][both].sum())
    counts = int(arms[1].sum()), int(arms[1].sum()) - matched, int(arms[0][both].sum()), int(both.sum())
    if not matched:
        return Effect(*counts, None, None, None, None, None)
    kept = both[stratum]
    stratum, reached, active, family = stratum[kept], reached[kept], active[kept], family[kept]
    ups = np.stack([np.bincount(stratum[(reached == side) & active], minlength=size) for side in (False, True)])
    rates = ups / np.maximum(arms, 1)
    weight = np.where(both, arms[1], 0) / matched
    taken, other = float((weight * rates[1]).sum()), float((weight * rates[0]).sum())
    width = Z_95 * math.sqrt(_variance(stratum, reached, active, family, arms, ups, weight))
    return Effect(*counts, taken, other, taken - other, taken - other - width, taken - other + width)


def _variance(
    stratum: NDArray[np.int64],
    reached: NDArray[np.bool_],
    active: NDArray[np.bool_],
    family: NDArray[np.int64],
    arms: NDArray[np.int64],
    ups: NDArray[np.int64],
    weight: NDArray[np.float64],
) -> float:
    """Squares of the families' summed residuals.

    A stratum of one person has no residual of its own. Its rate is drawn to that of its whole arm as if one more person
    stood in it, (ups + p) / (n + 1); the residual is then too short by (n + 1) / sqrt(n² + n - 1) and is stretched so.
    """
    side = reached.astype(np.int64)
    whole = np.array([active[side == one].mean() for one in (0, 1)])
    drawn = (ups + whole[:, None]) / (arms + 1)
    stretch = (arms + 1) / np.sqrt(np.maximum(arms * arms + arms - 1, 1))
    share = weight / np.maximum(arms, 1) * stretch * np.array([[-1.0], [1.0]])
    residual = (active - drawn[side, stratum]) * share[side, stratum]
    return float((np.bincount(family, weights=residual) ** 2).sum())
