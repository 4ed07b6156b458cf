"""Who stands on a month's bill and what is wrong with it, known beforehand: faults that grew and planted ones.

A fault that grew (dead, moved, not in the register, a number that is not one's own, another card) comes from the city's
own damage; a planted one is put on a line without fault.

`sure` is False where the files alone cannot tell, by rules that look at what is written and at nobody's answer:
- a mistyped number of somebody whom the register does not hold (a fault of the number or of the register?);
- two of a card's three marks (number, name, birth date) speak for one other human: the number of somebody born on the
  very day written, or the name of another with a number or birth date that is not as it should be;
- a human with two cards one of which is such, or bears a wrong number: that card may not be known as theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from semesta.synthetic.damage import NAME_KINDS, NIK_KINDS
from semesta.synthetic.happenings import DEATHS_BACK, MOVES_BACK
from semesta.synthetic.holders import AWAY, GONE, SAME
from semesta.synthetic.plan import BP, PBI, PBPU, PEMDA, PPU
from semesta.synthetic.register import ABSENT
from semesta.synthetic.standing import ACTIVE, MUTATED, PEMDA_OFF, first_of_month

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.months import Month

FAULTS = (
    "", "double", "billed_again", "before_programme", "card_unknown", "nik_invalid", "nik_of_other", "dead", "moved",
    "not_in_register", "second_card", "overlap", "segment_not_eligible", "before_start", "not_active", "wrong_tariff",
    "not_billed", "credit",
)  # fmt: skip
FAULT = {name: place for place, name in enumerate(FAULTS)}
SAME_SHAPE = ("other_person", "typo", "swapped_digits", "excel_rounded")
"""Damage that leaves sixteen digits; every other kind leaves no number at all."""
NEVER = 2_000_000


@dataclass(frozen=True)
class Evidence:
    """Per card, what the files of the last month show: the day since which nothing is owed, and the number as typed."""

    gone: NDArray[np.int8]  # dead or moved, as a place in FAULTS; 0 neither
    gone_on: NDArray[np.int64]
    nik: NDArray[np.int8]  # nik_invalid or nik_of_other; 0 neither
    known: NDArray[np.bool_]  # the register holds the human
    sure: NDArray[np.bool_]  # see above
    other_on: NDArray[np.int64]  # since when another card of the human is active and paid by somebody else


@dataclass(frozen=True)
class Lines:
    """The lines of one bill: places in Cards, faults, certainty."""

    at: NDArray[np.int64]
    fault: NDArray[np.int8]
    sure: NDArray[np.bool_]


def evidence_of(month: Month) -> Evidence:
    """The evidence for every card of the area in its last month."""
    city, standing = month.city, month.standing
    cards, people, register = city.cards, city.people, city.register
    row_of = np.full(len(people), -1)
    shown = np.flatnonzero(register.kind != ABSENT)
    row_of[register.human[shown]] = shown
    known = row_of[cards.human] >= 0
    event = people.event[cards.human].astype(np.int64)
    back = np.select([cards.cause == GONE, cards.cause == AWAY], [DEATHS_BACK, MOVES_BACK], 0)
    listed = (event > month.today - back) & (event < month.today)
    gone = np.select([cards.cause == GONE, cards.cause == AWAY], [FAULT["dead"], FAULT["moved"]], 0).astype(np.int8)
    gone[~known & ~listed] = 0
    changed = register.changed[np.maximum(row_of[cards.human], 0)].astype(np.int64)
    nik, sure = _number_faults(month, known)
    paid = standing.present & (standing.status == ACTIVE) & np.isin(standing.segment, (PBI, PPU))
    other = np.full(len(people), NEVER)
    np.minimum.at(other, cards.human[paid & (nik == 0)], standing.since[paid & (nik == 0)])
    twice = np.bincount(cards.human[standing.present], minlength=len(people))[cards.human] > 1
    doubtful = _of_somebody_else(month, nik)
    hidden = twice & np.isin(cards.human, cards.human[(nik > 0) | doubtful])
    return Evidence(gone, np.where(listed, event, changed), nik, known, sure & ~doubtful & ~hidden, other[cards.human])


def _of_somebody_else(month: Month, nik: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Cards two of whose marks speak for one other human. `nik`: the fault of each number, 0 none."""
    entries, people = month.city.entries, month.city.people
    order = np.argsort(people.nik)
    place = np.minimum(np.searchsorted(people.nik[order], entries.nik), len(order) - 1)
    bearer = order[place]
    other = (people.nik[bearer] == entries.nik) & (bearer != month.city.cards.human)
    of_one_day = other & (nik > 0) & (entries.birth == people.birth[bearer])
    renamed = entries.name_kind == NAME_KINDS.index("other_person")
    found: NDArray[np.bool_] = of_one_day | renamed & ((nik > 0) | (entries.birth_kind > 0))
    return found


