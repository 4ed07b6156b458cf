"""NIK, family numbers and phones of made-up people, as they are issued. No serial is 0000."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.synthetic.draw import pick, within
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.places import Places

FIRST_DAY, LAST_DAY = -36_524, 40_177  # 1870-01-01 .. 2080-01-01
SPLIT_DISTRICT = {167117: (167102, 167103), 167118: (167106, 167106)}  # split off 2016-2018: older NIK bear the parent
SPLIT_ON = 17_300


@lru_cache(maxsize=1)
def calendar() -> tuple[NDArray[np.int16], NDArray[np.int8], NDArray[np.int8]]:
    """(year, month, day of month) of every day from FIRST_DAY to LAST_DAY; index = day - FIRST_DAY."""
    days = np.arange(FIRST_DAY, LAST_DAY).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    year = days.astype("datetime64[Y]").astype(int) + 1970
    month = months.astype(int) % 12 + 1
    day = (days - months.astype("datetime64[D]")).astype(int) + 1
    return year.astype(np.int16), month.astype(np.int8), day.astype(np.int8)


def years(days: NDArray[Any]) -> NDArray[np.int16]:
    """The year of each day."""
    year: NDArray[np.int16] = calendar()[0][np.asarray(days) - FIRST_DAY]
    return year


def six_digits(days: NDArray[Any]) -> NDArray[np.int64]:
    """DDMMYY of each day as a number."""
    year, month, day = calendar()
    at = np.asarray(days) - FIRST_DAY
    day_month: NDArray[np.int64] = day[at].astype(np.int64) * 10_000 + month[at].astype(np.int64) * 100
    digits: NDArray[np.int64] = day_month + year[at].astype(np.int64) % 100
    return digits


def serials(rng: np.random.Generator, key: NDArray[np.int64], first: int = 0) -> NDArray[np.int64]:
    """A serial 1..9999 for each `key`, distinct within equal keys, with gaps; starting after `first`."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    step = 1 + pick(rng, (0.75, 0.18, 0.07), len(key)).astype(np.int64)
    running = np.cumsum(step)
    place = within(ordered)
    start = np.arange(len(key)) - place
    serial = running - running[start] + step[start] + first
    over = serial > 9999
    serial[over] = first + 1 + place[over] if first + place.max(initial=0) < 9999 else 1 + place[over]
    result = np.empty(len(key), np.int64)
    result[order] = serial
    return result


def draw_nik(
    rng: np.random.Generator,
    places: Places,
    village: NDArray[Any],
    female: NDArray[np.bool_],
    birth: NDArray[Any],
    stranger: NDArray[np.bool_],
    serial_from: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """(NIK, issuer) of each person; all distinct. Serials of NIK from elsewhere start after `serial_from`."""
    size = len(village)
    shares = read("presets")["shares"]
    district = places.village_code // 10_000
    home = district[village]
    moved_within = rng.random(size) < 0.25
    home[moved_within] = district[pick(rng, places.weight, int(moved_within.sum()))]
    for new, parents in SPLIT_DISTRICT.items():
        older = np.flatnonzero((home == new) & (birth < SPLIT_ON))
        home[older] = np.array(parents)[rng.integers(0, 2, len(older))]
    issuer = np.full(size, -1, np.int32)
    away = np.flatnonzero(rng.random(size) < np.where(stranger, 0.85, shares["issued_elsewhere"]))
    issuer[away] = pick(rng, places.issue_weight, len(away))
    region = home.copy()
    region[away] = places.issue_code[issuer[away]]
    dated = birth.copy()
    other = np.flatnonzero(rng.random(size) < shares["nik_date_differs"])
    dated[other] -= rng.integers(1, 900, len(other)).astype(np.int32)
    key = region * 1_000_000 + six_digits(dated) + np.where(female, 400_000, 0)
    nik = key * 10_000
    own = issuer < 0
    nik[own] += serials(rng, key[own])
    nik[~own] += serials(rng, key[~own], serial_from)
    return nik, issuer


def draw_family_numbers(rng: np.random.Generator, district: NDArray[np.int64], days: NDArray[Any]) -> NDArray[np.int64]:
    """NO_KK: district (6), day of issue DDMMYY, serial; all distinct."""
    key = district * 1_000_000 + six_digits(days)
    return key * 10_000 + serials(rng, key)


def draw_phones(rng: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Mobile numbers without the leading 0 (8xxxxxxxxxx)."""
    prefix = np.array([811, 812, 813, 821, 822, 852, 853, 877, 878, 831, 838, 895, 896, 857, 858, 882], np.int64)
    number: NDArray[np.int64] = prefix[rng.integers(0, len(prefix), size)] * 100_000_000 + rng.integers(
        10_000_000, 99_999_999, size
    )
    return number
