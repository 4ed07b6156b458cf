"""From weights to links: what each right row's candidates amount to together, and who is whose."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from semesta.link.columns import arrow_table, numbers
from semesta.link.model import Model, prior_odds, weights

if TYPE_CHECKING:
    from semesta.engines.base import Engine

LOWEST_ODDS = -14
ONE = 2**30


def score(engine: Engine, into: str, coded: str, model: Model) -> None:
    """Relation `into`: l, r, code, weight and `odds` (weight plus prior, log2 against 'no partner') of every pair worth
    keeping.
    """
    codes = numbers(engine.arrow(f"SELECT DISTINCT code FROM {coded} ORDER BY code"), "code")
    found = weights(model, codes)
    odds = np.round(found + np.log2(prior_odds(model)), 4)
    engine.register("link_weight", arrow_table({"code": codes, "weight": found, "odds": odds}))
    engine.materialise(
        into,
        f"SELECT p.l, p.r, p.code, w.weight, w.odds FROM (SELECT * FROM {coded}) AS p"
        f" JOIN link_weight AS w ON w.code = p.code WHERE w.odds > {LOWEST_ODDS}e0",
    )
    engine.drop("link_weight")


def posterior(scored: str) -> str:
    """SELECT l, r, code, weight, odds, probability: that l is the partner of r, among r's own candidates and
    having none.

    Sums run over whole numbers (shares of 2^30 of the best candidate), so that they do not depend on the order of rows.
    """
    nobody = f"round(power(2e0, least(60e0, -t.best)) * {ONE}e0)"
    return (
        f"WITH best AS (SELECT r, max(odds) AS best FROM {scored} GROUP BY r), shares AS ("
        f"SELECT s.*, b.best, CAST(round(power(2e0, s.odds - b.best) * {ONE}e0) AS BIGINT) AS share"
        f" FROM {scored} AS s JOIN best AS b ON b.r = s.r)"
        " SELECT q.l, q.r, q.code, q.weight, q.odds, round(CAST(q.share AS DOUBLE) / (CAST(t.total AS DOUBLE) +"
        f" {nobody}), 6) AS probability FROM shares AS q"
        " JOIN (SELECT r, sum(share) AS total, max(best) AS best FROM shares GROUP BY r) AS t ON t.r = q.r"
    )


def settle(engine: Engine, into: str, coded: str, model: Model) -> None:
    """Relation `into`: posterior pairs of `coded`, after residents were given out once.

    A resident claimed by two right rows stays with the stronger (more odds, then the smaller key); for the others the
    resident
    counts as held (level 1 of field `free`) and their candidates are weighed anew. A true second card keeps its link.
    """
    score(engine, "link_scored", coded, model)
    engine.materialise("link_claim", posterior("link_scored"))
    holder = (
        f"SELECT l, r AS holder FROM link_claim WHERE probability >= {model.doubt_threshold}e0"
        " QUALIFY row_number() OVER (PARTITION BY l ORDER BY odds DESC, r) = 1"
    )
    place = _place(model, "free")
    held = f"h.holder <> s.r AND (s.code // {place}) % 10 = 9"
    engine.materialise(
        "link_recoded",
        f"SELECT s.l, s.r, CASE WHEN {held} THEN s.code - {8 * place} ELSE s.code END AS code"
        f" FROM link_scored AS s LEFT JOIN ({holder}) AS h ON h.l = s.l",
    )
    score(engine, "link_scored", "link_recoded", model)
    engine.materialise(into, posterior("link_scored"))
    for name in ("link_claim", "link_recoded", "link_scored"):
        engine.drop(name)


def pattern_of(code: str, model: Model) -> str:
    """SQL: the pattern (text of digits) of a pattern code."""
    return f"lpad(CAST({code} AS VARCHAR), {model.width}, '0')"


def _place(model: Model, name: str) -> int:
    """The power of ten of a field's level in a pattern code."""
    place = 1
    for one in reversed(model.fields):
        place *= 10 if one.rarity else 1
        if one.name == name:
            return place
        place *= 10
    raise KeyError(name)


def best(pairs: str) -> str:
    """SELECT of the one best pair of every right row: highest probability, then weight, then the smaller left key."""
    return (
        f"SELECT * FROM {pairs} AS p QUALIFY row_number() OVER (PARTITION BY r ORDER BY probability DESC,"
        f" weight DESC, l) = 1"
    )
