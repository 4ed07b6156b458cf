"""Cards of the membership file: numbers, segment by family situation, kinship, class; exactly the planned totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.draw import pick, stream
from semesta.synthetic.holders import SAME, SECOND, draw_holders
from semesta.synthetic.households import CIVIL, FIRM, FORCES, PENSION, TRADE, registered_firms
from semesta.synthetic.plan import BP, PBI, PBPU, PEMDA, PPU, SEGMENTS
from semesta.synthetic.standing import draw_standing, start_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.holders import Holders
    from semesta.synthetic.households import Households
    from semesta.synthetic.people import People
    from semesta.synthetic.plan import Plan
    from semesta.synthetic.standing import Standing

PISA_OF_ROLE = (5, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5)


@dataclass(frozen=True)
class Cards:
    """One place per card row, in the order of the file (by PSNOKA). `human` is a place in People."""

    human: NDArray[np.int32]
    cause: NDArray[np.int8]  # place in holders.CAUSES
    psnoka: NDArray[np.int64]
    noka: NDArray[np.int64]
    pisa: NDArray[np.int8]
    ward_class: NDArray[np.int8]
    start: NDArray[np.int32]
    left: NDArray[np.int8]  # 0 still in the file, else how many months before the last one the row was last in it

    def __len__(self) -> int:
        return len(self.human)


def draw_cards(
    seed: int, area: str, plan: Plan, people: People, homes: Households, number_from: int
) -> tuple[Cards, Standing]:
    """All cards of an area and what they say in the plan's month; rows, segments and active counts exactly as planned.

    With several months some more cards, of dead and moved people, stand in earlier months' files only.
    """
    rng = stream(seed, area, "cards")
    who = draw_holders(rng, plan, people, homes)
    household = people.household[who.human]
    psnoka = _card_numbers(rng, household, number_from)
    segment = _segments(rng, plan, people, homes, who)
    start, since = start_days(rng, plan, people.birth[who.human], segment)
    standing = draw_standing(rng, plan, people, homes, who, segment, since)
    pisa = np.array(PISA_OF_ROLE, np.int8)[people.role[who.human]]
    noka = _family_card_numbers(household, segment, who.cause, psnoka)
    ward = _ward_class(rng, segment, homes.decile[household])
    left = np.where(who.ghost, 1 + np.arange(len(who)) % max(plan.months - 1, 1), 0).astype(np.int8)
    return Cards(who.human, who.cause, psnoka, noka, pisa, ward, start, left), standing


def _card_numbers(rng: np.random.Generator, household: NDArray[Any], number_from: int) -> NDArray[np.int64]:
    """Rising numbers; those of one family follow each other closely."""
    new = np.r_[True, household[1:] != household[:-1]]
    step = np.where(new, rng.integers(1, 700, len(household)), rng.integers(1, 3, len(household)))
    numbers: NDArray[np.int64] = number_from + 1_000_000 + np.cumsum(step)
    return numbers


def _fill(score: NDArray[Any], free: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """The `count` free places with the lowest score."""
    rows = np.flatnonzero(free)
    if count <= 0 or not len(rows):
        return rows[:0]
    return rows[np.argpartition(score[rows], min(count, len(rows)) - 1)[:count]]


def _segments(
    rng: np.random.Generator, plan: Plan, people: People, homes: Households, who: Holders
) -> NDArray[np.int8]:
    """Exactly the planned rows in each segment (rows of other cities and of earlier months apart)."""
    segment = np.zeros(len(who), np.int8)
    quota = np.array([0, *(plan.segment[name] for name in SEGMENTS[1:])])
    other = np.flatnonzero((who.cause != SAME) & ~who.twice)
    segment[other] = pick(rng, quota, len(other))
    segment[who.twice] = PEMDA
    left = quota - np.bincount(segment[who.counted], minlength=6)
    score = _leanings(rng, plan, people, homes, who)
    for number in (PPU, BP, PBI, PEMDA, PBPU):
        segment[_fill(score[number], segment == 0, int(left[number]))] = number
    return segment


def _leanings(
    rng: np.random.Generator, plan: Plan, people: People, homes: Households, who: Holders
) -> dict[int, NDArray[np.float64]]:
    """How near each person is to each segment (lower is nearer), by work of the head, kinship, age and decile."""
    household = people.household[who.human]
    work, decile, role = homes.work[household], homes.decile[household], people.role[who.human]
    turn = rng.random(len(homes.village))[household]
    age = (plan.today - people.birth[who.human]) / 365.25
    kin = (role <= 3) | ((role == 4) & (age < 23))
    listed = (homes.firm[household] < 0) | registered_firms(homes.firm[household])
    employed = np.isin(work, (FIRM, CIVIL, FORCES)) & kin & listed
    of_second = np.isin(who.human, who.human[who.twice])
    lots = rng.random(len(who))
    homes_count = len(homes.village)
    return {
        PPU: np.where(employed, turn, np.where(kin & (work == TRADE), 1 + turn, 2 + lots)) - of_second,
        BP: np.where((work == PENSION) & (role <= 3), turn, np.where(age > 58, 1 + turn, 2 + turn)),
        PBI: decile + rng.normal(0, 1.8, homes_count)[household] + 0.3 * lots,
        PEMDA: decile + rng.normal(0, 3.0, homes_count)[household] + lots,
        PBPU: turn,
    }


def _family_card_numbers(
    household: NDArray[Any], segment: NDArray[Any], cause: NDArray[Any], psnoka: NDArray[np.int64]
) -> NDArray[np.int64]:
    """NOKA: the first card of the household in the same segment; PBI, Pemda and second cards stand alone."""
    key = household.astype(np.int64) * 8 + segment
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    alone = np.isin(segment, (PBI, PEMDA)) | (cause == SECOND)
    return np.where(alone, psnoka, psnoka[first[place]])


def _ward_class(rng: np.random.Generator, segment: NDArray[np.int8], decile: NDArray[np.int8]) -> NDArray[np.int8]:
    choice = 1 + pick(rng, (0.2, 0.4, 0.4), len(segment))
    rich = np.where(decile > 7, np.minimum(choice, 2), choice)
    return np.where(np.isin(segment, (PBI, PEMDA)), 3, rich).astype(np.int8)
