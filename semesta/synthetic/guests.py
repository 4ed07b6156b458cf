"""People of one regency who hold a second card in the file of the next: what only a province's files together show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from semesta.synthetic.draw import stream
from semesta.synthetic.people import ELSEWHERE, LIVING
from semesta.synthetic.standing import ACTIVE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from semesta.synthetic.months import Month
    from semesta.synthetic.people import People
    from semesta.synthetic.plan import Plan


@dataclass(frozen=True)
class Guests:
    """Residents of one regency, actively covered at home, chosen to stand in the next regency's membership file too.

    `row` gives their register row by month (0 none), `register_file` the files of those months.
    """

    human_id: NDArray[np.int64]
    nik: NDArray[np.int64]
    birth: NDArray[np.int32]
    female: NDArray[np.bool_]
    names: NDArray[np.int32]
    mothers: NDArray[np.int32]
    row: dict[date, NDArray[np.int64]]
    register_file: dict[date, str]

    def __len__(self) -> int:
        return len(self.nik)


def choose_guests(
    seed: int,
    months: Sequence[Month],
    base: int,
    count: int,
    rows: dict[date, NDArray[np.int64]],
    files: dict[date, str],
) -> Guests:
    """About `count` living residents whose cards are active in every month. `rows`: register row by human, by month."""
    city = months[-1].city
    people = city.people
    active = np.ones(len(people), bool)
    for month in months:
        held = np.zeros(len(people), bool)
        standing = month.standing
        held[month.city.cards.human[np.flatnonzero(standing.present & (standing.status == ACTIVE))]] = True
        active &= held & (month.city.people.state == LIVING)
    pool = np.flatnonzero(active)
    chosen = np.sort(stream(seed, city.places.area, "guests").permutation(pool)[:count])
    everyone = np.vstack([people.names, people.pool])
    return Guests(
        human_id=base + chosen.astype(np.int64),
        nik=people.nik[chosen],
        birth=people.birth[chosen],
        female=people.female[chosen],
        names=people.names[chosen],
        mothers=everyone[people.mother[chosen]],
        row={first: table[chosen] for first, table in rows.items()},
        register_file=files,
    )


def seat_guests(people: People, plan: Plan, guests: Guests) -> tuple[People, NDArray[np.int64]]:
    """`people` in which the first people from other areas are the guests; and, per person, the guest's place or -1."""
    seats = np.flatnonzero(people.state == ELSEWHERE)[plan.not_resident :][: len(guests)]
    size = len(seats)
    guest = np.full(len(people), -1, np.int64)
    guest[seats] = np.arange(size)
    names, nik, birth = people.names.copy(), people.nik.copy(), people.birth.copy()
    female, mother = people.female.copy(), people.mother.copy()
    names[seats], nik[seats], birth[seats] = guests.names[:size], guests.nik[:size], guests.birth[:size]
    female[seats] = guests.female[:size]
    mother[seats] = len(people) + len(people.pool) + np.arange(size)
    pool = np.vstack([people.pool, guests.mothers[:size]])
    seated = replace(people, names=names, nik=nik, birth=birth, female=female, mother=mother, pool=pool)
    return seated, guest
