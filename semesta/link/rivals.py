"""Several left rows of one person: their chances belong together, or none of them would ever be sure."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from semesta.link.columns import arrow_table, numbers
from semesta.link.compare import compare
from semesta.link.model import weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine
    from semesta.link.compare import Comparison
    from semesta.link.model import Model

RIVAL_AT = 0.02


def pool_rivals(
    engine: Engine, into: str, pairs: str, left: tuple[str, str], comparisons: Sequence[Comparison], model: Model
) -> int:
    """Relation `into`: `pairs` (of `posterior`), where each right row's best pair has the chances of all left rows
    that are the
    same person as its own; returns how many such left pairs there are. `left`: the left side, and as it looks on the
    right.
    """
    engine.materialise(
        "link_rival",
        f"SELECT b.r, b.l AS best, p.l AS other, p.probability FROM (SELECT r, l FROM {pairs}"
        " QUALIFY row_number() OVER (PARTITION BY r ORDER BY odds DESC, l) = 1) AS b"
        f" JOIN {pairs} AS p ON p.r = b.r AND p.l <> b.l WHERE p.probability >= {RIVAL_AT}e0",
    )
    engine.materialise("link_rival_pair", "SELECT DISTINCT best AS l, other AS r FROM link_rival")
    compare(engine, "link_rival_code", "link_rival_pair", *left, comparisons)
    codes = numbers(engine.arrow("SELECT DISTINCT code FROM link_rival_code ORDER BY code"), "code").astype(np.int64)
    same = weights(model, codes) > np.log2(max(2, model.left_count))
    engine.register("link_same_code", arrow_table({"code": codes, "same": same}))
    engine.materialise(
        "link_same",
        "SELECT c.l, c.r FROM link_rival_code AS c JOIN link_same_code AS s ON s.code = c.code WHERE s.same",
    )
    ((count,),) = engine.rows("SELECT count(*) FROM link_same")
    engine.materialise(
        into,
        "SELECT p.l, p.r, p.code, p.weight, p.odds, least(1e0, round(p.probability + coalesce(x.more, 0e0),"
        " 6)) AS probability"
        f" FROM {pairs} AS p LEFT JOIN (SELECT v.r, v.best, CAST(sum(CAST(round(v.probability * 1e6) AS"
        f" BIGINT)) AS DOUBLE) / 1e6"
        " AS more FROM link_rival AS v JOIN link_same AS s ON s.l = v.best AND s.r = v.other GROUP BY v.r, v.best) AS x"
        " ON x.r = p.r AND x.best = p.l",
    )
    for name in ("link_rival", "link_rival_pair", "link_rival_code", "link_same_code", "link_same"):
        engine.drop(name)
    return int(count)
