"""How likely each of a few register rows is the person that somebody asks for, by the model of the last run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from semesta.link.compare import compared, comparison
from semesta.link.explain import COLUMNS
from semesta.link.model import decode, prior_odds, weights
from semesta.link.sides import prepare_sides

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from semesta.engines.base import Engine
    from semesta.link.model import Model

_TABLES = ("asked_raw", "asked_left", "asked_right", "asked_pair")


@dataclass(frozen=True)
class Likeness:
    """`probability`: that this row is the person asked for, among these rows and none; `level`: field by field, 0 not
    comparable, 1 unlike, 9 the same.
    """

    probability: float
    level: Mapping[str, int]


def likeness(
    engine: Engine, asked: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], model: Model
) -> list[Likeness]:
    """One entry per row, in order. Rows and question are in columns of 1_standard; what is absent says nothing.

    Rarity is the usual one (`Model.usual_rarity`): a few rows do not tell which names are rare.
    """
    if not rows:
        return []
    fields = [field.name for field in model.fields if field.name in COLUMNS]
    levels = _levels(engine, [asked, *rows], fields)
    codes = np.zeros(len(rows), dtype=np.int64)
    for field in model.fields:
        codes = codes * 10 + levels.get(field.name, np.zeros(len(rows), dtype=np.int64))
        if field.rarity:
            codes = codes * 10 + model.usual_rarity.get(field.name, 0)
    odds = np.exp2(np.minimum(weights(model, codes) + np.log2(prior_odds(model)), 60.0))
    shares = odds / (1.0 + odds.sum())
    return [
        Likeness(float(share), {name: int(level[place]) for name, level in levels.items()})
        for place, share in enumerate(shares)
    ]


def _levels(engine: Engine, told: Sequence[Mapping[str, Any]], fields: Sequence[str]) -> dict[str, Any]:
    """Levels of the first row with each of the others, by field."""
    made = {name: pa.array([_text(row.get(column)) for row in told], pa.string()) for name, column in COLUMNS.items()}
    none = pa.nulls(len(told), pa.string())
    keys = list(range(len(told)))
    engine.register("asked_raw", pa.table({"key": keys, **made, "mate_first": none, "mate_last": none}))
    prepare_sides(engine, ("asked_raw", "asked_left"), ("asked_raw", "asked_right"), fields)
    engine.register("asked_pair", pa.table({"l": keys[1:], "r": [0] * (len(told) - 1)}))
    comparisons = [comparison(name, nik=True) for name in fields]
    pairs = compared("asked_pair", "asked_left", "asked_right", comparisons)
    codes = engine.rows(f"SELECT code FROM ({pairs}) AS t ORDER BY l")  # noqa: S608  (SQL of this package)
    for name in _TABLES:
        engine.drop(name)
    found = decode([one.field for one in comparisons], np.asarray([code for (code,) in codes], np.int64)).level
    return dict(found)


def _text(value: Any) -> str | None:
    """Days as the comparisons read them: 19900817."""
    if value is None or value == "":
        return None
    return f"{value:%Y%m%d}" if hasattr(value, "year") else str(value)