def _number_faults(month: Month, known: NDArray[np.bool_]) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    entries, cards, register = month.city.entries, month.city.cards, month.city.register
    kind, own = entries.nik_kind, month.city.people.nik[cards.human]
    shaped = np.isin(kind, [NIK_KINDS.index(name) for name in SAME_SHAPE]) & (entries.nik != own)
    held = np.isin(entries.nik, register.nik[register.kind != ABSENT])
    clean = np.isin(kind, [0, NIK_KINDS.index("cosmetic")]) | (entries.nik == own) & np.isin(
        kind, [NIK_KINDS.index(name) for name in SAME_SHAPE]
    )
    fault = np.where(clean, 0, np.where(shaped & held, FAULT["nik_of_other"], FAULT["nik_invalid"])).astype(np.int8)
    return fault, clean | (fault == FAULT["nik_of_other"]) | known & ~held


def natural_faults(month: Month, found: Evidence, at: NDArray[np.int64], day: int) -> NDArray[np.int8]:
    """The fault of each card `at` on a bill for the month that begins on `day`; 0 where there is none."""
    cards = month.city.cards
    since = first_of_month(month.standing.since[at])
    gone = np.where((found.gone[at] > 0) & (found.gone_on[at] < day), found.gone[at], 0)
    away = ~found.known[at] & (found.gone[at] == 0)
    twins = np.bincount(cards.human[at], minlength=len(month.city.people))[cards.human[at]] > 1
    later = twins & ~_first_of_human(month, at)
    return np.select(
        [
            found.nik[at] > 0, gone > 0, away, later, found.other_on[at] <= day, since > day,
        ],
        [
            found.nik[at], gone, FAULT["not_in_register"], FAULT["second_card"], FAULT["overlap"],
            FAULT["before_start"],
        ],
        0,
    ).astype(np.int8)  # fmt: skip


def _first_of_human(month: Month, at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The card that speaks for its human: the newest start, then the first in the file."""
    cards = month.city.cards
    order = np.lexsort((at, -cards.start[at].astype(np.int64), cards.human[at]))
    human = cards.human[at][order]
    first = np.r_[True, human[1:] != human[:-1]]
    out = np.zeros(len(at), bool)
    out[order] = first
    return out


def lines_of(rng: np.random.Generator, month: Month, found: Evidence, day: int, shares: dict[str, float]) -> Lines:
    """The lines of the bill for the month that begins on `day`, in the order of the card numbers."""
    standing, cards = month.standing, month.city.cards
    own = np.flatnonzero(standing.present & (standing.segment == PEMDA) & (standing.status == ACTIVE))
    early = first_of_month(standing.since[own]) > day
    own = own[~early | (rng.random(len(own)) < shares["before_start"])]
    fault = natural_faults(month, found, own, day)
    _plant(rng, fault, found.sure[own], shares)
    parts = [(own, fault)]
    clean = own[fault == 0]
    held = clean[first_of_month(standing.since[clean]) <= day - 31]
    for name in ("double", "billed_again", "card_unknown", "before_programme"):
        rows = _some(rng, held if name == "billed_again" else clean, shares[name] * len(own))
        parts.append((rows, np.full(len(rows), FAULT[name], np.int8)))
    settled = (cards.cause == SAME) & (found.nik == 0) & standing.present & (first_of_month(standing.since) <= day)
    active = settled & (standing.status == ACTIVE)
    off = settled & np.isin(standing.status, (PEMDA_OFF, MUTATED)) & (standing.end < day) & (standing.since < day)
    alone = found.other_on > day
    pools = {
        "overlap": active & np.isin(standing.segment, (PBI, PPU)),
        "segment_not_eligible": active & np.isin(standing.segment, (PBPU, BP)) & alone,
        "not_active": off & (standing.segment == PEMDA) & alone,
    }
    for name, pool in pools.items():
        rows = _some(rng, np.flatnonzero(pool), shares[name] * len(own))
        rows = rows[~np.isin(cards.human[rows], cards.human[own])]
        parts.append((rows, np.full(len(rows), FAULT[name], np.int8)))
    at = np.concatenate([rows for rows, _ in parts])
    faults = np.concatenate([kind for _, kind in parts])
    order = np.lexsort((faults, cards.psnoka[at]))
    return Lines(at[order], faults[order], found.sure[at[order]])


def _plant(
    rng: np.random.Generator, fault: NDArray[np.int8], sure: NDArray[np.bool_], shares: dict[str, float]
) -> None:
    """Faults on lines that have none: a wrong rate, a spoilt number, the number of another, no line at all."""
    lot, low = rng.random(len(fault)), 0.0
    free = (fault == 0) & sure
    for name in ("wrong_tariff", "nik_invalid", "nik_of_other", "not_billed"):
        fault[free & (lot >= low) & (lot < low + shares[name])] = FAULT[name]
        low += shares[name]


def _some(rng: np.random.Generator, rows: NDArray[np.int64], count: float) -> NDArray[np.int64]:
    return np.sort(rng.permutation(rows)[: round(count)])
