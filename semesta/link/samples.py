"""Pattern counts the model is learnt from: of candidates, of random pairs, of strangers born on one day."""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.columns import numbers
from semesta.link.compare import Comparison, compare
from semesta.link.em import Counts, Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.engines.base import Engine
    from semesta.link.model import Floats

SAMPLE_ROWS = 250
BIRTH_SAMPLE_ROWS = 2_000
MIXED = "((({key} % 100000000) * 48271 + {seed}) % 2147483647)"
"""A number out of a row's place in its file: the file's own number hangs on what else lies in the inbox, and the model,
and with it the links, must not.
"""


@dataclass(frozen=True)
class StandIns:
    """Right rows of relation `name` (key) each of which stands for `times` like it, the others having been left out."""

    name: str
    times: int

    def weight(self, rows: str) -> tuple[str, str]:
        """SQL of how many pairs a pair of `rows` (column r) counts for, and the join it needs."""
        return (
            f"CASE WHEN stand_in.key IS NULL THEN 1 ELSE {self.times} END",
            f" LEFT JOIN {self.name} AS stand_in ON stand_in.key = {rows}.r",
        )


def chosen(key: str, share: float, seed: int = 0) -> str:
    """SQL: whether the row with this key is one of a `share` of all: the same rows on every engine and every run."""
    mixed = f"({MIXED.format(key=key, seed=seed)} * 16807 % 2147483647)"
    return f"{mixed} < {min(2_147_483_647, int(2_147_483_647 * share))}"


def sampled(relation: str, rows: int, count: int, seed: int) -> str:
    """SELECT key of about `rows` of the `count` rows of `relation`."""
    return f"SELECT key FROM {relation} WHERE {chosen('key', rows / max(1, count), seed)}"


def counts_of(engine: Engine, coded: str, stand_ins: StandIns | None = None) -> Counts:
    """How many pairs of `coded` have each code; those of `stand_ins` count for the pairs they stand for."""
    weight, join = stand_ins.weight("c") if stand_ins else ("1", "")
    table = engine.arrow(
        f"SELECT code, CAST(sum({weight}) AS BIGINT) AS n FROM {coded} AS c{join} GROUP BY code ORDER BY code"
    )
    return Counts(numbers(table, "code").astype(np.int64), numbers(table, "n").astype(np.float64))


def gather(
    engine: Engine,
    coded: str,
    left: str,
    right: str,
    comparisons: Sequence[Comparison],
    seed: int,
    *,
    left_count: int = 0,
    stand_ins: StandIns | None = None,
    everybody: str = "",
) -> Evidence:
    """Everything `learn` needs, from candidates `coded` and samples of the two sides. `left_count`: rows that could be
    partners; `everybody`: relation of those rows where `left` holds only a part (column birth_on).
    """
    lefts, rights = (int(engine.rows(f"SELECT count(*) FROM {side}")[0][0]) for side in (left, right))
    a, b = sampled(left, SAMPLE_ROWS, lefts, seed), sampled(right, SAMPLE_ROWS, rights, seed)
    engine.materialise("link_random", f"SELECT a.key AS l, b.key AS r FROM ({a}) AS a CROSS JOIN ({b}) AS b")
    compare(engine, "link_random_code", "link_random", left, right, comparisons)
    random = counts_of(engine, "link_random_code")
    born = Counts(np.zeros(0, dtype=np.int64), np.zeros(0))
    if any(one.field.given == "birth_date" for one in comparisons):
        some = sampled(right, BIRTH_SAMPLE_ROWS, rights, seed)
        engine.materialise(
            "link_random",
            f"SELECT a.key AS l, b.key AS r FROM {left} AS a JOIN {right} AS b ON a.birth_date = b.birth_date"
            f" JOIN ({some}) AS s ON s.key = b.key",
        )
        compare(engine, "link_random_code", "link_random", left, right, comparisons)
        born = counts_of(engine, "link_random_code")
    for name in ("link_random", "link_random_code"):
        engine.drop(name)
    rarity = {one.field.name: _rarity(engine, left, one.field.name) for one in comparisons if one.field.rarity}
    if stand_ins:
        rights += (stand_ins.times - 1) * int(engine.rows(f"SELECT count(*) FROM {stand_ins.name}")[0][0])
    counts = counts_of(engine, coded, stand_ins)
    same = {}
    if any(one.field.name == "birth_date" for one in comparisons):
        days = f"SELECT year(birth_on) * 10000 + month(birth_on) * 100 + day(birth_on) AS d FROM {everybody}"
        same["birth_date"] = _same_days(engine, days if everybody else _days(left), _days(right))
    return Evidence(counts, random, born, max(left_count, lefts), rights, rarity, same=same)


def _days(side: str) -> str:
    return f"SELECT TRY_CAST(birth_date AS BIGINT) AS d FROM {side}"


def _same_days(engine: Engine, left: str, right: str) -> dict[int, float]:
    """Share of all pairs with two birth dates that have one date (level 9), day and month exchanged (8), both 1 January
    (6, as in `compare`). `left`, `right`: SELECT of d (yyyymmdd).
    """
    for side, name in ((left, "link_day_left"), (right, "link_day_right")):
        engine.materialise(name, f"SELECT d, count(*) AS n FROM ({side}) AS t WHERE d IS NOT NULL GROUP BY d")
    month, new_year = "(b.d // 100) % 100", "b.d % 10000 = 101"
    turned = f"b.d + 99 * (b.d % 100 - {month})"
    both = "CAST(coalesce(sum(a.n * b.n), 0) AS BIGINT)"
    counted = "link_day_left AS a JOIN link_day_right AS b"
    ((same, firsts),) = engine.rows(
        f"SELECT {both}, CAST(coalesce(sum(CASE WHEN {new_year} THEN a.n * b.n END), 0) AS BIGINT)"
        f" FROM {counted} ON a.d = b.d"
    )
    ((swapped,),) = engine.rows(f"SELECT {both} FROM {counted} ON a.d = {turned} AND b.d % 100 <> {month}")
    ((pairs,),) = engine.rows(
        "SELECT CAST((SELECT coalesce(sum(n), 0) FROM link_day_left) * (SELECT coalesce(sum(n), 0) FROM link_day_right)"
        " AS BIGINT)"
    )
    for name in ("link_day_left", "link_day_right"):
        engine.drop(name)
    total = max(1, int(pairs))
    return {9: (int(same) - int(firsts)) / total, 8: int(swapped) / total, 6: int(firsts) / total}


def _rarity(engine: Engine, left: str, name: str) -> Floats:
    rows = engine.rows(
        f"SELECT least(9, CAST(floor({name}_name_bits / 2e0) AS BIGINT)) AS digit, count(*) AS n FROM {left}"
        f" WHERE {name}_name_bits IS NOT NULL GROUP BY digit"
    )
    shares = np.zeros(10)
    for digit, count in rows:
        shares[int(digit)] = count
    return shares / shares.sum() if shares.sum() > 0 else np.full(10, 0.1)
