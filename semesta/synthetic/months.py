"""Earlier months of the same city, by undoing what happened in between: about 2 % of cards, 1 % of residents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.damage import NIK_KINDS, damage_nik
from semesta.synthetic.draw import pick, stream
from semesta.synthetic.holders import AWAY, GONE, NOT_RESIDENT, SAME
from semesta.synthetic.people import DEAD, ELSEWHERE, LIVING, MOVED
from semesta.synthetic.plan import PBI, PBPU, PEMDA
from semesta.synthetic.register import ABSENT, ROW_DEAD, ROW_LIVING, ROW_MOVED
from semesta.synthetic.settings import read
from semesta.synthetic.standing import ACTIVE, OPEN_END, PBI_OFF, PHK, PPU_OUT, PREMI, Standing

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from semesta.synthetic.entries import Entries
    from semesta.synthetic.files import City
    from semesta.synthetic.plan import Plan


@dataclass(frozen=True)
class Month:
    """The city as its files of one month show it."""

    first: date
    city: City
    standing: Standing

    @property
    def today(self) -> int:
        return int(np.datetime64(self.first, "D").astype(int))


def month_before(first: date, count: int = 1) -> date:
    """The first day of the month `count` months earlier."""
    place = first.year * 12 + first.month - 1 - count
    return first.replace(year=place // 12, month=place % 12 + 1)


def all_months(seed: int, plan: Plan, city: City, standing: Standing) -> list[Month]:
    """The plan's months, its own last; each earlier one undoes one month's changes of the next.

    The days of those changes are written into the later month's arrays.
    """
    found = [Month(plan.month, city, standing)]
    for back in range(1, plan.months):
        rng = stream(seed, city.places.area, f"month {back}")
        found.insert(0, _earlier(rng, found[0], back))
    return found


def _earlier(rng: np.random.Generator, later: Month, back: int) -> Month:
    first = month_before(later.first)
    today = int(np.datetime64(first, "D").astype(int))
    city = later.city
    state = _states(rng, city, today)
    people = replace(city.people, state=state)
    register = _register(rng, replace(city, people=people), today, later.today)
    cause = _causes(city.cards.cause, state[city.cards.human])
    cards = replace(city.cards, cause=cause)
    standing = _standing(rng, later, today, back)
    entries = _entries(rng, city.entries, cause, standing.present)
    return Month(first, replace(city, people=people, register=register, cards=cards, entries=entries), standing)


def _states(rng: np.random.Generator, city: City, today: int) -> NDArray[np.int8]:
    """Deaths and moves after `today` have not happened; the unborn and those who came later are elsewhere."""
    people = city.people
    state = people.state.copy()
    state[((state == DEAD) | (state == MOVED)) & (people.event >= today)] = LIVING
    came = (rng.random(len(city.homes.village)) < 0.0015)[people.household]
    state[(state == LIVING) & ((people.birth >= today) | came)] = ELSEWHERE
    return state


def _register(rng: np.random.Generator, city: City, today: int, until: int) -> Any:
    """The register a month earlier: rows not yet there are ABSENT; some families stood under their old card."""
    register, state = city.register, city.people.state[city.register.human]
    kind = register.kind.copy()
    gone = np.isin(kind, (ROW_DEAD, ROW_MOVED, ABSENT)) & (state == LIVING)
    kind[gone] = ROW_LIVING
    kind[state == ELSEWHERE] = ABSENT
    household = city.people.household[register.human]
    renewed = (rng.random(len(city.homes.village)) < 0.004)[household] & (kind == ROW_LIVING)
    nkk = np.where(renewed, city.homes.nkk_old[household], register.nkk)
    changed = np.minimum(register.changed, today - 1).astype(np.int32)
    register.changed[renewed] = until - 2
    return replace(register, kind=kind, nkk=nkk, changed=changed)


def _causes(cause: NDArray[np.int8], state: NDArray[np.int8]) -> NDArray[np.int8]:
    """Card rows of people still living then are their own; those who came later are not residents yet."""
    earlier = cause.copy()
    earlier[np.isin(cause, (GONE, AWAY)) & (state == LIVING)] = SAME
    earlier[(cause == SAME) & (state == ELSEWHERE)] = NOT_RESIDENT
    return earlier


def _standing(rng: np.random.Generator, later: Month, today: int, back: int) -> Standing:
    """Segments and statuses before the month's flows."""
    rates = read("presets")["month_change"]
    after, cards, people = later.standing, later.city.cards, later.city.people
    size = len(cards)
    lot = rng.random(size)
    present = after.present | (cards.left == back)
    unborn = people.birth[cards.human] >= today
    new = unborn | ((lot < rates["new"]) & (cards.cause == SAME))
    status, segment, kind = after.status.copy(), after.segment.copy(), after.kind.copy()
    since, end, arrears = after.since.copy(), after.end.copy(), after.arrears.copy()
    cards.start[new & after.present] = later.today
    after.since[new & after.present] = later.today
    flow = rng.random(size)
    off = _chosen(flow, (segment == PBI) & (status == PBI_OFF), rates["pbi_off"], size) & ~after.decree | after.decree
    out = _chosen(flow, np.isin(status, (PPU_OUT, PHK)), rates["ppu_out"], size)
    owed = _chosen(flow, status == PREMI, 0.7 * rates["pbpu_arrears"], size)
    _undo(after, off | out | owed, later.today)
    status[off | out | owed], end[off | out | owed], arrears[owed] = ACTIVE, OPEN_END, 0
    paid = _chosen(flow, (segment == PBPU) & (status == ACTIVE) & ~owed, 0.3 * rates["pbpu_arrears"], size)
    status[paid], arrears[paid], end[paid] = PREMI, 2, today - 1
    joined = _chosen(flow, (segment == PEMDA) & (status == ACTIVE), rates["pemda_new"], size)
    after.since[joined] = later.today
    from_pbi = joined & (lot < 0.5)
    segment[from_pbi], kind[from_pbi], status[from_pbi] = PBI, 21, PBI_OFF
    segment[joined & ~from_pbi], kind[joined & ~from_pbi], status[joined & ~from_pbi] = PBPU, 14, PREMI
    end[joined], since[joined] = today - 1, np.minimum(since[joined], today - 40)
    return Standing(present & ~new, segment, kind, status, since, end, arrears, np.zeros(size, bool))


