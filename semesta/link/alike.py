"""Other people who look alike: neighbours, members of one household, twins. What they share must not pass for
identity.
"""

# ruff: noqa: S608  (SQL is put together from constants of this package)
from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.link.compare import compare
from semesta.link.em import table_of
from semesta.link.model import Alike, Table, decode
from semesta.link.samples import counts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from semesta.engines.base import Engine
    from semesta.link.compare import Comparison

#            0    1      2      3      4      5      6      7      8      9
PERSON: Mapping[str, Table] = {
    "full_name": (1.0, 0.750, 0.120, 0.100, 0.012, 0.006, 0.003, 0.003, 0.001, 0.005),
    "given_name": (1.0, 0.930, 0.040, 0.010, 0.007, 0.003, 0.001, 0.003, 0.001, 0.005),
    "birth_date": (1.0, 0.900, 0.030, 0.020, 0.005, 0.015, 0.005, 0.004, 0.001, 0.020),
    "national_id": (1.0, 0.900, 0.030, 0.020, 0.005, 0.005, 0.005, 0.010, 0.005, 0.020),
}
"""How two people of one home differ in what is each one's own."""
AT_HOME: Mapping[str, Table] = {
    "family_name": (1.0, 0.100, 0.020, 0.010, 0.010, 0.010, 0.010, 0.040, 0.050, 0.750),
    "mother_name": (1.0, 0.500, 0.020, 0.010, 0.010, 0.010, 0.010, 0.020, 0.020, 0.400),
    "household": (1.0, 0.050, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.950),
    "family": (1.0, 0.050, 0.0, 0.0, 0.0, 0.0, 0.0, 0.150, 0.300, 0.500),
    "address": (1.0, 0.080, 0.020, 0.030, 0.030, 0.040, 0.020, 0.080, 0.050, 0.650),
    "phone": (1.0, 0.500, 0.0, 0.0, 0.0, 0.010, 0.0, 0.020, 0.0, 0.470),
}
NEARBY: Mapping[str, Table] = {
    "place": (1.0, 0.080, 0.020, 0.030, 0.030, 0.040, 0.020, 0.080, 0.050, 0.650),
    "postcode": (1.0, 0.080, 0.0, 0.0, 0.0, 0.070, 0.0, 0.100, 0.0, 0.750),
    "village": (1.0, 0.080, 0.0, 0.0, 0.0, 0.070, 0.0, 0.050, 0.0, 0.800),
}
HOMES_SAMPLED = 40_000
LARGEST_HOME = 20
MANY_ROWS = 500_000
COUNTED_WORTH = 20.0
MATES, NEIGHBOURS = 2, 20


def usual_alike(fields: Sequence[str], left_count: int) -> tuple[Alike, ...]:
    """Neighbours where a place is compared, household members where something of the household is."""
    found = []
    near = {name: NEARBY[name] for name in fields if name in NEARBY}
    if near:
        found.append(Alike("near", min(0.1, NEIGHBOURS / (left_count + NEIGHBOURS)), near, tuple(near)))
    shared = {name: AT_HOME[name] for name in fields if name in AT_HOME}
    if shared:
        own = {name: PERSON[name] for name in fields if name in PERSON}
        learnt = (*near, *shared)
        found.append(Alike("home", min(0.1, MATES / (left_count + MATES)), {**near, **shared, **own}, learnt))
    return tuple(found)


def counted_alike(
    engine: Engine, fields: Sequence[str], everybody: str, left: str, comparisons: Sequence[Comparison], left_count: int
) -> tuple[Alike, ...]:
    """Household members and twins as the register itself shows them: rows of one family card are different people.

    `everybody`: relation with `nkk`, whose cards give the number of such pairs; `left`: prepared rows, whose pairs of
    one card (up to HOMES_SAMPLED) give the levels. Without family cards as `usual_alike`.
    """
    usual = {kind.name: kind for kind in usual_alike(fields, left_count)}
    mates, twins = _mates(engine, everybody, some=left_count > MANY_ROWS)
    if mates == 0:
        return tuple(usual.values())
    engine.materialise(
        "link_home_pair",
        f"SELECT a.key AS l, b.key AS r, coalesce(a.birth_date = b.birth_date, FALSE) AS twin FROM {left} AS a"
        f" JOIN {left} AS b ON a.nkk = b.nkk AND a.key < b.key",
    )
    shared = dict(usual["home"].tables) if "home" in usual else {}
    found = [usual["near"]] if "near" in usual else []
    for name, others in (("home", mates - twins), ("twin", twins)):
        tables = {**shared, **_own_tables(engine, left, comparisons, twins=name == "twin")}
        learnt = (*(n for n in shared if n not in PERSON), "national_id") if name == "home" else ()
        found.append(Alike(name, round(others / left_count, 15), tables, learnt, learn_share=False))
    engine.drop("link_home_pair")
    return tuple(found)


def _mates(engine: Engine, everybody: str, *, some: bool) -> tuple[float, float]:
    """Mean number of other people on one's family card, and of those born the same day (larger cards left out).

    `some`: counted on the cards with two of the ten last digits only.
    """
    part = " AND nkk % 10 IN (3, 6)" if some else ""
    ((others, twins, people),) = engine.rows(
        "SELECT CAST(coalesce(sum(n * (n - 1)), 0) AS BIGINT), CAST(coalesce(sum(twins), 0) AS BIGINT),"
        " CAST(coalesce(sum(n), 0) AS BIGINT) FROM (SELECT sum(born) AS n, sum(born * (born - 1)) AS twins"
        " FROM (SELECT nkk,"
        f" count(*) AS born FROM {everybody} WHERE nkk IS NOT NULL{part} GROUP BY nkk, birth_on) AS b GROUP BY"
        f" nkk) AS t"
        f" WHERE n <= {LARGEST_HOME}"
    )
    return int(others) / max(1, int(people)), (int(twins) + 0.5) / max(1, int(people))


def _own_tables(engine: Engine, left: str, comparisons: Sequence[Comparison], *, twins: bool) -> dict[str, Table]:
    own = [one for one in comparisons if one.field.name in PERSON]
    engine.materialise(
        "link_home_some", f"SELECT l, r FROM link_home_pair WHERE twin = {twins} ORDER BY l, r LIMIT {HOMES_SAMPLED}"
    )
    compare(engine, "link_home_code", "link_home_some", left, left, own)
    counts = counts_of(engine, "link_home_code")
    pairs = decode([one.field for one in own], counts.codes)
    for name in ("link_home_some", "link_home_code"):
        engine.drop(name)
    return {
        one.field.name: table_of(pairs.level[one.field.name], counts.pairs, PERSON[one.field.name], COUNTED_WORTH)
        for one in own
    }
