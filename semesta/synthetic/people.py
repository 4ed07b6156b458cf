"""Made-up humans in households: ages, kin, names, numbers, and who of them is still a living resident.

Every human is one place in the arrays of `People`; a household is one place in `Households`. People of one household
stand together. Days are days since 1970-01-01.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.draw import exactly, pick, stream, within
from semesta.synthetic.households import Households, draw_households
from semesta.synthetic.kin import HEAD, PARENT, SPOUSE, draw_members
from semesta.synthetic.names import (
    CLAN,
    FIRST,
    GIVEN,
    HONOUR,
    cohort,
    draw_given,
    draw_lineage,
    put_lineage,
    vocabulary,
)
from semesta.synthetic.numbers import draw_nik, years
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.places import Places

LIVING, DEAD, MOVED, ELSEWHERE = 0, 1, 2, 3
POOL = 120_000  # names of parents who are not humans of this city


@dataclass(frozen=True)
class Counts:
    """How many humans of each state are wanted."""

    living: int
    dead: int
    moved: int
    elsewhere: int

    @property
    def total(self) -> int:
        return self.living + self.dead + self.moved + self.elsewhere


@dataclass(frozen=True)
class People:
    """One place per human. `names` [people, 8]; parents point into `names` of people, or beyond its end into `pool`."""

    household: NDArray[np.int32]
    role: NDArray[np.int8]  # SHDK code 1-11
    female: NDArray[np.bool_]
    birth: NDArray[np.int32]  # day
    names: NDArray[np.int32]
    pool: NDArray[np.int32]  # names of parents living elsewhere: first mothers, then fathers
    mother: NDArray[np.int32]
    father: NDArray[np.int32]
    nik: NDArray[np.int64]
    issuer: NDArray[np.int32]  # -1 own regency, else place in Places.issue_code
    state: NDArray[np.int8]
    event: NDArray[np.int32]  # day of death or move; 0 none
    mother_person: NDArray[np.int32]  # place of the mother among people, -1 none

    def __len__(self) -> int:
        return len(self.household)


def draw_people(seed: int, places: Places, counts: Counts, today: int, serial_from: int) -> tuple[People, Households]:
    """Exactly `counts` humans in households of `places`, as of day `today`."""
    rng = stream(seed, places.area, "kin")
    household, role, female, birth, home_count = draw_members(rng, counts.total, today)
    state, event = _states(stream(seed, places.area, "state"), household, role, birth, counts, today)
    names, pool, mother, father, mother_person = _names(
        stream(seed, places.area, "names"), household, role, female, birth
    )
    homes = draw_households(stream(seed, places.area, "homes"), places, home_count, today)
    digits = stream(seed, places.area, "nik")
    nik, issuer = draw_nik(digits, places, homes.village[household], female, birth, state == ELSEWHERE, serial_from)
    people = People(
        household, role, female, birth, names, pool, mother, father, nik, issuer, state, event, mother_person
    )
    return people, homes


def _states(
    rng: np.random.Generator,
    household: NDArray[Any],
    role: NDArray[Any],
    birth: NDArray[Any],
    counts: Counts,
    today: int,
) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    """Whole households live elsewhere or moved (the last one in part); the dead are drawn by age among the rest."""
    size = len(household)
    state = np.full(size, LIVING, np.int8)
    order = rng.permutation(int(household[-1]) + 1)[household]
    by_home = np.argsort(order, kind="stable")
    state[by_home[: counts.elsewhere]] = ELSEWHERE
    state[by_home[counts.elsewhere : counts.elsewhere + counts.moved]] = MOVED
    left = np.flatnonzero(state == LIVING)
    age = (today - birth[left]) / 365.25
    chance = np.exp(age / 11.0) * np.where(np.isin(role[left], (PARENT, PARENT + 1)), 2.0, 1.0) + 3.0
    state[left[exactly(rng, chance, counts.dead)]] = DEAD
    event = np.zeros(size, np.int32)
    gone = np.flatnonzero((state == DEAD) | (state == MOVED))
    event[gone] = today - 3 - (rng.exponential(500, len(gone))).astype(np.int32) % 2500
    event[gone] = np.maximum(event[gone], birth[gone] + 1)
    return state, event


def _first_of(role: NDArray[Any], household: NDArray[Any], wanted: NDArray[np.bool_], homes: int) -> NDArray[np.int32]:
    place = np.full(homes, -1, np.int32)
    rows = np.flatnonzero(wanted)[::-1]
    place[household[rows]] = rows
    return place


def _names(
    rng: np.random.Generator,
    household: NDArray[Any],
    role: NDArray[Any],
    female: NDArray[np.bool_],
    birth: NDArray[Any],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    size, homes = len(household), int(household[-1]) + 1
    names = draw_given(rng, female, cohort(years(birth)))
    head = _first_of(role, household, role == HEAD, homes)
    couple = (role == HEAD) | (role == SPOUSE)
    his = _first_of(role, household, couple & ~female, homes)
    hers = _first_of(role, household, couple & female, homes)
    child = role == 4
    father = np.where(child, his[household], -1).astype(np.int32)
    mother = np.where(child, hers[household], -1).astype(np.int32)
    line = _lineages(rng, household, role, his, head, homes)
    put_lineage(rng, names, line, female)
    _family_names(rng, names, household, female, birth, father, child)
    _honours(rng, names, female, birth)
    pool = _pool(rng)
    mother_person = mother.copy()
    mother = np.where(mother >= 0, mother, size + rng.integers(0, POOL, size)).astype(np.int32)
    father = np.where(father >= 0, father, size + POOL + rng.integers(0, POOL, size)).astype(np.int32)
    return names, pool, mother, father, mother_person


def _lineages(
    rng: np.random.Generator,
    household: NDArray[Any],
    role: NDArray[Any],
    his: NDArray[Any],
    head: NDArray[Any],
    homes: int,
) -> NDArray[np.int16]:
    """Own line for adults; children bear the father's, or the household's when there is no father."""
    line = draw_lineage(rng, len(household))
    absent = draw_lineage(rng, homes)
    fathers = np.where(his >= 0, line[np.maximum(his, 0)], absent)
    heads = line[np.maximum(head, 0)]
    own = np.where(role == 4, fathers[household], line)
    return np.where(role == PARENT, heads[household], own).astype(np.int16)


def _family_names(
    rng: np.random.Generator,
    names: NDArray[np.int32],
    household: NDArray[Any],
    female: NDArray[np.bool_],
    birth: NDArray[Any],
    father: NDArray[Any],
    child: NDArray[np.bool_],
) -> None:
    """What families share: a father's token, siblings' endings, near names of twins, a father's whole name."""
    words = vocabulary()
    muhammad = words.muhammad[0]
    rows = np.flatnonzero(child & (father >= 0))
    his = names[father[rows]]
    called = np.where(np.isin(his[:, FIRST], muhammad) & (his[:, FIRST + 1] > 0), his[:, FIRST + 1], his[:, FIRST])
    chance = rng.random(len(rows))
    some = chance < np.where(female[rows], 0.06, 0.16)
    names[rows[some], FIRST + 1] = called[some]
    before = np.r_[False, child[1:] & child[:-1] & (household[1:] == household[:-1])]
    sibling = np.flatnonzero(before)
    draws = rng.random(len(sibling))
    shares = sibling[draws < 0.12]
    names[shares, FIRST + 1] = names[shares - 1, FIRST + 1]
    twin = sibling[birth[sibling] == birth[sibling - 1]]
    near = np.union1d(twin, sibling[draws > 0.975])
    near = near[female[near] == female[near - 1]]
    names[near, GIVEN] = names[near - 1, GIVEN]
    names[near, FIRST] = words.twin[names[near - 1, FIRST]]
    same = rows[(chance > 0.996) & ~female[rows]]
    names[same, GIVEN] = names[father[same], GIVEN]
    names[same, CLAN] = names[father[same], CLAN]


