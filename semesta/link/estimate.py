"""Learn a model from candidate pairs: expectation-maximisation, then again with each right row's candidates weighed
together.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.columns import numbers
from semesta.link.em import Evidence, learn
from semesta.link.resolve import posterior, score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine
    from semesta.link.model import Alike, Field, Model
    from semesta.link.samples import StandIns

PASSES = 2
PAIRS_WEIGHED = 400_000


def learn_model(
    engine: Engine,
    coded: str,
    fields: Sequence[Field],
    alike: Sequence[Alike],
    evidence: Evidence,
    *,
    thresholds: tuple[float, float],
    stand_ins: StandIns | None = None,
) -> Model:
    """A model for the candidate pairs `coded` (l, r, code), with `thresholds` (link, doubt)."""
    model = learn(fields, alike, evidence, thresholds=thresholds)
    ((pairs,),) = engine.rows(f"SELECT count(*) FROM {coded}")
    for _ in range(PASSES if pairs <= PAIRS_WEIGHED else 1):
        weighed = _weighed(engine, coded, model, evidence, stand_ins)
        model = learn(fields, alike, weighed, thresholds=thresholds, start=model)
    return model


def _weighed(engine: Engine, coded: str, model: Model, evidence: Evidence, stand_ins: StandIns | None) -> Evidence:
    """The evidence with the expected true pairs of every pattern, as the right rows' own candidates share them."""
    ((pairs,),) = engine.rows(f"SELECT count(*) FROM {coded}")
    part = max(1, int(pairs) // PAIRS_WEIGHED)
    some = f"(SELECT * FROM {coded} WHERE r % 100000000 % {part} = 0) AS c" if part > 1 else coded
    score(engine, "link_scored", some, model)
    weight, join = stand_ins.weight("t") if stand_ins else ("1", "")
    table = engine.arrow(
        f"SELECT code, CAST(sum(CAST(round(probability * 1e6) AS BIGINT) * {weight}) AS BIGINT) AS micro"
        f" FROM ({posterior('link_scored')}) AS t{join} GROUP BY code ORDER BY code"
    )
    engine.drop("link_scored")
    sure = np.zeros(len(evidence.candidates.codes))
    where = np.searchsorted(evidence.candidates.codes, numbers(table, "code"))
    sure[where] = numbers(table, "micro").astype(np.float64) / 1e6 * part
    return replace(evidence, candidates=replace(evidence.candidates, sure=sure))
