"""What a card says in one month: segment, status with its text, dates, arrears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.draw import exactly, pick
from semesta.synthetic.holders import GONE, SECOND
from semesta.synthetic.households import CIVIL, FORCES
from semesta.synthetic.plan import BP, PBI, PBPU, PEMDA, PPU, SEGMENTS
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.holders import Holders
    from semesta.synthetic.households import Households
    from semesta.synthetic.people import People
    from semesta.synthetic.plan import Plan

OPEN_END = 29_220  # 2050-01-01
JKN_START = 16_071  # 2014-01-01
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
    ("7", "KONFIRMASI"),  # in nobody's list: unknown, neither active nor inactive
)
(ACTIVE, PREMI, PBI_OFF, PEMDA_OFF, PPU_OUT, PHK, OVER_AGE, DIED, DOUBLE, MUTATED, UNPAID, FIRM_ARREARS, UNCLEAR) = (
    range(13)
)
REASONS = {  # of inactive rows, by segment
    PBI: ((PBI_OFF, 0.85), (MUTATED, 0.15)),
    PEMDA: ((PEMDA_OFF, 0.9), (MUTATED, 0.1)),
    PPU: ((PPU_OUT, 0.62), (PHK, 0.16), (MUTATED, 0.1), (FIRM_ARREARS, 0.12)),
    PBPU: ((PREMI, 0.90), (UNPAID, 0.05), (MUTATED, 0.05)),
    BP: ((PREMI, 0.7), (MUTATED, 0.3)),
}


@dataclass(frozen=True)
class Standing:
    """One place per card. `present` = the row is in that month's file."""

    present: NDArray[np.bool_]
    segment: NDArray[np.int8]
    kind: NDArray[np.int8]  # KDJNSPESERTA
    status: NDArray[np.int8]  # place in STATUSES
    since: NDArray[np.int32]  # TMTPEG
    end: NDArray[np.int32]
    arrears: NDArray[np.int8]
    decree: NDArray[np.bool_]  # switched off by the preset's decree


def first_of_month(days: NDArray[Any]) -> NDArray[np.int32]:
    """The first day of the month of each day."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    first: NDArray[np.int32] = months.astype("datetime64[D]").astype(np.int64).astype(np.int32)
    return first


def start_days(
    rng: np.random.Generator, plan: Plan, birth: NDArray[Any], segment: NDArray[Any]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """(first day of the card, first day in the present segment): firsts of a month from 2014 on."""
    size = len(birth)
    earliest = np.maximum(birth, JKN_START)
    span = np.maximum(plan.today - 32 - earliest, 1)
    start = earliest + (span * rng.random(size) ** np.where(segment == PBI, 2.0, 1.1)).astype(np.int64)
    moved = rng.random(size) < 0.4
    since = start + (np.maximum(plan.today - 32 - start, 1) * rng.random(size) * moved).astype(np.int64)
    return first_of_month(start), first_of_month(since)


def draw_standing(
    rng: np.random.Generator,
    plan: Plan,
    people: People,
    homes: Households,
    who: Holders,
    segment: NDArray[np.int8],
    since: NDArray[np.int32],
) -> Standing:
    """The last month's standing; exactly the planned rows of each segment are active."""
    household = people.household[who.human]
    inactive, over_age = _inactive(rng, plan, people, homes, who, segment)
    status = _reasons(rng, inactive, who, over_age)
    decree = _decree(rng, plan, homes.decile[household], segment, status, who.counted)
    off = status != ACTIVE
    ended = (since + (plan.today - since) * rng.random(len(who))).astype(np.int32)
    end = np.where(off, np.maximum(first_of_month(ended), since) - 1, OPEN_END)
    end[decree] = plan.today - 1
    arrears = np.where(status == PREMI, 1 + (23 * rng.random(len(who)) ** 1.5), 0).astype(np.int8)
    kind = member_kinds(rng, homes, household, segment)
    return Standing(~who.ghost, segment, kind, status, since, end.astype(np.int32), arrears, decree)


