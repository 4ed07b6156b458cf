"""Wrong links of members who have no partner, from members whose partner is known: what would they get without it?

A member linked beyond doubt has other candidates too. They are other people for certain, met through the same keys and
judged by the same model: with the partner taken away, some would pass as a link. How often this happens is how often a
member without a partner is given a stranger, whatever the model believes of its own chances.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from semesta.engines.base import Engine
    from semesta.link.model import Model

SURE = 0.999
"""A partner this likely is taken as known: one in ten thousand of such links is wrong on made-up cities."""


@dataclass(frozen=True)
class Strangers:
    """Members of one kind: `known` with a sure partner, of whom `taken` would get a stranger without it; `alone`
    expected to have no partner, and the model's own `believed` number of links among those.
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
    """Counts for members with a number and without, with family in the register and without: relatives pass most
    easily, and a member without a partner mostly has none there. Reads link_posterior, link_found, link_right,
    link_left_raw and link_everyone.

    Left out are partners found by a number that ends in a zero from a spreadsheet or is another's (their likeness with
    strangers is of another kind), and candidates who are the partner once more: the same name, birth date and mother.
    """
    engine.materialise(
        "link_kind",
        "SELECT m.key AS r, CASE WHEN m.national_id IS NULL THEN 2 ELSE 0 END + CASE WHEN m.mate_first IS NOT NULL"
        " OR k.nkk IS NOT NULL THEN 1 ELSE 0 END AS kind FROM link_right AS m LEFT JOIN (SELECT DISTINCT a.nkk FROM"
        " link_everyone AS a WHERE a.nkk IN (SELECT nkk FROM link_right)) AS k ON k.nkk = m.nkk",
    )
    taken = _taken(engine, model)
    level = digit(model, "national_id", "p.code")
    micro = "CAST(round(p.probability * 1e6) AS BIGINT)"
    nobody = "CAST(round(f.probability * power(2e0, -least(60e0, p.odds)) * 1e6) AS BIGINT)"
    chosen = "f.resident_key = p.l"
    rows = engine.rows(
        f"SELECT k.kind, count(CASE WHEN {chosen} AND f.probability >= {SURE}e0 AND {level} NOT IN (8, 9) THEN 1 END)"
        f" AS known, CAST(coalesce(sum({micro}), 0) AS BIGINT) AS mass,"
        f" CAST(coalesce(sum(CASE WHEN {chosen} THEN {nobody} END), 0) AS BIGINT) AS believed"
        " FROM link_posterior AS p JOIN link_kind AS k ON k.r = p.r LEFT JOIN (SELECT member_key, resident_key,"
        " probability FROM link_found WHERE method = 'probable') AS f ON f.member_key = p.r"
        " GROUP BY k.kind ORDER BY k.kind"
    )
    members = dict(engine.rows("SELECT kind, count(*) FROM link_kind GROUP BY kind"))
    engine.drop("link_kind")
    return tuple(
        Strangers(
            int(known), taken.get(int(kind), 0), max(0.0, int(members[kind]) - int(mass) / 1e6), int(believed) / 1e6
        )
        for kind, known, mass, believed in rows
    )


def _taken(engine: Engine, model: Model) -> dict[int, int]:
    """Members with a sure partner who would get a stranger without it, by the kind of link_kind."""
    number, name, birth = (digit(model, field, "p.code") for field in ("national_id", "full_name", "birth_date"))
    passing = model.link_threshold / (1 - model.link_threshold)
    likely = f"p.odds >= {log2(passing):.6f}e0"
    sure = (
        "SELECT f.member_key, f.resident_key FROM link_found AS f JOIN link_posterior AS p ON p.r = f.member_key"
        f" AND p.l = f.resident_key WHERE f.method = 'probable' AND f.probability >= {SURE}e0 AND {likely}"
        f" AND {number} NOT IN (8, 9)"
    )
    engine.materialise(
        "link_stranger",
        f"SELECT p.r, p.l, f.resident_key AS partner, p.odds FROM"
        f" (SELECT * FROM link_posterior AS p WHERE {likely} AND NOT ({name} <= 3 AND {birth} <= 3)) AS p"
        f" JOIN ({sure}) AS f ON f.member_key = p.r WHERE p.l <> f.resident_key"
        " QUALIFY row_number() OVER (PARTITION BY p.r ORDER BY p.odds DESC, p.l) = 1",
    )
    rows = engine.rows(
        "SELECT k.kind, count(*) FROM link_stranger AS s JOIN link_kind AS k ON k.r = s.r JOIN (SELECT p.r, p.l,"
        " CAST(sum(CAST(round(power(2e0, greatest(-20e0, least(40e0, p.odds))) * 1024e0) AS BIGINT)) OVER"
        " (PARTITION BY p.r) AS DOUBLE) / 1024e0 AS total FROM link_posterior AS p JOIN link_stranger AS s ON s.r = p.r"
        " WHERE p.l <> s.partner) AS t ON t.r = s.r AND t.l = s.l"
        " JOIN link_left_raw AS a ON a.key = s.l JOIN link_left_raw AS b ON b.key = s.partner"
        f" WHERE power(2e0, least(40e0, s.odds)) >= {model.link_threshold}e0 * (1e0 + t.total) AND NOT"
        " (coalesce(a.full_name = b.full_name AND a.born = b.born, FALSE)"
        " AND coalesce(a.mother_name, '') = coalesce(b.mother_name, ''))"
        " GROUP BY k.kind"
    )
    engine.drop("link_stranger")
    return {int(kind): int(count) for kind, count in rows}