def _chosen(lot: NDArray[Any], pool: NDArray[np.bool_], share: float, size: int) -> NDArray[np.bool_]:
    """About `share` of all `size` rows, out of `pool`."""
    count = int(pool.sum())
    chosen: NDArray[np.bool_] = pool & (lot < (share * size / count if count else 0.0))
    return chosen


def _undo(after: Standing, changed: NDArray[np.bool_], today: int) -> None:
    """What ended in the month ended on its last day."""
    after.end[changed] = today - 1
    after.arrears[changed & (after.status == PREMI)] = 1


def _entries(
    rng: np.random.Generator, entries: Entries, cause: NDArray[np.int8], present: NDArray[np.bool_]
) -> Entries:
    """Some rows had an unusable NIK that has been corrected since."""
    share = float(read("presets")["month_change"]["corrected"])
    rows = np.flatnonzero(present & (cause == SAME) & (entries.nik_kind == 0) & (rng.random(len(cause)) < share))
    nik, kind = entries.nik.copy(), entries.nik_kind.copy()
    kinds = np.array([NIK_KINDS.index(name) for name in ("empty", "excel_rounded", "typo", "temporary")])
    kind[rows] = kinds[pick(rng, (0.4, 0.25, 0.25, 0.1), len(rows))]
    nik[rows] = damage_nik(rng, nik[rows], kind[rows])
    return replace(entries, nik=nik, nik_kind=kind)
