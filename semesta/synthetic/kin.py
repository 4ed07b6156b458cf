"""Who lives with whom: household members with roles, sex and birth days; an age pyramid comes out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.draw import pick, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEAD, HUSBAND, SPOUSE, CHILD, GRANDCHILD, PARENT, PARENT_IN_LAW, RELATIVE = 1, 2, 3, 4, 6, 7, 8, 9  # SHDK codes
MAX_CHILDREN = 6
COUPLE_SHARE = 0.76
CHILDREN_OF_COUPLE = (0.10, 0.22, 0.31, 0.22, 0.10, 0.04, 0.01)
CHILDREN_OF_ONE = (0.46, 0.27, 0.17, 0.07, 0.02, 0.01, 0.0)
LEFT_HOME = ((20, 1.0), (25, 0.72), (31, 0.36), (200, 0.12))  # age below → share still in the parents' household
TWIN_RATE = 0.011


def draw_members(
    rng: np.random.Generator, total: int, today: int
) -> tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.bool_], NDArray[np.int32], int]:
    """(household, role, female, birth day, households) of exactly `total` people, households together, head first."""
    homes = int(total / 2.93) + 90
    couple = rng.random(homes) < COUPLE_SHARE
    head_female = ~couple & (rng.random(homes) < 0.68)
    head_age = np.clip(rng.normal(46, 13.5, homes) + np.where(couple, 0, 6), 19, 91)
    her_age = np.where(couple, np.clip(head_age - rng.normal(3.2, 4.0, homes), 18, 90), head_age)
    parts = [
        (np.arange(homes), np.full(homes, HEAD, np.int8), head_female, head_age),
        _spouses(couple, her_age),
        *_children(rng, couple, her_age),
        *_others(rng, head_age),
    ]
    household = np.concatenate([part[0] for part in parts]).astype(np.int32)
    role = np.concatenate([part[1] for part in parts]).astype(np.int8)
    female = np.concatenate([part[2] for part in parts])
    birth = _birth_days(rng, np.concatenate([part[3] for part in parts]), today)
    order = np.argsort(household, kind="stable")[:total]
    if len(order) < total:
        raise ValueError(f"terlalu sedikit orang: {len(order)} dari {total}")
    household, role, female, birth = household[order], role[order], female[order], birth[order]
    _twins(rng, household, role, female, birth)
    return household, role, female, birth, int(household[-1]) + 1


def _spouses(couple: NDArray[np.bool_], age: NDArray[Any]) -> tuple[Any, Any, Any, Any]:
    rows = np.flatnonzero(couple)
    return rows, np.full(len(rows), SPOUSE, np.int8), np.ones(len(rows), bool), age[rows]


def _children(
    rng: np.random.Generator, couple: NDArray[np.bool_], her_age: NDArray[Any]
) -> list[tuple[Any, Any, Any, Any]]:
    """First child when she is about 24, the next ones 1 to 7 years later; grown children leave home."""
    homes = len(couple)
    wanted = np.where(couple, pick(rng, CHILDREN_OF_COUPLE, homes), pick(rng, CHILDREN_OF_ONE, homes))
    age = her_age - np.clip(rng.normal(24.5, 4.5, homes), 16, 40)
    parts = []
    for number in range(MAX_CHILDREN):
        stays = np.ones(homes)
        for limit, share in reversed(LEFT_HOME):
            stays[age < limit] = share
        rows = np.flatnonzero((wanted > number) & (age > 0) & (her_age - age < 46) & (rng.random(homes) < stays))
        parts.append((rows, np.full(len(rows), CHILD, np.int8), rng.random(len(rows)) < 0.489, age[rows]))
        age = age - 1.0 - rng.gamma(2.2, 1.1, homes)
    return parts


def _others(rng: np.random.Generator, head_age: NDArray[Any]) -> list[tuple[Any, Any, Any, Any]]:
    homes = len(head_age)
    parts = []
    for role, share, low, high in (
        (PARENT, 0.045, 22, 34),
        (PARENT_IN_LAW, 0.025, 20, 34),
        (GRANDCHILD, 0.05, 0, 0),
        (GRANDCHILD, 0.02, 0, 0),
        (RELATIVE, 0.05, 0, 0),
    ):
        rows = np.flatnonzero(
            (rng.random(homes) < share) & ((role != GRANDCHILD) | (head_age > 48)) & ((high == 0) | (head_age < 62))
        )
        age = head_age[rows] + rng.uniform(low, high, len(rows)) if high else rng.uniform(0.2, 17, len(rows))
        if role == RELATIVE:
            age = rng.uniform(5, 45, len(rows))
        parts.append((rows, np.full(len(rows), role, np.int8), rng.random(len(rows)) < 0.55, np.minimum(age, 97)))
    return parts


def _birth_days(rng: np.random.Generator, age: NDArray[Any], today: int) -> NDArray[np.int32]:
    """A day for each age; some of the old know only the year (1 January, 1 July, 31 December) or a round one."""
    birth = (today - 1 - age * 365.25 - rng.uniform(0, 1, len(age)) * 20).astype(np.int64)
    birth = np.minimum(birth, today - 1)
    year = birth.astype("datetime64[D]").astype("datetime64[Y]")
    vague = np.flatnonzero((age > 52) & (rng.random(len(age)) < 0.07))
    rounded = np.where(rng.random(len(vague)) < 0.3, (year[vague].astype(int) // 5) * 5, year[vague].astype(int))
    month_day = np.array([0, 181, 364])[pick(rng, (0.4, 0.2, 0.4), len(vague))]
    birth[vague] = rounded.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) + month_day
    return birth.astype(np.int32)


def _twins(
    rng: np.random.Generator, household: NDArray[Any], role: NDArray[Any], female: NDArray[Any], birth: NDArray[Any]
) -> None:
    """A few children become twins of the sibling before them: same day, mostly the same sex."""
    after = np.flatnonzero((role[1:] == CHILD) & (role[:-1] == CHILD) & (household[1:] == household[:-1])) + 1
    twin = after[rng.random(len(after)) < TWIN_RATE * 2]
    birth[twin] = birth[twin - 1]
    same = twin[rng.random(len(twin)) < 0.7]
    female[same] = female[same - 1]


__all__ = ["CHILD", "HEAD", "PARENT", "SPOUSE", "draw_members", "within"]
