"""How sure the links of the certain pass are: right pairs are counted, wrong ones follow from how alike others are."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from semesta.link.certain import ALIKE
from semesta.link.model import Alike, Model, Table, of_different_people, weights
from semesta.link.samples import sampled

if TYPE_CHECKING:
    from semesta.engines.base import Engine

NAME_LEVELS = {9: (9,), 7: (7, 8), 4: (4, 5, 6, 8), 3: (3, 5, 6, 8), 2: (2, 4, 5, 6, 8), 1: (1,)}
BIRTH_LEVELS = {9: (6, 9), 3: (3, 4, 5, 6, 7, 8), 1: (1, 2)}
"""The levels of `compare` that a level of the certain pass, which looks less closely, may stand for."""
SAMPLE_ROWS = 1_000
USUAL_PAIRS = 1.0
"""Seen of every likeness of names beside what is seen: none among thousands is no proof of never."""


def weigh_certain(engine: Engine, model: Model) -> None:
    """link_certain_weight: pattern, weight and odds of every kind of certain pair (alike, born, sex).

    Rarity counts as usual, fields that the certain pass does not look at as missing. The odds are those of the kind's
    pairs against as many as two different people are expected to make: nearly all that are found are right, so that
    how often right ones look so is seen, not modelled.
    """
    rows = engine.rows(
        "SELECT alike, born, sex, count(*) FROM link_certain GROUP BY alike, born, sex ORDER BY alike, born, sex"
    )
    ((members,),) = engine.rows("SELECT (SELECT count(*) FROM link_held) + (SELECT count(*) FROM link_residual)")
    judge, names = of_all_members(engine, model), _names_of_one_day(engine)
    patterns, odds = [], []
    for alike, born, sex, count in rows:
        patterns.append(_pattern(model, int(alike), int(born), int(sex)))
        if int(born) == 9:
            chance = names.get((int(alike), int(sex)), 0.0) * _chance(judge, (0,), (6, 9), 0)
        else:
            chance = _chance(judge, NAME_LEVELS[int(alike)], BIRTH_LEVELS[int(born)], int(sex))
        odds.append(float(np.log2(max(1, int(count)) / max(1e-12, chance * judge.left_count * int(members)))))
    kinds = list(zip(*rows, strict=True))[:3] or [(), (), ()]
    columns = {
        name: pa.array(list(kind), pa.int64()) for name, kind in zip(("alike", "born", "sex"), kinds, strict=True)
    }
    columns["pattern"] = pa.array(patterns, pa.string())
    codes = np.asarray([int(pattern) for pattern in patterns], dtype=np.int64)
    columns["weight"] = pa.array(weights(model, codes), pa.float64())
    columns["odds"] = pa.array([round(value, 4) for value in odds], pa.float64())
    engine.register("link_certain_weight", pa.table(columns))


def _chance(judge: Model, names: tuple[int, ...], births: tuple[int, ...], sex: int) -> float:
    codes = [int(_pattern(judge, name, birth, sex)) for name in names for birth in births]
    return float(of_different_people(judge, np.asarray(codes, dtype=np.int64)).sum())


def _pattern(model: Model, alike: int, born: int, sex: int) -> str:
    level = {"full_name": alike, "birth_date": born, "national_id": 9, "sex": sex}
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
        " JOIN link_resident AS r ON r.birth_on = m.birth_on WHERE r.key <> m.l) AS t GROUP BY alike, sex"
    )
    seen = {(int(alike), int(sex)): int(count) for alike, sex, count in rows}
    total = sum(seen.values())
    return {(a, s): (seen.get((a, s), 0) + USUAL_PAIRS) / (total + USUAL_PAIRS) for a in NAME_LEVELS for s in (0, 1, 9)}


def of_all_members(engine: Engine, model: Model) -> Model:
    """The model as it holds for all members, of whom those left over are the worse part: numbers that were copied, or
    slipped into another one, are rarer by the share of those left over.
    """
    ((sure, rest),) = engine.rows("SELECT (SELECT count(*) FROM link_held), (SELECT count(*) FROM link_residual)")
    left_over = rest / max(1, sure + rest)
    rows = tuple((*row[:9], row[9] * left_over) for row in model.u["national_id"])
    kinds = tuple(replace(kind, tables={**kind.tables, **_rarer(kind, left_over)}) for kind in model.alike)
    return replace(model, u={**model.u, "national_id": rows}, alike=kinds)


def _rarer(kind: Alike, left_over: float) -> dict[str, Table]:
    row = kind.tables.get("national_id")
    return {} if row is None else {"national_id": (*row[:9], row[9] * left_over)}
