"""Events reported to the city: deaths, moves out, births in hospitals; and household visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.columns import days, looked_up, number, small
from semesta.synthetic.draw import pick, stream
from semesta.synthetic.people import DEAD, LIVING, MOVED
from semesta.synthetic.places import village_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.files import City
    from semesta.synthetic.months import Month

DEATHS_BACK, MOVES_BACK, BIRTHS_BACK = 365, 240, 75  # days that each list goes back
OUTCOMES = ("bertemu", "rumah_kosong", "pindah", "meninggal", "menolak", "tidak_dikenal")
REASONS = ("", "menunggak", "belum_mendaftar", "tidak_tahu", "phk")
ROUTES = ("", "pbpu_pemda", "mandiri", "pbi", "ppu")


def _happened(month: Month, state: int, back: int) -> NDArray[np.int64]:
    people = month.city.people
    lately = (people.event > month.today - back) & (people.event < month.today)
    return np.flatnonzero((people.state == state) & lately)


def _document(prefix: str, city: City, size: int) -> pa.Array:
    area = city.places.area.replace(".", "")
    return pc.binary_join_element_wise(f"{area}-{prefix}-", number(np.arange(1, size + 1), 6), "")


def death_table(month: Month) -> pa.Table:
    """Deaths of the last year, as Dukcapil and kelurahan list them."""
    city, human = month.city, _happened(month, DEAD, DEATHS_BACK)
    village = city.homes.village[city.people.household[human]]
    return pa.table(
        {
            "No": number(np.arange(1, len(human) + 1)),
            "NIK": number(city.people.nik[human]),
            "Nama Lengkap": city.text.take(pa.array(human)),
            "Jenis Kelamin": looked_up(("L", "P"), city.people.female[human].astype(np.int8)),
            "Tanggal Lahir": days(city.people.birth[human]),
            "Tanggal Meninggal": days(city.people.event[human]),
            "No Akta Kematian": _document("KM", city, len(human)),
            "Kelurahan": looked_up(city.places.village_name_old, village),
            "Kecamatan": looked_up(city.places.district_name_old, village),
        }
    )


def move_table(month: Month) -> pa.Table:
    """Moves out of the area of the last months."""
    city, human = month.city, _happened(month, MOVED, MOVES_BACK)
    household = city.people.household[human]
    target = household % len(city.outside.district_name)
    return pa.table(
        {
            "NO_KK": number(city.homes.nkk[household]),
            "NIK": number(city.people.nik[human]),
            "NAMA_LGKP": city.text.take(pa.array(human)),
            "TGL_LHR": days(city.people.birth[human]),
            "JENIS_KLMIN": looked_up(("1", "2"), city.people.female[human].astype(np.int8)),
            "NO SKPWNI": _document("SKPWNI", city, len(human)),
            "TGL_PINDAH": days(city.people.event[human]),
            "DAERAH TUJUAN": looked_up(city.outside.district_name, target),
        }
    )


def birth_table(month: Month) -> pa.Table:
    """Births in hospitals of the last weeks: the mother is known, the child has mostly no NIK yet."""
    city = month.city
    people = city.people
    new = (people.birth > month.today - BIRTHS_BACK) & (people.state == LIVING) & (people.mother_person >= 0)
    child = np.flatnonzero(new)
    mother = people.mother_person[child]
    called = city.text.take(pa.array(mother))
    return pa.table(
        {
            "NO": number(np.arange(1, len(child) + 1)),
            "NAMA BAYI": pc.binary_join_element_wise("BY NY", called, " "),
            "JENIS KELAMIN": looked_up(("L", "P"), people.female[child].astype(np.int8)),
            "TANGGAL KELAHIRAN": days(people.birth[child]),
            "NIK IBU": number(people.nik[mother]),
            "NAMA IBU": called,
            "NO KK": number(city.homes.nkk[people.household[child]]),
            "RUMAH SAKIT": looked_up(("RSUD CONTOH", "RS IBU DAN ANAK CONTOH", "PUSKESMAS CONTOH"), child % 3),
            "NO SURAT KELAHIRAN": _document("SKL", city, len(child)),
        }
    )


def visit_table(seed: int, month: Month, covered: NDArray[np.int8]) -> pa.Table:
    """Household visits of the month before as ODK exports them: mostly to people not actively covered."""
    city = month.city
    rng = stream(seed, city.places.area, "visits")
    people = city.people
    seen = (people.state != 3) & ((covered < 3) | (np.arange(len(people)) % 40 == 0))
    pool = np.flatnonzero(seen)
    human = np.sort(rng.permutation(pool)[: max(20, len(people) // 400)])
    outcome = _outcomes(rng, people.state[human])
    met = outcome == 0
    village = city.homes.village[people.household[human]]
    point = village_points(city.places)[village] + rng.normal(0, 0.002, (len(human), 2))
    stamp = days(month.today - 1 - rng.integers(0, 28, len(human)), "{y:04d}-{m:02d}-{d:02d}")
    clock = looked_up([f"T0{hour}:{minute:02d}:00.000Z" for hour in range(1, 10) for minute in (4, 23, 41)], human % 27)
    willing = met & (covered[human] < 3) & (rng.random(len(human)) < 0.8)
    reason = np.where(met & (covered[human] < 3), np.where(covered[human] == 0, 2, 1 + 3 * (human % 9 == 0)), 0)
    blank = pa.scalar("", pa.string())
    return pa.table(
        {
            "SubmissionDate": pc.binary_join_element_wise(stamp, clock, ""),
            "KEY": _keys(city, human),
            "rumah": pc.binary_join_element_wise("R-", number(people.household[human], 6), ""),
            "nik": pc.if_else(pa.array(met & (human % 6 > 0)), number(people.nik[human]), blank),
            "nama": pc.if_else(pa.array(met), city.text.take(pa.array(human)), blank),
            "tanggal_lahir": pc.if_else(pa.array(met), days(people.birth[human], "{y:04d}-{m:02d}-{d:02d}"), blank),
            "no_kk": number(city.homes.nkk[people.household[human]]),
            "kode_desa": number(city.places.village_code[village]),
            "rt": small(city.homes.rt[people.household[human]], 3),
            "rw": small(city.homes.rw[people.household[human]], 3),
            "hasil": looked_up(OUTCOMES, outcome),
            "kartu_ditunjukkan": looked_up(("", "tidak", "ya"), np.where(met, np.where(covered[human] > 0, 2, 1), 0)),
            "alasan": looked_up(REASONS, reason),
            "bersedia": looked_up(("", "tidak", "ya"), np.where(met, np.where(willing, 2, 1), 0)),
            "jalur": looked_up(ROUTES, np.where(willing, 1 + human % 4, 0)),
            "lokasi-Latitude": _degrees(point[:, 1]),
            "lokasi-Longitude": _degrees(point[:, 0]),
            "agen": pc.binary_join_element_wise("A-", small(village % 900, 3), ""),
        }
    )


def _outcomes(rng: np.random.Generator, state: NDArray[np.int8]) -> NDArray[np.int64]:
    drawn = np.array([0, 1, 4, 5])[pick(rng, (0.74, 0.18, 0.05, 0.03), len(state))]
    return np.where(state == DEAD, 3, np.where(state == MOVED, 2, drawn))


def _keys(city: City, human: NDArray[Any]) -> pa.Array:
    area = int(city.places.area.replace(".", ""))
    return pc.binary_join_element_wise(f"uuid:{area:08d}-0000-4000-8000-", number(human, 12), "")


def _degrees(values: NDArray[np.float64]) -> pa.Array:
    return pa.array([f"{value:.5f}" for value in values.tolist()], pa.string())