def _honours(
    rng: np.random.Generator, names: NDArray[np.int32], female: NDArray[np.bool_], birth: NDArray[Any]
) -> None:
    words = vocabulary()
    year = years(birth)
    chance = rng.random(len(names))
    haji = np.flatnonzero((year < 1975) & (chance < 0.05))
    names[haji, HONOUR] = np.where(female[haji], words.code["HJ."], words.code["H."])
    codes, weights = words.groups["academic"]
    learned = np.flatnonzero((year < 2001) & (chance > 0.95))
    names[learned, 7] = codes[pick(rng, weights, len(learned))]


def _pool(rng: np.random.Generator) -> NDArray[np.int32]:
    female = np.r_[np.ones(POOL, bool), np.zeros(POOL, bool)]
    age = np.tile(np.r_[np.zeros(POOL * 6 // 10, np.int8), np.ones(POOL - POOL * 6 // 10, np.int8)], 2)
    names = draw_given(rng, female, age)
    put_lineage(rng, names, draw_lineage(rng, len(names)), female)
    return names


def settings_shares() -> dict[str, float]:
    """The shares of the presets file."""
    shares: dict[str, float] = read("presets")["shares"]
    return shares


__all__ = ["DEAD", "ELSEWHERE", "LIVING", "MOVED", "Counts", "People", "draw_people", "settings_shares", "within"]
