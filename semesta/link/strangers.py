"""Wrong links of members who have no partner, from members whose partner is known: what would they get without it?

A member linked beyond doubt has other candidates too. They are other people for certain, met through the same keys and
judged by the same model: with the partner taken away, some would pass as a link. How often this happens is how often a
member without a partner is given a stranger, whatever the model believes of its own chances.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from semesta.engines.base import Engine
    from semesta.link.model import Model

SURE = 0.999
"""A partner this likely is taken as known: one in ten thousand of such links is wrong on made-up cities."""


@dataclass(frozen=True)
class Strangers:
    """Members whose number can be read, or cannot: `known` with a sure partner, of whom `taken` would get a stranger
    without it; `alone` expected to have no partner, and the model's own `believed` number of links among those.
    """

    known: int
    taken: int
    alone: float
    believed: float

    @property
    def expected(self) -> float:
        """Links to strangers by what was seen; the model's belief counts as one member seen to get one, so that few
        members say little.
        """
        usual = self.believed / max(1e-9, self.alone) * self.known
        return self.believed * (self.taken + 1) / (usual + 1)

    @property
    def variance(self) -> float:
        """Of `expected`, as `taken` is a count."""
        return self.expected**2 / (self.taken + 1)


def digit(model: Model, name: str, code: str = "code") -> str:
    """SQL: the level of field `name` in a pattern code."""
    return f"({code} // {10 ** (model.width - model.place(name))}) % 10"


def known_strangers(engine: Engine, model: Model) -> tuple[Strangers, ...]:
    """Counts for members with a number, and for those without. Reads link_posterior, link_found, link_right and
    link_resident.

    Left out are partners found by a number that ends in a zero from a spreadsheet or is another's (their likeness with
    strangers is of another kind), and candidates who are the partner once more: the same name, birth date and mother.
    """
    number, name, birth = (digit(model, field) for field in ("national_id", "full_name", "birth_date"))
    engine.materialise(
        "link_sure",
        "SELECT f.member_key AS r, f.resident_key AS l, m.national_id IS NULL AS numberless FROM link_found AS f"
        " JOIN link_posterior AS p ON p.r = f.member_key AND p.l = f.resident_key JOIN link_right AS m"
        f" ON m.key = f.member_key WHERE f.method = 'probable' AND f.probability >= {SURE}e0"
        f" AND {digit(model, 'national_id', 'p.code')} NOT IN (8, 9)",
    )
    engine.materialise(
        "link_stranger",
        f"SELECT r, l, partner, numberless, odds, {name} <= 3 AND {birth} <= 3 AS vague FROM"
        " (SELECT p.r, p.l, s.l AS partner, s.numberless, p.odds, p.code FROM link_posterior AS p"
        " JOIN link_sure AS s ON s.r = p.r WHERE p.l <> s.l) AS t",
    )
    passing = model.link_threshold / (1 - model.link_threshold)
    engine.materialise(
        "link_taken",
        "SELECT t.l, t.partner, t.numberless FROM (SELECT *, sum(round(power(2e0, greatest(-30e0, least(60e0, odds)))"
        " * 1e6) / 1e6) OVER (PARTITION BY r) AS total, row_number() OVER (PARTITION BY r ORDER BY odds DESC, l) AS turn"
        " FROM link_stranger) AS t WHERE turn = 1 AND NOT vague"
        f" AND power(2e0, least(60e0, odds)) >= {passing}e0 * (1e0 + total - power(2e0, least(60e0, odds)))",
    )
    engine.materialise(
        "link_once_more",
        "SELECT t.l, t.partner FROM link_taken AS t JOIN link_resident AS a ON a.key = t.l"
        " JOIN link_resident AS b ON b.key = t.partner WHERE a.name = b.name AND a.birth_on = b.birth_on"
        " AND (a.mother_name = b.mother_name OR (a.mother_name IS NULL AND b.mother_name IS NULL))",
    )
    rows = engine.rows(
        "SELECT m.national_id IS NULL AS numberless, count(s.r) AS known,"
        " CAST(sum(CAST(round((1e0 - least(1e0, coalesce(p.mass, 0e0))) * 1e6) AS BIGINT)) AS BIGINT) AS alone,"
        " CAST(sum(CASE WHEN f.member_key IS NOT NULL"
        " THEN CAST(round((1e0 - least(1e0, p.mass)) * 1e6) AS BIGINT) ELSE 0 END) AS BIGINT) AS believed"
        " FROM link_right AS m LEFT JOIN (SELECT r, sum(probability) AS mass FROM link_posterior GROUP BY r) AS p"
        " ON p.r = m.key LEFT JOIN link_sure AS s ON s.r = m.key LEFT JOIN (SELECT member_key FROM link_found"
        " WHERE method = 'probable') AS f ON f.member_key = m.key GROUP BY m.national_id IS NULL"
    )
    taken = dict(
        engine.rows(
            "SELECT t.numberless, count(*) FROM link_taken AS t LEFT JOIN link_once_more AS o ON o.l = t.l"
            " AND o.partner = t.partner WHERE o.l IS NULL GROUP BY t.numberless"
        )
    )
    for relation in ("link_sure", "link_stranger", "link_taken", "link_once_more"):
        engine.drop(relation)
    return tuple(
        Strangers(int(known), int(taken.get(numberless, 0)), int(alone) / 1e6, int(believed) / 1e6)
        for numberless, known, alone, believed in rows
    )
