"""How good the links are, said without knowing the truth: reliability bins, false and missed links with intervals,
doubts for people.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine

BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
Z = 1.96
NO_EVENT = 3.0
DAMAGE_TOGETHER = 4.0
CAUTION = 5.0
"""Floors under rare levels make the model cautious: on made-up cities wrong links were up to this many times fewer."""


@dataclass(frozen=True)
class Rate:
    """An estimated share with its 95 % interval, of `count` cases."""

    value: float
    low: float
    high: float
    count: int


def expected_rate(expected: float, variance: float, count: int) -> Rate:
    """A rate of wrong cases among `count`, when `expected` are expected with `variance`; upper end never below 3
    cases.
    """
    if count == 0:
        return Rate(0.0, 0.0, 1.0, 0)
    spread = Z * sqrt(max(0.0, variance))
    high = max(expected + spread, NO_EVENT)
    return Rate(expected / count, max(0.0, expected - spread) / count, min(1.0, high / count), count)


def sums(engine: Engine, pairs: str) -> tuple[float, float, int]:
    """Sum of probability, sum of probability * (1 - probability), and number of rows of relation `pairs`."""
    ((expected, variance, count),) = engine.rows(
        "SELECT CAST(coalesce(sum(CAST(round(probability * 1e6) AS BIGINT)), 0) AS BIGINT),"
        " CAST(coalesce(sum(CAST(round(probability * (1e0 - probability) * 1e6) AS BIGINT)), 0) AS BIGINT), count(*)"
        f" FROM {pairs}"
    )
    return int(expected) / 1e6, int(variance) / 1e6, int(count)


def reliability(engine: Engine, pairs: str) -> list[tuple[str, float, float, int, float]]:
    """Rows (item, low, high, pair_count, value): candidate pairs by stated probability, with their mean stated
    probability.
    """
    edges = [f"WHEN probability < {high}e0 THEN {i}" for i, high in enumerate(BINS[1:-1])]
    rows = engine.rows(
        f"SELECT bin, count(*), sum(CAST(round(probability * 1e6) AS BIGINT)) FROM"
        f" (SELECT CASE {' '.join(edges)} ELSE {len(BINS) - 2} END AS bin, probability FROM {pairs}) AS t"
        " GROUP BY bin ORDER BY bin"
    )
    return [("reliability", BINS[b], BINS[b + 1], int(n), round(int(s) / 1e6 / int(n), 6)) for b, n, s in rows]


def quality_table(bins: Sequence[tuple[str, float, float, int, float]], rates: Sequence[tuple[str, Rate]]) -> pa.Table:
    """link_quality: item, low, high, pair_count, value."""
    rows = [*bins, *((item, round(r.low, 8), round(r.high, 8), r.count, round(r.value, 8)) for item, r in rates)]
    columns = list(zip(*rows, strict=True))
    names = ("item", "low", "high", "pair_count", "value")
    types = (pa.string(), pa.float64(), pa.float64(), pa.int64(), pa.float64())
    return pa.table({name: pa.array(column, kind) for name, column, kind in zip(names, columns, types, strict=True)})


def register_rates(engine: Engine, date_digit: int, number_digit: int) -> tuple[Rate, Rate]:
    """Expected share of wrong links among all links, and of missed ones among all partners.

    Missed are members whose candidates were not sure enough (link_posterior), and partners that no key led to. The
    latter
    come from capture and recapture over three ways of finding a pair (whole birth date, near NIK, near name): from
    how often
    each fails among probable links follows how many all three fail, less those found all the same. Damage that comes
    together makes this too low, so the interval reaches to DAMAGE_TOGETHER times as many. `date_digit`,
    `number_digit`: where those levels stand in the pattern (1 = first).
    """
    right, variance, links = sums(engine, "link_found")
    rest = "(SELECT * FROM link_posterior WHERE r NOT IN (SELECT member_key FROM link_found)) AS t"
    unlinked, spread, _ = sums(engine, rest)
    unseen = _unseen(engine, date_digit, number_digit)
    false = expected_rate(links - right, variance, links)
    false = Rate(false.value, false.low / CAUTION, false.high, false.count)
    partners = max(1, round(right + unlinked + unseen))
    missed = expected_rate(unlinked + unseen, spread + unseen, partners)
    return false, Rate(
        missed.value, missed.low, min(1.0, missed.high + (DAMAGE_TOGETHER - 1) * unseen / partners), partners
    )


def _unseen(engine: Engine, date_digit: int, number_digit: int) -> float:
    """Partners that no key led to: expected with all three ways failing, less those found so."""
    date = f"substr(pattern, {date_digit}, 1) <> '9'"
    number = f"substr(pattern, {number_digit}, 1) NOT IN ('6', '7', '8', '9')"
    name = "substr(pattern, 1, 1) NOT IN ('7', '8', '9')"
    ((count, dates, numbers, names, every),) = engine.rows(
        f"SELECT count(*), count(CASE WHEN {date} THEN 1 END), count(CASE WHEN {number} THEN 1 END),"
        f" count(CASE WHEN {name} THEN 1 END), count(CASE WHEN {date} AND {number} AND {name} THEN 1 END)"
        " FROM link_found WHERE method = 'probable'"
    )
    if count == 0:
        return 0.0
    fail = dates * numbers * names / count**3
    return max(0.0, float((count - every) * fail / max(1e-9, 1 - fail) - every))
