"""Learn a model from candidate pairs: expectation-maximisation, then again with each right row's candidates weighed together."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.em import Evidence, first_model, learn
from semesta.link.resolve import posterior, score
from semesta.link.samples import gather

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from semesta.engines.base import Engine
    from semesta.link.compare import Comparison
    from semesta.link.model import Model

PASSES = 2


def learn_model(
    engine: Engine,
    coded: str,
    left: str,
    right: str,
    comparisons: Sequence[Comparison],
    *,
    thresholds: tuple[float, float],
    seed: int = 0,
    left_count: int = 0,
    known_u: Mapping[str, tuple[float, ...]] | None = None,
) -> Model:
    """A model for the candidate pairs `coded` (l, r, code), with `thresholds` (link, doubt)."""
    evidence = gather(engine, coded, left, right, comparisons, seed, left_count=left_count)
    evidence = replace(evidence, known_u=dict(known_u or {}))
    fields = [one.field for one in comparisons]
    model = first_model(fields, evidence, link_threshold=thresholds[0], doubt_threshold=thresholds[1])
    model = learn(model, evidence)
    for _ in range(PASSES):
        model = learn(model, _weighed(engine, coded, model, evidence))
    return model


def _weighed(engine: Engine, coded: str, model: Model, evidence: Evidence) -> Evidence:
    """The evidence with the expected true pairs of every pattern, as the right rows' own candidates share them."""
    score(engine, "link_scored", coded, model)
    table = engine.arrow(
        f"SELECT code, CAST(sum(CAST(round(probability * 1e6) AS BIGINT)) AS BIGINT) AS micro"
        f" FROM ({posterior('link_scored')}) AS t GROUP BY code ORDER BY code"
    )
    engine.drop("link_scored")
    sure = np.zeros(len(evidence.candidates.codes))
    where = np.searchsorted(evidence.candidates.codes, table.column("code").to_numpy())
    sure[where] = table.column("micro").to_numpy().astype(np.float64) / 1e6
    return replace(evidence, candidates=replace(evidence.candidates, sure=sure))
