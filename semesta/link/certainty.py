"""How sure the links of the certain pass are: right pairs are counted, wrong ones follow from how alike others are."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.certain import ALIKE
from semesta.link.columns import arrow_table
from semesta.link.model import Alike, Model, Table, of_different_people, prior_odds, weights
from semesta.link.samples import sampled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.engines.base import Engine

NAME_LEVELS = {9: (9,), 7: (7, 8), 4: (4, 5, 6, 8), 3: (3, 5, 6, 8), 2: (2, 4, 5, 6, 8), 1: (1,)}
BIRTH_LEVELS = {9: (6, 9), 7: (7,), 5: (5,), 3: (3, 4, 5, 6, 7, 8), 1: (1, 2), 0: (0,)}
"""The levels of `compare` that a level of the certain pass, which looks less closely, may stand for."""
COMPARED = {
    "alike": "full_name", "born": "birth_date", "number": "national_id", "sex": "sex", "family": "family",
    "village": "village",
}  # fmt: skip
"""Columns of link_certain, and the field whose level each of them is."""
SAME_NUMBER = 9
SAMPLE_ROWS = 1_000
USUAL_PAIRS = 1.0
"""Seen of every likeness of names beside what is seen: none among thousands is no proof of never."""


USUAL_STAND_INS = 5.0
SUREST = 0.99999


def weigh_certain(engine: Engine, model: Model) -> None:
    """link_certain_weight: pattern, weight and odds of every kind of certain pair (its levels of COMPARED).

    Rarity counts as usual, fields that the certain passes do not look at as missing. The odds of pairs of one number
    are those of the kind's pairs against as many as two different people are expected to make: nearly all that are
    found are right, so that how often right ones look so is seen, not modelled. Pairs of the family pass are as sure as
    their stand-ins of the kind, whom the model weighed against all their other candidates.
    """
    names = ", ".join(COMPARED)
    rows = engine.rows(f"SELECT {names}, count(*) FROM link_certain GROUP BY {names} ORDER BY {names}")
    kinds = [dict(zip(COMPARED, map(int, row), strict=False)) for row in rows]
    ((members,),) = engine.rows("SELECT count(*) FROM link_member")
    judge, day = of_all_members(engine, model, int(members)), _names_of_one_day(engine)
    codes = np.asarray([int(_pattern(model, kind)) for kind in kinds], dtype=np.int64)
    odds = weights(model, codes) + np.log2(prior_odds(model))
    usual, stood_for = _odds_of_stand_ins(engine)
    for i, kind in enumerate(kinds):
        if usual is not None and (kind["family"] or kind["village"]):
            odds[i] = stood_for.get(tuple(kind.values()), usual)
            continue
        if kind["number"] != SAME_NUMBER:
            continue
        alike, born, sex = kind["alike"], kind["born"], kind["sex"]
        if born == 9:
            chance = day.get((alike, sex), 0.0) * _chance(judge, (0,), (6, 9), 0)
        else:
            chance = _chance(judge, NAME_LEVELS[alike], BIRTH_LEVELS[born], sex)
        odds[i] = np.log2(max(1, int(rows[i][-1])) / max(1e-12, chance * judge.left_count * int(members)))
    seen = {name: np.asarray([kind[name] for kind in kinds], np.int64) for name in COMPARED}
    patterns = [_pattern(model, kind) for kind in kinds]
    said = {"pattern": patterns, "weight": weights(model, codes), "odds": np.round(odds, 4)}
    engine.register("link_certain_weight", arrow_table({**seen, **said}))


def _odds_of_stand_ins(engine: Engine) -> tuple[float | None, dict[tuple[int, ...], float]]:
    """log2 of the odds that a pair of the family pass is right, on the whole (None without stand-ins) and by its kind:
    the mean chance of the stand-ins of the kind, with USUAL_STAND_INS more that are as those on the whole.
    """
    names = ", ".join(f"s.{name}" for name in COMPARED)
    rows = engine.rows(
        f"SELECT {names}, count(*), CAST(sum(CAST(round(coalesce(p.probability, 0e0) * 1e6) AS BIGINT)) AS BIGINT)"
        " FROM link_stand_in AS s LEFT JOIN link_posterior AS p ON p.r = s.key AND p.l = s.resident_key"
        f" GROUP BY {names}"
    )
    counted = {tuple(map(int, kind)): (int(n), int(micro) / 1e6) for *kind, n, micro in rows}
    if not counted:
        return None, {}
    usual = sum(right for _, right in counted.values()) / sum(n for n, _ in counted.values())

    def told(n: int, right: float) -> float:
        chance = min(SUREST, max(1 - SUREST, (right + usual * USUAL_STAND_INS) / (n + USUAL_STAND_INS)))
        return float(np.log2(chance / (1 - chance)))

    return told(0, 0.0), {kind: told(n, right) for kind, (n, right) in counted.items()}


def _chance(judge: Model, names: tuple[int, ...], births: tuple[int, ...], sex: int) -> float:
    kinds = [{"alike": name, "born": birth, "number": 9, "sex": sex} for name in names for birth in births]
    codes = [int(_pattern(judge, kind)) for kind in kinds]
    return float(of_different_people(judge, np.asarray(codes, dtype=np.int64)).sum())


def _pattern(model: Model, kind: Mapping[str, int]) -> str:
    """The pattern of a kind of certain pair; a field that nobody looked at is missing."""
    level = {field: kind[name] for name, field in COMPARED.items() if name in kind}
    return "".join(
        str(level.get(f.name, 0)) + (str(model.usual_rarity[f.name] if level.get(f.name) else 0) if f.rarity else "")
        for f in model.fields
    )


def _names_of_one_day(engine: Engine) -> dict[tuple[int, int], float]:
    """Share of every (alike, sex), as the certain pass sees them, among different people of one birth date: those of
    some members whose partner is found, the partner left out.

    A number that slipped into another one mostly is of a person born the same day, for it holds the day.
    """
    ((rights,),) = engine.rows("SELECT count(*) FROM link_right")
    some = sampled("link_right", SAMPLE_ROWS, int(rights), 1)
    rows = engine.rows(
        f"SELECT alike, sex, count(*) FROM (SELECT {ALIKE} AS alike,"
        " CASE WHEN m.sex = r.sex THEN 9 WHEN m.sex <> r.sex THEN 1 ELSE 0 END AS sex FROM"
        " (SELECT b.raw_name AS name, b.sex, b.birth_on, p.l FROM link_right AS b JOIN (SELECT l, r FROM link_posterior"
        f" WHERE probability >= 0.9e0) AS p ON p.r = b.key WHERE b.key IN ({some})) AS m"
        " JOIN link_everyone AS r ON r.birth_on = m.birth_on WHERE r.key <> m.l) AS t GROUP BY alike, sex"
    )
    seen = {(int(alike), int(sex)): int(count) for alike, sex, count in rows}
    total = sum(seen.values())
    return {(a, s): (seen.get((a, s), 0) + USUAL_PAIRS) / (total + USUAL_PAIRS) for a in NAME_LEVELS for s in (0, 1, 9)}


def of_all_members(engine: Engine, model: Model, members: int) -> Model:
    """The model as it holds for all members, of whom those whom the number did not lead home are the worse part:
    numbers that were copied, or slipped into another one, are rarer by the share of those.
    """
    ((by_number,),) = engine.rows("SELECT count(*) FROM link_agreed")
    left_over = 1 - int(by_number) / max(1, members)
    rows = tuple((*row[:9], row[9] * left_over) for row in model.u["national_id"])
    kinds = tuple(replace(kind, tables={**kind.tables, **_rarer(kind, left_over)}) for kind in model.alike)
    return replace(model, u={**model.u, "national_id": rows}, alike=kinds)


def _rarer(kind: Alike, left_over: float) -> dict[str, Table]:
    row = kind.tables.get("national_id")
    return {} if row is None else {"national_id": (*row[:9], row[9] * left_over)}
