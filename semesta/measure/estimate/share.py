"""What a random round says: how many of those who live here are registered and active, and how right the register is.

Two lists of the same people are held against each other (dual system, Chandrasekar and Deming 1949; as in the post-
enumeration surveys of censuses): the register, and who was found living in the drawn households and in the dwellings
next to them that no household of the register has (half-open interval). Both lists may miss people. Where missing in
one has nothing to do with missing in the other, N = (register entries living here) x (found) / (found in the register).
People who hide from both are in neither figure: the estimate is then too low.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.measure.estimate.interval import CONFIDENCE, Interval, positive, told, wilson
from semesta.measure.estimate.sample import Sample, ratio
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

LEAST_HOMES = 30
"""Answering households below which a kecamatan gets no figure of its own."""


@dataclass(frozen=True)
class Counts:
    """People by household that answered, one place each. `lives`: found living there or next door, on a card or not.

    `registered` and `active` are of those who live there. `listed` stand on the household's card in the register:
    `right` live there, `dead`, `moved`, `double` do not, of the rest nobody knew. `elsewhere` live there, stand in the
    register under another card; `missing` live there and stand in no card of the register.
    """

    lives: NDArray[np.float64]
    registered: NDArray[np.float64]
    active: NDArray[np.float64]
    listed: NDArray[np.float64]
    right: NDArray[np.float64]
    dead: NDArray[np.float64]
    moved: NDArray[np.float64]
    double: NDArray[np.float64]
    elsewhere: NDArray[np.float64]
    missing: NDArray[np.float64]

    def of(self, chosen: NDArray[Any]) -> Counts:
        """The counts of these households: flags or places."""
        return Counts(**{one.name: getattr(self, one.name)[chosen] for one in fields(self)})

    def where(self, inside: NDArray[np.bool_]) -> Counts:
        """The same households, nobody counted outside."""
        return Counts(**{one.name: np.where(inside, getattr(self, one.name), 0.0) for one in fields(self)})


@dataclass(frozen=True)
class LinkError:
    """How the search of people not on the card errs: `missed` of those in the register are not found there, `wrong` of
    those who are not in it are taken for somebody who is. Shares of 1, from doubts that people decided or a scored run.
    """

    missed: float = 0.0
    wrong: float = 0.0

    def __post_init__(self) -> None:
        if not (0 <= self.missed < 1 and 0 <= self.wrong < 1 and self.missed + self.wrong < 0.9):
            raise Fault("Bagian salah cocok antara 0 dan 1, dan jumlahnya di bawah 0,9")


@dataclass(frozen=True)
class Register:
    """What the register says of the same people: living entries, those of them registered, and active."""

    residents: int
    registered: int
    active: int


@dataclass(frozen=True)
class Estimate:
    """Shares of residents (people who live here) and of register entries; numbers of people, each with its interval."""

    households: int
    people: int
    coverage: Interval
    activity: Interval
    activity_of_registered: Interval
    missed_share: Interval  # of residents: not in the register
    wrong_share: Interval  # of register entries: nobody living here
    residents: Interval
    missed: Interval
    wrong: Interval
    design_effect: float

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            "households": self.households, "people": self.people, "design_effect": round(self.design_effect, 3),
        }  # fmt: skip
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, Interval):
                out[one.name] = told(value)
        return out


def estimate(
    sample: Sample, counts: Counts, register: Register, *, errors: LinkError | None = None,
    confidence: float = CONFIDENCE,
) -> Estimate:  # fmt: skip
    """From those who answered (`sample` as adjusted). A Fault when nobody was found living anywhere."""
    found = float(counts.lives.sum())
    if found <= 0:
        raise Fault("Tidak seorang pun ditemukan tinggal di rumah tangga yang dikunjungi")
    errors = errors or LinkError()
    both, resolved = _both(counts, errors), counts.right + counts.dead + counts.moved + counts.double
    share = _shares(sample, confidence)
    missed = share(counts.lives - both, counts.lives)
    wrong = share(resolved - both, resolved)
    per_entry, spread = ratio(sample, counts.lives, resolved)
    residents = positive(
        register.residents * per_entry, spread / per_entry**2 if per_entry > 0 else 0.0, sample.freedom, confidence
    )
    activity = share(counts.active, counts.lives)
    alone = activity.value * (1 - activity.value) / found
    return Estimate(
        households=len(sample), people=int(found), coverage=share(counts.registered, counts.lives), activity=activity,
        activity_of_registered=share(counts.active, counts.registered), missed_share=missed, wrong_share=wrong,
        residents=residents, missed=missed.scaled(residents.value), wrong=wrong.scaled(register.residents),
        design_effect=activity.error**2 / alone if alone > 0 else 1.0,
    )  # fmt: skip


def _both(counts: Counts, errors: LinkError) -> NDArray[np.float64]:
    """Per household: people in both lists. Of those not on the card, the matched ones set right for how matching errs:
    matched = s x true + w x (all - true), so true = (matched - w x all) / (s - w) with s = 1 - missed.
    """
    unlisted = counts.elsewhere + counts.missing
    true = (counts.elsewhere - errors.wrong * unlisted) / (1 - errors.missed - errors.wrong)
    return np.asarray(counts.right + true)


def _shares(sample: Sample, confidence: float) -> Callable[[NDArray[np.float64], NDArray[np.float64]], Interval]:
    """A share of one count in another with Wilson's interval; kept within 0 and 1."""

    def share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> Interval:
        value, spread = ratio(sample, part, whole)
        if math.isnan(value):
            return Interval(value, 0.0, 1.0, 0.0)
        homes = float((whole > 0).sum())
        return wilson(min(max(value, 0.0), 1.0), spread, homes, sample.freedom, confidence)

    return share


def by_area(
    sample: Sample, counts: Counts, areas: NDArray[Any], registers: dict[str, Register],
    errors: LinkError | None = None,
) -> dict[str, Estimate]:  # fmt: skip
    """The estimates of each kecamatan with at least 30 households that answered; `areas`: codes, one per household."""
    out: dict[str, Estimate] = {}
    for code in sorted(registers):
        inside = areas == code
        if inside.sum() >= LEAST_HOMES and counts.where(inside).lives.sum() > 0:
            found = estimate(sample, counts.where(inside), registers[code], errors=errors)
            out[code] = Estimate(**{**vars(found), "households": int(inside.sum())})
    return out


def chapman(first: int, second: int, both: float, errors: LinkError | None = None) -> Interval:
    """How many people there are, from two lists of the same area and how many stand in both (Chapman 1951, variance of
    Seber 1982, normal interval). `both` is set right for matching that errs. A Fault when more match than there are.
    """
    errors = errors or LinkError()
    true = (both - errors.wrong * second) / (1 - errors.missed - errors.wrong)
    if not 0 <= both <= min(first, second):
        raise Fault("Yang ada di kedua daftar tidak mungkin lebih banyak daripada satu daftar")
    true = min(max(true, 0.0), float(min(first, second)))
    size = (first + 1) * (second + 1) / (true + 1) - 1
    spread = (first + 1) * (second + 1) * (first - true) * (second - true) / ((true + 1) ** 2 * (true + 2))
    # How uncertain the corrected overlap is grows with the correction.
    spread /= (1 - errors.missed - errors.wrong) ** 2
    half = 1.959964 * float(np.sqrt(spread))
    return Interval(size, max(size - half, float(max(first, second))), size + half, float(np.sqrt(spread)))
