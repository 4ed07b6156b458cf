"""Intervals of shares, also near 0 and 1, from a design-based variance."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Any

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A share (or a number) with its interval and standard error."""

    value: float
    low: float
    high: float
    error: float

    def to_json(self) -> dict[str, float]:
        return asdict(self)

    def scaled(self, factor: float) -> Interval:
        """The same of a total of `factor` (not negative)."""
        return Interval(self.value * factor, self.low * factor, self.high * factor, self.error * factor)

    @property
    def other(self) -> Interval:
        """The same of the share's complement."""
        return Interval(1 - self.value, 1 - self.high, 1 - self.low, self.error)


@lru_cache(maxsize=256)
def student(confidence: float, freedom: float) -> float:
    """The two-sided quantile of Student's t; the normal one from 1,000 degrees of freedom on. `freedom` at least 1.

    Bisection on the integral of the density (Simpson, substituted t = tan): exact to about 1e-9.
    """
    if freedom >= 1_000:
        return NormalDist().inv_cdf((1 + confidence) / 2)
    constant = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(math.pi)
    low, high = 0.0, math.pi / 2 - 1e-9
    for _ in range(60):
        middle = (low + high) / 2
        if 2 * constant * _cosine_integral(middle, freedom - 1) < confidence:
            low = middle
        else:
            high = middle
    return math.sqrt(freedom) * math.tan((low + high) / 2)


def _cosine_integral(end: float, power: float, steps: int = 400) -> float:
    """The integral of cos(x)^power from 0 to `end`."""
    width = end / steps
    total: float = 1.0 + math.cos(end) ** power
    for at in range(1, steps):
        total += (4.0 if at % 2 else 2.0) * math.cos(at * width) ** power
    return total * width / 3


def wilson(share: float, variance: float, people: float, freedom: float, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's interval with the number of people that a simple sample of the same variance would have.

    That number is brought down for few degrees of freedom as Korn and Graubard do (Survey Methodology 24(2), 1998): by
    the square of the normal over Student's quantile. Where nobody or everybody was found (variance 0) `people` counts:
    how many independent observations there are at least.
    """
    normal = NormalDist().inv_cdf((1 + confidence) / 2)
    quantile = student(confidence, max(freedom, 1.0))
    size = share * (1 - share) / variance if variance > 0 and 0 < share < 1 else people
    size = max(size * (normal / quantile) ** 2, 1e-9)
    square = normal**2
    middle = (share + square / (2 * size)) / (1 + square / size)
    half = normal / (1 + square / size) * math.sqrt(share * (1 - share) / size + square / (4 * size**2))
    # At the edges the formula gives 0 and 1 but for rounding.
    low = 0.0 if share <= 0 else max(middle - half, 0.0)
    high = 1.0 if share >= 1 else min(middle + half, 1.0)
    return Interval(share, low, high, math.sqrt(max(variance, 0.0)))


def logit(share: float, variance: float, freedom: float, confidence: float = CONFIDENCE) -> Interval:
    """The interval on the logit scale, as R's svyciprop(method = "logit"); of 0 and 1 there is none (they stay)."""
    if not 0 < share < 1:
        return Interval(share, share, share, 0.0)
    error = math.sqrt(variance)
    half = student(confidence, max(freedom, 1.0)) * error / (share * (1 - share))
    place = math.log(share / (1 - share))
    return Interval(share, _back(place - half), _back(place + half), error)


def _back(place: float) -> float:
    return 1 / (1 + math.exp(-place))


def positive(value: float, relative_variance: float, freedom: float, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a positive number on the scale of its logarithm."""
    half = student(confidence, max(freedom, 1.0)) * math.sqrt(max(relative_variance, 0.0))
    return Interval(value, value * math.exp(-half), value * math.exp(half), value * math.sqrt(relative_variance))


def told(interval: Interval) -> dict[str, Any]:
    """As JSON, rounded to what the figures carry."""
    return {key: round(number, 6) for key, number in interval.to_json().items()}
