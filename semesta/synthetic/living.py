"""Who really lives where in a made-up city, whom its register misses, and what an agent would be told at each door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.measure.estimate.tally import (
    ACTIVE,
    DEAD,
    DOUBLE,
    INACTIVE,
    LIVES,
    MOVED,
    NONE,
    UNSEEN,
    tally,
)
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.measure.estimate.share import Counts


@dataclass(frozen=True)
class Listed:
    """Everybody on a card of the register, one place each: the household, what the run says, what is true of them.

    `registered` and `active` as the run matched them; `truly_registered` and `truly_active` as they are.
    """

    home: NDArray[np.int64]
    person_id: NDArray[np.int64]
    registered: NDArray[np.bool_]
    active: NDArray[np.bool_]
    truly_registered: NDArray[np.bool_]
    truly_active: NDArray[np.bool_]


@dataclass(frozen=True)
class Doors:
    """What would be found at every door, one place per person and door: those on the card first, then the others.

    Somebody who moved within the city stands at two doors: as moved where the card is, as living where they live.
    `person` is the place in Listed, -1 of somebody on no card. `truth` counts residents, registered, active, those not
    in the register (`missed`), and entries of the register without a living resident (`wrong`).
    """

    homes: int
    home: NDArray[np.int64]
    listed: NDArray[np.bool_]
    next_door: NDArray[np.bool_]
    person: NDArray[np.int64]
    person_id: NDArray[np.int64]
    found: NDArray[Any]
    card: NDArray[Any]
    registered: NDArray[np.bool_]
    active: NDArray[np.bool_]
    truth: dict[str, int]

    def counts(self) -> Counts:
        """What a visit to every household would count."""
        known = self.person >= 0
        return tally(
            self.homes, home=self.home, listed=self.listed, found=self.found, card=self.card, in_register=known,
            registered=self.registered, active=self.active,
        )  # fmt: skip


def open_doors(rng: np.random.Generator, listed: Listed, neighbourhood: NDArray[np.int64]) -> Doors:
    """The doors of a city; `neighbourhood` is each household's RT."""
    rates = read("living")
    homes = len(neighbourhood)
    factor = np.exp(rng.normal(0, rates["neighbourhood"], int(neighbourhood.max()) + 1))[neighbourhood]
    found = _fates(rng, listed, factor, rates)
    host_person, host_home, host_next = _moved_within(rng, listed, found, homes, rates)
    new_home, new_next = _unlisted(rng, factor, rates)
    new_registered = rng.random(len(new_home)) < rates["unlisted_registered"]
    new_active = new_registered & (rng.random(len(new_home)) < rates["unlisted_active"])
    person = np.r_[np.arange(len(found)), host_person, np.full(len(new_home), -1)]
    known = person >= 0
    said = np.r_[found, np.full(len(host_person) + len(new_home), LIVES)]
    registered, active = _of(listed.registered, person), _of(listed.active, person)
    true_registered = np.where(known, _of(listed.truly_registered, person), False)
    true_active = np.where(known, _of(listed.truly_active, person), False)
    true_registered[~known], true_active[~known] = new_registered, new_active
    shown = ~known | (rng.random(len(person)) < rates["card_shown"])
    card = np.where(~shown, UNSEEN, np.where(true_active, ACTIVE, np.where(true_registered, INACTIVE, NONE)))
    lives = said == LIVES
    truth = {
        "residents": int(lives.sum()), "registered": int((lives & true_registered).sum()),
        "active": int((lives & true_active).sum()), "missed": int((lives & ~known).sum()),
        "entries": len(found), "wrong": len(found) - int((lives & known).sum()),
    }  # fmt: skip
    return Doors(
        homes=homes, home=np.r_[listed.home, host_home, new_home], listed=np.arange(len(person)) < len(found),
        next_door=np.r_[np.zeros(len(found), bool), host_next, new_next], person=person,
        person_id=np.where(known, listed.person_id[np.maximum(person, 0)], 0), found=said, card=card,
        registered=registered & known, active=active & known, truth=truth,
    )  # fmt: skip


def _of(values: NDArray[np.bool_], person: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray(values[np.maximum(person, 0)])


def _fates(
    rng: np.random.Generator, listed: Listed, factor: NDArray[np.float64], rates: dict[str, float]
) -> NDArray[Any]:
    """What became of everybody on a card."""
    gone = (rng.random(len(factor)) < rates["family_moved"] * factor)[listed.home]
    lot = rng.random(len(listed.home))
    mine = factor[listed.home]
    edges = np.cumsum([rates["person_moved"], rates["dead"], rates["double"]])
    found = np.full(len(lot), LIVES, dtype="<U8")
    found[lot < edges[2] * mine] = DOUBLE
    found[lot < edges[1] * mine] = DEAD
    found[(lot < edges[0] * mine) | gone] = MOVED
    return found


def _moved_within(
    rng: np.random.Generator, listed: Listed, found: NDArray[Any], homes: int, rates: dict[str, float]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """(who, the household where they live now, in a dwelling next to it): families go together."""
    stays = rng.random(homes) < rates["moved_within"]
    goes_to = rng.integers(0, homes, homes)
    beside = rng.random(homes) < 0.5
    moved = np.flatnonzero((found == MOVED) & stays[listed.home])
    return moved, goes_to[listed.home[moved]], beside[listed.home[moved]]


def _unlisted(
    rng: np.random.Generator, factor: NDArray[np.float64], rates: dict[str, float]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """(household, in a dwelling next to it) of everybody whom no card of the city holds."""
    inside = rng.poisson(rates["unlisted"] * factor)
    beside = (rng.random(len(factor)) < rates["next_door"] * factor) * (
        1 + rng.poisson(rates["next_door_people"], len(factor))
    )
    places = np.arange(len(factor))
    home = np.r_[np.repeat(places, inside), np.repeat(places, beside)]
    return home, np.arange(len(home)) >= inside.sum()


def outcomes(rng: np.random.Generator, homes: int) -> NDArray[Any]:
    """How a visit to each of so many households would end; 'complete' where somebody answers."""
    rates = read("living")
    lot = rng.random(homes)
    edges = np.cumsum([rates["refused"], rates["absent"], rates["not_found"]])
    told = np.full(homes, "complete", dtype="<U9")
    told[lot < edges[2]] = "not_found"
    told[lot < edges[1]] = "absent"
    told[lot < edges[0]] = "refused"
    return told
