"""Homes of made-up families: village, RT/RW, street, family card, welfare decile, work and employer, phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.draw import pick, within, zipf
from semesta.synthetic.numbers import draw_family_numbers, draw_phones

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.places import Places

INFORMAL, CIVIL, FORCES, FIRM, TRADE, PENSION = 0, 1, 2, 3, 4, 5
STREETS = 66
HOMES_PER_RT, RT_PER_RW = 45, 7
UNREGISTERED = 7  # firm % 12: small ones, as sizes fall with the number


@dataclass(frozen=True)
class Households:
    """One place per household. `village` is a place in Places; `firm` a place in the list of employers, -1 none."""

    village: NDArray[np.int32]
    rt: NDArray[np.int16]
    rw: NDArray[np.int16]
    street: NDArray[np.int16]
    number: NDArray[np.int16]
    nkk: NDArray[np.int64]
    nkk_old: NDArray[np.int64]
    decile: NDArray[np.int8]
    work: NDArray[np.int8]
    firm: NDArray[np.int32]
    phone: NDArray[np.int64]
    firm_count: int


def draw_households(rng: np.random.Generator, places: Places, homes: int, today: int) -> Households:
    """`homes` households spread over the villages of `places`."""
    village = pick(rng, places.weight, homes)
    rt, rw = _neighbourhoods(village)
    decile = rng.integers(1, 11, homes).astype(np.int8)
    work = _work(rng, decile)
    firms = max(12, homes // 160)
    firm = np.where(work == FIRM, pick(rng, zipf(firms, 4.0, 0.85), homes), -1).astype(np.int32)
    issued = (today - 5 - rng.gamma(1.6, 1500, homes)).astype(np.int64)
    issued = np.maximum(issued, 12_500)
    older = np.maximum(issued - 200 - rng.exponential(1500, homes).astype(np.int64), 11_500)
    district = places.village_code[village] // 10_000
    both = draw_family_numbers(rng, np.r_[district, district], np.r_[issued, older])
    return Households(
        village=village,
        rt=rt,
        rw=rw,
        street=pick(rng, zipf(STREETS, 20.0, 0.7), homes).astype(np.int16),
        number=rng.integers(1, 400, homes).astype(np.int16),
        nkk=both[:homes],
        nkk_old=both[homes:],
        decile=decile,
        work=work,
        firm=firm,
        phone=_phones(rng, village, homes),
        firm_count=firms,
    )


def _neighbourhoods(village: NDArray[Any]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """RT of about 45 households numbered through in each village, seven to an RW."""
    order = np.argsort(village, kind="stable")
    place = np.empty(len(village), np.int32)
    place[order] = within(village[order])
    rt = place // HOMES_PER_RT
    return (rt + 1).astype(np.int16), (rt // RT_PER_RW + 1).astype(np.int16)


def _work(rng: np.random.Generator, decile: NDArray[np.int8]) -> NDArray[np.int8]:
    """Work of the head: the better off are civil servants, soldiers, employed or pensioners more often."""
    rich = (decile - 1) / 9.0
    chance = rng.random(len(decile))
    work = np.full(len(decile), INFORMAL, np.int8)
    edges = (
        (FIRM, 0.16 + 0.20 * rich),
        (CIVIL, 0.02 + 0.10 * rich),
        (FORCES, 0.005 + 0.025 * rich),
        (PENSION, 0.01 + 0.06 * rich),
        (TRADE, 0.12 + 0.16 * rich),
    )
    at = np.zeros(len(decile))
    for kind, share in edges:
        work[(chance >= at) & (chance < at + share)] = kind
        at = at + share
    return work


def _phones(rng: np.random.Generator, village: NDArray[Any], homes: int) -> NDArray[np.int64]:
    """One phone per household; some are the number of the RT head or of an agent, given for many."""
    phone = draw_phones(rng, homes)
    shared = np.flatnonzero(rng.random(homes) < 0.02)
    phone[shared] = phone[village[shared] % max(homes, 1)]
    return phone


def registered_firms(firm: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each firm has registered with BPJS; about one in twelve has not (R5.6: mostly micro and small ones)."""
    return np.asarray((np.asarray(firm) % 12) != UNREGISTERED)


def paying_firms(homes: Households, household: NDArray[Any]) -> NDArray[np.int32]:
    """The registered firm through which a PPU member of each household is enrolled."""
    firm = np.where(homes.firm[household] >= 0, homes.firm[household], household % homes.firm_count)
    return np.where(registered_firms(firm), firm, firm - 1).astype(np.int32)
