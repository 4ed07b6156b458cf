"""Who holds which card: segments by family situation, statuses, dates and numbers, before any damage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.draw import exactly, pick, stream
from semesta.synthetic.households import CIVIL, FIRM, FORCES, PENSION, TRADE
from semesta.synthetic.people import DEAD, ELSEWHERE, LIVING, MOVED
from semesta.synthetic.plan import BP, PBI, PBPU, PEMDA, PPU, SEGMENTS
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.households import Households
    from semesta.synthetic.people import People
    from semesta.synthetic.plan import Plan

CAUSES = ("same", "dead", "moved", "not_resident", "other_city", "second_card")
SAME, GONE, AWAY, NOT_RESIDENT, OTHER_CITY, SECOND = range(6)
OPEN_END = 29_220                    # 2050-01-01
JKN_START = 16_071                   # 2014-01-01
STATUSES = (
    ("0", "AKTIF"),
    ("9", "NON AKTIF KARENA PREMI"),
    ("9", "PBI DINONAKTIFKAN"),
    ("9", "NON AKTIF PEMDA"),
    ("9", "MUTASI KELUAR BADAN USAHA"),
    ("9", "NON AKTIF KARENA PHK"),
    ("9", "UMUR SUDAH MELEBIHI 21 TAHUN"),
    ("9", "MENINGGAL"),
    ("9", "NON AKTIF DATA GANDA"),
    ("9", "NON AKTIF KARENA MUTASI"),
    ("9", "BELUM BAYAR IURAN PERTAMA"),
    ("9", "NON AKTIF TUNGGAKAN BADAN USAHA"),
    ("7", "KONFIRMASI"),             # in nobody's list: unknown, neither active nor inactive
)
ACTIVE, PREMI, PBI_OFF, PEMDA_OFF, PPU_OUT, PHK, OVER_AGE, DIED, DOUBLE, MUTATED, FIRST_UNPAID, FIRM_ARREARS, UNCLEAR = range(13)


@dataclass(frozen=True)
class Cards:
    """One place per card row, in the order of the file (by PSNOKA). `human` is a place in People."""

    human: NDArray[np.int32]
    cause: NDArray[np.int8]
    psnoka: NDArray[np.int64]
    noka: NDArray[np.int64]
    pisa: NDArray[np.int8]
    ward_class: NDArray[np.int8]
    start: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.human)


@dataclass(frozen=True)
class Standing:
    """What a card says in one month. `present` = the row is in that month's file."""

    present: NDArray[np.bool_]
    segment: NDArray[np.int8]
    kind: NDArray[np.int8]            # KDJNSPESERTA
    status: NDArray[np.int8]          # place in STATUSES
    since: NDArray[np.int32]          # TMTPEG
    end: NDArray[np.int32]
    arrears: NDArray[np.int8]


def draw_cards(seed: int, area: str, plan: Plan, people: People, homes: Households, number_from: int) -> tuple[Cards, Standing]:
    """All cards of an area and what they say in the plan's month; row counts, segments and active counts exactly as planned."""
    rng = stream(seed, area, "cards")
    human, cause, twice = _holders(rng, plan, people, homes)
    order = _file_order(rng, people, homes, human, cause)
    human, cause, twice = human[order], cause[order], twice[order]
    psnoka = _card_numbers(rng, people.household[human], cause, number_from)
    segment = _segments(rng, plan, people, homes, human, cause, twice)
    noka = _family_card_numbers(people.household[human], segment, cause, psnoka)
    start, since = _starts(rng, plan, people.birth[human], segment)
    standing = _standing(rng, plan, people, homes, human, cause, twice, segment, since)
    pisa = np.array([5, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5], np.int8)[people.role[human]]
    ward = _ward_class(rng, segment, homes.decile[people.household[human]])
    return Cards(human, cause, psnoka, noka, pisa, ward, start), standing


def _holders(
    rng: np.random.Generator, plan: Plan, people: People, homes: Households
) -> tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.bool_]]:
    """(human, cause, paid twice) of every card row, unordered."""
    state, size = people.state, len(people)
    age = (plan.today - people.birth) / 365.25
    home_chance = np.exp(rng.normal(0, 1.0, len(homes.village)))[people.household]
    chance = np.where(age < 1, 6.0, np.where((age > 20) & (age < 31), 1.7, np.where(age > 75, 1.3, 1.0))) * home_chance
    chance *= np.where(np.isin(homes.work[people.household], (CIVIL, FORCES)), 0.15, 1.0)
    living = np.flatnonzero(state == LIVING)
    bare = np.zeros(size, bool)
    bare[living[exactly(rng, chance[living], plan.uncovered)]] = True
    covered = living[~bare[living]]
    parts = [(covered, SAME)]
    for wanted, cause, count in ((DEAD, GONE, plan.dead), (MOVED, AWAY, plan.moved)):
        rows = np.flatnonzero(state == wanted)
        parts.append((np.sort(rng.permutation(rows)[:count]), cause))
    elsewhere = np.flatnonzero(state == ELSEWHERE)
    parts += [(elsewhere[: plan.not_resident], NOT_RESIDENT), (elsewhere[plan.not_resident :], OTHER_CITY)]
    double = np.sort(rng.permutation(covered)[: plan.second])
    twice_count = round(plan.second * read("presets")["shares"]["paid_twice"])
    employed = double[homes.work[people.household[double]] == FIRM]
    twice = np.isin(double, rng.permutation(employed)[:twice_count])
    parts.append((double, SECOND))
    human = np.concatenate([rows for rows, _ in parts]).astype(np.int32)
    cause = np.concatenate([np.full(len(rows), kind, np.int8) for rows, kind in parts])
    return human, cause, np.r_[np.zeros(len(human) - len(double), bool), twice]