def _inactive(
    rng: np.random.Generator,
    plan: Plan,
    people: People,
    homes: Households,
    who: Holders,
    segment: NDArray[np.int8],
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """(segment number where the row is inactive else 0, child over the age limit)."""
    age = (plan.today - people.birth[who.human]) / 365.25
    over_age = (segment == PPU) & (people.role[who.human] == 4) & (age > 21.2)
    chance = np.where(over_age, 12.0, 1.0) * np.where(who.cause == SECOND, 6.0, 1.0)
    chance *= np.where(who.cause == GONE, 1.6, 1.0)
    family = np.exp(rng.normal(0, 1.6, len(homes.village)))[people.household[who.human]]
    chance *= np.where(segment == PBPU, family, 1.0)
    chance[np.isin(who.human, who.human[who.twice])] = 1e-9
    inactive = np.zeros(len(who), np.int8)
    counted = who.counted
    for number, name in enumerate(SEGMENTS[1:], start=1):
        rows = np.flatnonzero(counted & (segment == number))
        inactive[rows[exactly(rng, chance[rows], plan.segment[name] - plan.active[name])]] = number
        rows = np.flatnonzero(~counted & (segment == number))
        share = 1 - plan.active[name] / max(plan.segment[name], 1)
        inactive[rows[rng.random(len(rows)) < share]] = number
    return inactive, over_age


def _reasons(
    rng: np.random.Generator, inactive: NDArray[np.int8], who: Holders, over_age: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """The status of each row, a place in STATUSES."""
    status = np.zeros(len(inactive), np.int8)
    for number, options in REASONS.items():
        rows = np.flatnonzero(inactive == number)
        codes = np.array([code for code, _ in options])
        status[rows] = codes[pick(rng, [share for _, share in options], len(rows))]
    off = inactive > 0
    status[off & over_age] = OVER_AGE
    status[off & (who.cause == GONE) & (rng.random(len(off)) < 0.5)] = DIED
    status[off & (who.cause == SECOND) & (rng.random(len(off)) < 0.4)] = DOUBLE
    unclear = read("presets")["shares"]["unknown_status"] / 0.13
    status[off & (rng.random(len(off)) < unclear)] = UNCLEAR
    return status


def _decree(
    rng: np.random.Generator,
    plan: Plan,
    decile: NDArray[np.int8],
    segment: NDArray[np.int8],
    status: NDArray[np.int8],
    counted: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The rows that the preset's decree switched off: deciles 6-10 mostly."""
    decree = np.zeros(len(status), bool)
    rows = np.flatnonzero(counted & (segment == PBI) & (status != ACTIVE))
    chance = np.where(status[rows] == PBI_OFF, 1.0, 0.01) * np.where(decile[rows] > 5, 3.0, 1.0)
    chosen = rows[exactly(rng, chance, min(plan.decree_people, len(rows)))]
    decree[chosen] = True
    status[chosen] = PBI_OFF
    return decree


def member_kinds(
    rng: np.random.Generator, homes: Households, household: NDArray[Any], segment: NDArray[np.int8]
) -> NDArray[np.int8]:
    """KDJNSPESERTA: one kind of employment or pension per household."""
    count = len(homes.village)
    civil = np.array([3, 1, 10])[pick(rng, (0.5, 0.2, 0.3), count)]
    forces = np.array([5, 6, 7, 8])[pick(rng, (0.35, 0.08, 0.07, 0.5), count)]
    firm = np.array([13, 11, 12])[pick(rng, (0.86, 0.1, 0.04), count)]
    work = np.where(homes.work == CIVIL, civil, np.where(homes.work == FORCES, forces, firm))[household]
    retired = np.array([15, 16, 17, 25, 20, 23, 24])[pick(rng, (0.42, 0.13, 0.1, 0.15, 0.05, 0.05, 0.1), count)]
    return np.asarray(np.choose(segment, [0, 21, 22, work, 14, retired[household]]).astype(np.int8))
