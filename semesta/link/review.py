"""How good the links are, said without knowing the truth: reliability bins, false and missed links with intervals,
doubts for people.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.columns import arrow_table
from semesta.link.strangers import digit, known_strangers
from semesta.link.unseen import recapture

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from semesta.engines.base import Engine
    from semesta.link.model import Model
    from semesta.link.samples import StandIns
    from semesta.link.unseen import Recapture

BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
Z = 1.96
NO_EVENT = 3.0
"""Where none is expected, up to three may be there at 95 % (e^-3 = 0.05)."""
WRITTEN_WORSE = 0.5
"""Standard error, as a share of the wrong, of what is taken on trust there: strangers are counted on members who could
be linked for sure, but who has no partner in sight may be written worse and meet more of them. On made-up cities of
170,000 with twice the damage links were wrong 1.7 times as often as counted (ln 1.7 = 0.5), on others 1.1 times.
"""
TAKEN_ON_TRUST = 0.15
"""Standard error, as a share of the missed, of what is taken on trust: that names and dates of a row are as bad
whichever way its number is, and that doubts are as likely as the model says. On 24 made-up cities of 170,000 estimates
scattered about the truth by 0.17 (root mean square of the logarithm), of which counting explains 0.11; 0.17^2 - 0.11^2
is 0.13^2, and that only as far as those cities are like real ones.
"""


@dataclass(frozen=True)
class Rate:
    """An estimated share with its 95 % interval, of `count` cases."""

    value: float
    low: float
    high: float
    count: int


def counted_rate(expected: float, variance: float, count: int) -> Rate:
    """A rate of cases among `count`, when `expected` are expected and what will be there varies by `variance` about it.

    The interval is even on the scale of square roots, where the spread of a count does not depend on its size, and
    ends at whole cases.
    """
    if count == 0:
        return Rate(0.0, 0.0, 1.0, 0)
    spread = Z / 2 * sqrt(max(1.0, variance / max(expected, 1e-9)) if expected > 0 else 1.0)
    low = floor(max(0.0, sqrt(expected) - spread) ** 2)
    high = max(ceil((sqrt(expected) + spread) ** 2), NO_EVENT)
    return Rate(expected / count, low / count, min(1.0, high / count), count)


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
    item, low, high, count, value = zip(*rows, strict=True)
    figures = {"low": low, "high": high, "pair_count": count, "value": value}
    kinds = {name: np.int64 if name == "pair_count" else np.float64 for name in figures}
    return arrow_table({"item": item, **{name: np.asarray(each, kinds[name]) for name, each in figures.items()}})


def register_rates(engine: Engine, model: Model, stand_ins: StandIns) -> dict[str, Rate]:
    """false_link_rate (wrong among all links), missed_link_rate (partners not found among all partners) and
    missed_resident_rate (residents none of whose cards was found, among all residents with a card).

    Reads link_found, link_posterior, link_left, link_right, link_resident and link_everyone. Wrong are links to
    strangers (known_strangers says how often they pass) and links to another candidate, certain ones among them, for
    which the model alone speaks. Missed are members whose candidates were not sure enough, partners that no key led to
    (recapture), and those whose member was linked to somebody else. A missed card of a resident whom another card holds
    leaves nobody uncounted.
    """
    right, _, links = sums(engine, "link_found")
    seen = known_strangers(engine, model)
    believed, strangers = (sum(getattr(part, name) for part in seen) for name in ("believed", "expected"))
    unchecked = max(0.0, links - right - believed)
    ratio = strangers / max(1e-9, believed)
    hidden = recapture(engine, model, stand_ins)
    engine.materialise(
        "link_in_doubt",
        "SELECT code, probability FROM link_posterior WHERE probability > 0e0"
        " AND r NOT IN (SELECT member_key FROM link_found WHERE method = 'probable')",
    )
    free = f"{digit(model, 'free')} = 9"
    wrong = strangers + unchecked
    spread = sum(part.variance for part in seen) + unchecked**2 + (WRITTEN_WORSE * wrong) ** 2
    rates = {
        "false_link_rate": counted_rate(wrong, spread + wrong, links),
        "missed_link_rate": _missed(engine, right, unchecked, ratio, hidden, "TRUE"),
        "missed_resident_rate": _missed(engine, right, unchecked, ratio, [p for p in hidden if not p.held], free),
    }
    engine.drop("link_in_doubt")
    return rates


def _missed(
    engine: Engine, right: float, elsewhere: float, ratio: float, hidden: Sequence[Recapture], wanted: str
) -> Rate:
    """Partners not found, of whom `right` were: in doubt, `hidden`, and with their member linked `elsewhere`.

    Doubts hold as many partners as the model says, or as it would if strangers were `ratio` times as frequent: the
    mean, half the difference being its standard error. What nothing checks has one of its own size.
    """
    doubts = f"(SELECT probability FROM link_in_doubt WHERE {wanted}) AS t"
    told, variance, _ = sums(engine, doubts)
    seen = _recalibrated(engine, doubts, ratio)
    missed = (told + seen) / 2 + sum(part.expected for part in hidden) + elsewhere
    variance += (told - seen) ** 2 / 4 + sum(part.variance for part in hidden) + elsewhere**2 + elsewhere
    variance += (TAKEN_ON_TRUST * missed) ** 2
    return counted_rate(missed, variance, max(1, round(right + missed)))


def _recalibrated(engine: Engine, pairs: str, ratio: float) -> float:
    """Sum of probability when strangers are `ratio` times as frequent as the model believes."""
    micro = f"round(probability / (probability + {ratio:.6f}e0 * (1e0 - probability)) * 1e6)"
    ((total,),) = engine.rows(
        f"SELECT CAST(coalesce(sum(CAST({micro} AS BIGINT)), 0) AS BIGINT) FROM {pairs} WHERE probability > 0e0"
    )
    return int(total) / 1e6
