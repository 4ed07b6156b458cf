"""Partners that no key led to, counted by capture and recapture.

Pairs found through their number alone would have been found whatever their names and dates look like. How many of them
no other key would have found is how often the other keys fail, also where damage in name and date comes together; the
rest had only those other keys.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.link.candidates import LOOSE_KEYS, NEAR, PART_OF_DATE
from semesta.link.strangers import digit

if TYPE_CHECKING:
    from semesta.engines.base import Engine
    from semesta.link.model import Model
    from semesta.link.samples import StandIns

BY_NUMBER = (
    "(substr(a.national_id, 7, 10) = substr(b.national_id, 7, 10)"
    " OR (substr(a.national_id, 1, 12) = substr(b.national_id, 1, 12)"
    " AND a.regency = b.regency))"
)
"""What the keys ask for that need a near number and nothing of name or date."""
LEAST = 0.01
"""Less likely pairs are many and hold a thousandth of what is expected: they are left out."""
NEAR_NUMBER = (6, 7, 8)
LIKE = "name_similarity(b.raw_name, r.name)"
STRICT_KEYS = (
    ("b.birth_on = r.birth_on AND substr(b.raw_name, 1, 2) = substr(r.name, 1, 2)", f"{LIKE} >= 0.85e0"),
    (
        "b.raw_name = r.name AND b.village_number = r.village_number",
        f"year(b.birth_on) = year(r.birth_on) AND ({PART_OF_DATE.replace('m.', 'b.')})",
    ),
    ("b.nkk = r.nkk", f"b.birth_on = r.birth_on OR {LIKE} >= 0.8e0"),
    ("b.mate_first = r.nkk", f"{LIKE} >= 0.85e0"),
)
"""(join, filter) of the keys that look at everybody, on link_right `b` and link_everyone `r`."""
FREE_KEYS = (
    *((on, where) for on, where in LOOSE_KEYS if "national_id" not in on), ("a.phone = b.phone", f"{NEAR} >= 0.7e0"),
)  # fmt: skip
"""The keys but the number's that look at residents whom nobody was given to."""


@dataclass(frozen=True)
class Recapture:
    """Expected true pairs: found by the number (`marked`), of these found by no other key too (`alone`); those that
    their number cannot find (`others`). `held`: of residents whom another card holds. `doubt`: variance of `alone`, as
    some of those pairs are of strangers.
    """

    marked: float
    alone: float
    others: float
    held: bool = False
    doubt: float = 0.0

    @property
    def expected(self) -> float:
        """Partners that nothing led to: `others` were found in the share in which other keys find."""
        return self.others * self.alone / max(1.0, self.marked - self.alone)

    @property
    def variance(self) -> float:
        """Of what is there, about `expected`: `alone` is a count (one more, so that none seen is no proof of none), and
        so are those that were not found.
        """
        per_one = self.others / max(1.0, self.marked - self.alone)
        return per_one**2 * (self.alone + 1 + self.doubt) + self.expected


def recapture(engine: Engine, model: Model, stand_ins: StandIns) -> tuple[Recapture, ...]:
    """Counts over the candidate pairs of link_posterior by their probability: of residents nobody was given to, and of
    those whom another card holds, at whom strict keys alone look; each for members whose family is known by its other
    cards and for those without (a second card mostly stands alone).

    Pairs of one number are left out: they came here because name and date are bad. Members who stand in for those whom
    the family pass took count for all of them.
    """
    number, alone = digit(model, "national_id", "p.code"), "b.mate_first IS NULL AS lonely"
    near = f"{number} IN ({', '.join(map(str, NEAR_NUMBER))})"
    weight, stood_for = stand_ins.weight("p")
    micro = f"CAST(round(p.probability * 1e6) AS BIGINT) * {weight}"
    either = f"CAST(round(p.probability * (1e0 - p.probability) * 1e6) AS BIGINT) * {weight}"
    likely = f"p.probability >= {LEAST}e0"
    strict, free = (
        " OR ".join(f"coalesce({on} AND ({where}), FALSE)" for on, where in keys) for keys in (STRICT_KEYS, FREE_KEYS)
    )
    sides = f"JOIN link_left AS a ON a.key = p.l JOIN link_right AS b ON b.key = p.r{stood_for}"
    found = engine.rows(
        f"SELECT lonely, {_sum('free')}, {_sum('NOT free')} FROM (SELECT {micro} AS micro, a.free, {alone}"
        f" FROM link_posterior AS p {sides} WHERE {number} <> 9 AND {likely}) AS t GROUP BY lonely ORDER BY lonely"
    )
    marks = engine.rows(
        f"SELECT lonely, {_sum('TRUE')}, {_sum('NOT strict')}, {_sum('NOT (strict OR free)')},"
        f" {_sum('NOT strict', 'either')}, {_sum('NOT (strict OR free)', 'either')} FROM"
        f" (SELECT {micro} AS micro, {either} AS either, {alone}, {strict} AS strict, {free} AS free FROM"
        f" (SELECT * FROM link_posterior AS p WHERE {near} AND {likely}) AS p"
        f" {sides} JOIN link_everyone AS r ON r.key = p.l WHERE a.free AND {BY_NUMBER}) AS t GROUP BY lonely"
    )
    marked = {lonely: [int(value) / 1e6 for value in rest] for lonely, *rest in marks}
    parts = []
    for lonely, others, held in found:
        by_number, not_strict, by_none, unsure_strict, unsure = marked.get(lonely, [0.0] * 5)
        rest = max(0.0, int(others) / 1e6 - by_number)
        parts.append(Recapture(by_number, by_none, rest, doubt=unsure))
        parts.append(Recapture(by_number, not_strict, int(held) / 1e6, held=True, doubt=unsure_strict))
    return tuple(parts)


def _sum(condition: str, what: str = "micro") -> str:
    return f"CAST(coalesce(sum(CASE WHEN {condition} THEN {what} END), 0) AS BIGINT)"
