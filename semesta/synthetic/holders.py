"""Who holds a card of the area's file: living residents, the dead and moved still on it, outsiders, second cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.draw import exactly
from semesta.synthetic.households import CIVIL, FIRM, FORCES
from semesta.synthetic.people import DEAD, ELSEWHERE, LIVING, MOVED
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.households import Households
    from semesta.synthetic.people import People
    from semesta.synthetic.plan import Plan

CAUSES = ("same", "dead", "moved", "not_resident", "other_city", "second_card")
SAME, GONE, AWAY, NOT_RESIDENT, OTHER_CITY, SECOND = range(6)


@dataclass(frozen=True)
class Holders:
    """One place per card row. `human` is a place in People, `cause` a place in CAUSES."""

    human: NDArray[np.int32]
    cause: NDArray[np.int8]
    twice: NDArray[np.bool_]  # second card of somebody paid twice: Pemda and employer
    ghost: NDArray[np.bool_]  # in earlier months' files only

    def __len__(self) -> int:
        return len(self.human)

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Rows with an address in the area, in the last month's file: what the published totals count."""
        counted: NDArray[np.bool_] = (self.cause != OTHER_CITY) & ~self.ghost
        return counted


def draw_holders(rng: np.random.Generator, plan: Plan, people: People, homes: Households) -> Holders:
    """All holders in the order of the file: families registered together, at a time unrelated to the register."""
    living = np.flatnonzero(people.state == LIVING)
    covered = np.delete(living, exactly(rng, _bare_chance(rng, plan, people, homes)[living], plan.uncovered))
    parts: list[tuple[NDArray[Any], int]] = [(covered, SAME)]
    left: list[tuple[NDArray[Any], int]] = []
    for wanted, cause, count in ((DEAD, GONE, plan.dead), (MOVED, AWAY, plan.moved)):
        rows = rng.permutation(np.flatnonzero(people.state == wanted))
        parts.append((np.sort(rows[:count]), cause))
        left.append((np.sort(rows[count : count + plan.ghosts // 2]), cause))
    elsewhere = np.flatnonzero(people.state == ELSEWHERE)
    parts += [(elsewhere[: plan.not_resident], NOT_RESIDENT), (elsewhere[plan.not_resident :], OTHER_CITY)]
    double = np.sort(rng.permutation(covered)[: plan.second])
    employed = double[homes.work[people.household[double]] == FIRM]
    paid_twice = rng.permutation(employed)[: round(plan.second * read("presets")["shares"]["paid_twice"])]
    parts += [(double, SECOND), *left]
    human = np.concatenate([rows for rows, _ in parts]).astype(np.int32)
    causes = np.concatenate([np.full(len(rows), kind, np.int8) for rows, kind in parts])
    ghost = np.arange(len(human)) >= len(human) - sum(len(rows) for rows, _ in left)
    twice = (causes == SECOND) & np.isin(human, paid_twice)
    order = _file_order(rng, people, homes, human, causes)
    return Holders(human[order], causes[order], twice[order], ghost[order])


def _bare_chance(rng: np.random.Generator, plan: Plan, people: People, homes: Households) -> NDArray[np.float64]:
    """How likely each person is to have no card: babies, the young, whole families; few state employees."""
    age = (plan.today - people.birth) / 365.25
    home = np.exp(rng.normal(0, 1.0, len(homes.village)))[people.household]
    chance = np.where(age < 1, 6.0, np.where((age > 20) & (age < 31), 1.7, np.where(age > 75, 1.3, 1.0))) * home
    salaried = np.isin(homes.work[people.household], (CIVIL, FORCES))
    return np.asarray(chance * np.where(salaried, 0.15, 1.0))


def _file_order(
    rng: np.random.Generator, people: People, homes: Households, human: NDArray[Any], cause: NDArray[Any]
) -> NDArray[np.int64]:
    turn = rng.permutation(len(homes.village))[people.household[human]].astype(np.float64)
    second = cause == SECOND
    turn[second] = rng.uniform(0, len(homes.village), int(second.sum()))
    return np.argsort(turn, kind="stable")
