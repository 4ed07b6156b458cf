"""Partners that no key led to, counted by capture and recapture.

Pairs found through their number alone would have been found whatever their names and dates look like. How many of them
no other key would have found is how often the other keys fail, also where damage in name and date comes together; the
rest had only those other keys.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.link.candidates import LOOSE_KEYS, NEAR
from semesta.link.strangers import digit

if TYPE_CHECKING:
    from semesta.engines.base import Engine
    from semesta.link.model import Model

BY_NUMBER = (
    "(substr(a.national_id, 1, 15) = substr(b.national_id, 1, 15)"
    " OR substr(a.national_id, 7, 10) = substr(b.national_id, 7, 10))"
)
"""What the keys that ask for the number and nothing else ask for."""
LEAST = 0.01
"""Less likely pairs are many and hold a thousandth of what is expected: they are left out."""
NEAR_NUMBER = (6, 7, 8)
STRICT_KEYS = (
    ("a.birth_date = b.birth_date AND substr(a.full_name_flat, 1, 2) = substr(b.full_name_flat, 1, 2)",
     f"{NEAR} >= 0.85e0"),
    ("a.full_name_flat = b.full_name_flat AND a.village = b.village",
     "substr(a.birth_date, 1, 4) = substr(b.birth_date, 1, 4)"),
    ("a.nkk = b.nkk", f"a.birth_date = b.birth_date OR {NEAR} >= 0.8e0"),
    ("a.nkk = b.mate_first", f"{NEAR} >= 0.85e0"),
)  # fmt: skip
"""(join, filter) of the keys that look at everybody, on the prepared sides."""
FREE_KEYS = (
    *((on, where) for on, where in LOOSE_KEYS if "national_id" not in on), ("a.phone = b.phone", f"{NEAR} >= 0.7e0"),
)  # fmt: skip
"""The keys but the number's that look at residents whom nobody was given to."""


@dataclass(frozen=True)
class Recapture:
    """Expected true pairs: found by the number (`marked`), of these found by no other key too (`alone`); those that
    their number cannot find (`others`). `held`: of residents whom another card holds.
    """

    marked: float
    alone: float
    others: float
    held: bool = False

    @property
    def expected(self) -> float:
        """Partners that nothing led to: `others` were found in the share in which other keys find."""
        return self.others * self.alone / max(1.0, self.marked - self.alone)

    @property
    def variance(self) -> float:
        """Of what is there, about `expected`: `alone` is a count, and so are those that were not found."""
        fewest = max(self.alone, 1.0)
        return (self.others / max(1.0, self.marked - fewest)) ** 2 * fewest + self.expected


def recapture(engine: Engine, model: Model) -> tuple[Recapture, ...]:
    """Counts over the candidate pairs of link_posterior by their probability: of residents nobody was given to, and of
    those whom another card holds, at whom strict keys alone look; each for members whose family is known by its other
    cards and for those without (a second card mostly stands alone).

    Pairs of one number are left out: they came here because name and date are bad.
    """
    number, alone = digit(model, "national_id", "p.code"), "b.mate_first IS NULL AS lonely"
    near = f"{number} IN ({', '.join(map(str, NEAR_NUMBER))})"
    micro = "CAST(round(p.probability * 1e6) AS BIGINT)"
    likely = f"p.probability >= {LEAST}e0"
    strict, free = (
        " OR ".join(f"coalesce({on} AND ({where}), FALSE)" for on, where in keys) for keys in (STRICT_KEYS, FREE_KEYS)
    )
    sides = "JOIN link_left AS a ON a.key = p.l JOIN link_right AS b ON b.key = p.r"
    found = engine.rows(
        f"SELECT lonely, {_sum('free')}, {_sum('NOT free')} FROM (SELECT {micro} AS micro, a.free, {alone}"
        f" FROM link_posterior AS p {sides} WHERE {number} <> 9 AND {likely}) AS t GROUP BY lonely ORDER BY lonely"
    )
    marks = engine.rows(
        f"SELECT lonely, {_sum('TRUE')}, {_sum('NOT strict')}, {_sum('NOT (strict OR free)')} FROM"
        f" (SELECT {micro} AS micro, {alone}, {strict} AS strict, {free} AS free FROM"
        f" (SELECT * FROM link_posterior AS p WHERE {near} AND {likely}) AS p"
        f" {sides} WHERE a.free AND {BY_NUMBER}) AS t GROUP BY lonely"
    )
    marked = {lonely: [int(value) / 1e6 for value in rest] for lonely, *rest in marks}
    parts = []
    for lonely, others, held in found:
        by_number, not_strict, by_none = marked.get(lonely, [0.0, 0.0, 0.0])
        parts.append(Recapture(by_number, by_none, max(0.0, int(others) / 1e6 - by_number)))
        parts.append(Recapture(by_number, not_strict, int(held) / 1e6, held=True))
    return tuple(parts)


def _sum(condition: str) -> str:
    return f"CAST(coalesce(sum(CASE WHEN {condition} THEN micro END), 0) AS BIGINT)"