def _file_order(rng: np.random.Generator, people: People, homes: Households, human: NDArray[Any], cause: NDArray[Any]) -> NDArray[np.int64]:
    """Families were registered together, at a time that has nothing to do with the register; second cards on their own."""
    turn = rng.permutation(len(homes.village))[people.household[human]].astype(np.float64)
    second = cause == SECOND
    turn[second] = rng.uniform(0, len(homes.village), int(second.sum()))
    return np.argsort(turn, kind="stable")


def _card_numbers(rng: np.random.Generator, household: NDArray[Any], cause: NDArray[Any], number_from: int) -> NDArray[np.int64]:
    new = np.r_[True, household[1:] != household[:-1]]
    step = np.where(new, rng.integers(1, 700, len(household)), rng.integers(1, 3, len(household)))
    numbers: NDArray[np.int64] = number_from + 1_000_000 + np.cumsum(step)
    return numbers


def _fill(score: NDArray[Any], free: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """The `count` free places with the lowest score."""
    rows = np.flatnonzero(free)
    return rows[np.argpartition(score[rows], min(count, len(rows)) - 1)[:count]] if count > 0 and len(rows) else rows[:0]


def _segments(
    rng: np.random.Generator, plan: Plan, people: People, homes: Households, human: NDArray[Any], cause: NDArray[Any], twice: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Exactly the planned rows in each segment (rows of other cities apart), by work, decile and kinship."""
    segment = np.zeros(len(human), np.int8)
    quota = np.array([0, *(plan.segment[name] for name in SEGMENTS[1:])])
    other = np.flatnonzero((cause != SAME) & ~twice)
    segment[other] = pick(rng, quota, len(other))
    segment[twice] = PEMDA
    left = quota - np.bincount(segment[cause != OTHER_CITY], minlength=6)
    left[0] = 0
    household = people.household[human]
    work, decile = homes.work[household], homes.decile[household]
    turn = rng.random(len(homes.village))[household]
    age = (plan.today - people.birth[human]) / 365.25
    role = people.role[human]
    kin = (role <= 3) | ((role == 4) & (age < 23))
    employed = np.isin(work, (FIRM, CIVIL, FORCES))
    of_second = np.isin(human, human[twice])
    score = {
        PPU: np.where(employed & kin, turn, np.where(kin & (work == TRADE), 1 + turn, 2 + rng.random(len(human)))) - of_second,
        BP: np.where((work == PENSION) & (role <= 3), turn, np.where(age > 58, 1 + turn, 2 + turn)),
        PBI: decile + rng.normal(0, 1.8, len(homes.village))[household] + 0.3 * rng.random(len(human)),
        PEMDA: decile + rng.normal(0, 3.0, len(homes.village))[household] + rng.random(len(human)),
        PBPU: turn,
    }
    for number in (PPU, BP, PBI, PEMDA, PBPU):
        segment[_fill(score[number], segment == 0, int(left[number]))] = number
    return segment


def _family_card_numbers(household: NDArray[Any], segment: NDArray[Any], cause: NDArray[Any], psnoka: NDArray[np.int64]) -> NDArray[np.int64]:
    """NOKA: the first card of the household in the same segment; PBI, Pemda and second cards stand alone."""
    key = household.astype(np.int64) * 8 + segment
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    alone = np.isin(segment, (PBI, PEMDA)) | (cause == SECOND)
    return np.where(alone, psnoka, psnoka[first[place]])


def _starts(rng: np.random.Generator, plan: Plan, birth: NDArray[Any], segment: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """(first day of the card, first day in the present segment); firsts of a month from 2014 on, not before birth."""
    size = len(birth)
    earliest = np.maximum(birth, JKN_START)
    span = np.maximum(plan.today - 32 - earliest, 1)
    start = earliest + (span * rng.random(size) ** np.where(segment == PBI, 2.0, 1.1)).astype(np.int64)
    since = start + (np.maximum(plan.today - 32 - start, 1) * rng.random(size) * (rng.random(size) < 0.4)).astype(np.int64)
    return _first_of_month(start), _first_of_month(since)


def _first_of_month(days: NDArray[Any]) -> NDArray[np.int32]:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64).astype(np.int32)


def _standing(
    rng: np.random.Generator, plan: Plan, people: People, homes: Households, human: NDArray[Any], cause: NDArray[Any],
    twice: NDArray[np.bool_], segment: NDArray[np.int8], since: NDArray[np.int32],
) -> Standing:
    household = people.household[human]
    age = (plan.today - people.birth[human]) / 365.25
    over_age = (segment == PPU) & (people.role[human] == 4) & (age > 21.2)
    chance = np.where(over_age, 12.0, 1.0) * np.where(cause == SECOND, 6.0, 1.0) * np.where(cause == GONE, 1.6, 1.0)
    chance *= np.where(segment == PBPU, np.exp(rng.normal(0, 1.6, len(homes.village)))[household], 1.0)
    chance[twice | np.isin(human, human[twice])] = 1e-9
    status = np.zeros(len(human), np.int8)
    city = cause != OTHER_CITY
    for number, name in enumerate(SEGMENTS[1:], start=1):
        rows = np.flatnonzero(city & (segment == number))
        status[rows[exactly(rng, chance[rows], plan.segment[name] - plan.active[name])]] = number
        rows = np.flatnonzero(~city & (segment == number))
        status[rows[rng.random(len(rows)) < 1 - plan.active[name] / max(plan.segment[name], 1)]] = number
    status = _reasons(rng, status, cause, over_age)
    off = status != ACTIVE
    ended = (since + (plan.today - since) * rng.random(len(human))).astype(np.int32)
    end = np.where(off, np.maximum(_first_of_month(ended), since) - 1, OPEN_END).astype(np.int32)
    arrears = np.where(status == PREMI, 1 + (23 * rng.random(len(human)) ** 1.5), 0).astype(np.int8)
    kind = _member_kinds(rng, homes, household, segment)
    return Standing(np.ones(len(human), bool), segment, kind, status, since, end, arrears)


def _reasons(rng: np.random.Generator, inactive: NDArray[np.int8], cause: NDArray[Any], over_age: NDArray[np.bool_]) -> NDArray[np.int8]:
    """`inactive` holds the segment number of inactive rows (0 = active); the result is a place in STATUSES."""
    choices = {
        PBI: ((PBI_OFF, 0.85), (MUTATED, 0.15)),
        PEMDA: ((PEMDA_OFF, 0.9), (MUTATED, 0.1)),
        PPU: ((PPU_OUT, 0.62), (PHK, 0.16), (MUTATED, 0.1), (FIRM_ARREARS, 0.12)),
        PBPU: ((PREMI, 0.90), (FIRST_UNPAID, 0.05), (MUTATED, 0.05)),
        BP: ((PREMI, 0.7), (MUTATED, 0.3)),
    }
    status = np.zeros(len(inactive), np.int8)
    for number, options in choices.items():
        rows = np.flatnonzero(inactive == number)
        status[rows] = np.array([code for code, _ in options])[pick(rng, [share for _, share in options], len(rows))]
    status[(inactive > 0) & over_age] = OVER_AGE
    status[(inactive > 0) & (cause == GONE) & (rng.random(len(inactive)) < 0.5)] = DIED
    status[(inactive > 0) & (cause == SECOND) & (rng.random(len(inactive)) < 0.4)] = DOUBLE
    unclear = read("presets")["shares"]["unknown_status"] / 0.13
    status[(inactive > 0) & (rng.random(len(inactive)) < unclear)] = UNCLEAR
    return status


def _member_kinds(rng: np.random.Generator, homes: Households, household: NDArray[Any], segment: NDArray[np.int8]) -> NDArray[np.int8]:
    """KDJNSPESERTA: one kind of employment per household."""
    count = len(homes.village)
    civil = np.array([3, 1, 10])[pick(rng, (0.5, 0.2, 0.3), count)]
    forces = np.array([5, 6, 7, 8])[pick(rng, (0.35, 0.08, 0.07, 0.5), count)]
    firm = np.array([13, 11, 12])[pick(rng, (0.86, 0.1, 0.04), count)]
    employed = np.where(homes.work == CIVIL, civil, np.where(homes.work == FORCES, forces, firm))[household]
    retired = np.array([15, 16, 17, 25, 20, 23, 24])[pick(rng, (0.42, 0.13, 0.1, 0.15, 0.05, 0.05, 0.1), count)][household]
    return np.choose(segment, [0, 21, 22, employed, 14, retired]).astype(np.int8)


def _ward_class(rng: np.random.Generator, segment: NDArray[np.int8], decile: NDArray[np.int8]) -> NDArray[np.int8]:
    choice = 1 + pick(rng, (0.2, 0.4, 0.4), len(segment))
    rich = np.where(decile > 7, np.minimum(choice, 2), choice)
    return np.where(np.isin(segment, (PBI, PEMDA)), 3, rich).astype(np.int8)
