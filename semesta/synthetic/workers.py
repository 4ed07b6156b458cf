"""Workers by name, as BPJS Ketenagakerjaan lists those of firms and the city lists its own honorary staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.columns import addresses, days, looked_up, number
from semesta.synthetic.draw import stream
from semesta.synthetic.firms import firm_names
from semesta.synthetic.kin import HEAD, SPOUSE
from semesta.synthetic.people import LIVING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.months import Month

LISTED_FIRMS = 0.6
STAFF_OF_RESIDENTS = 0.004
OFFICES = (
    "DINAS PERHUBUNGAN", "DINAS KEBERSIHAN DAN LINGKUNGAN HIDUP", "SATUAN POLISI PAMONG PRAJA", "DINAS PENDIDIKAN",
    "DINAS KESEHATAN", "SEKRETARIAT DAERAH", "KECAMATAN ILIR BARAT I", "KECAMATAN SUKARAMI",
)  # fmt: skip


def worker_tables(seed: int, month: Month) -> tuple[pa.Table, pa.Table]:
    """(firms that BPJS Ketenagakerjaan knows, their workers by name with wages): heads of households who work there."""
    city = month.city
    listed, human, firm, wage = _drawn(seed, month)
    count = np.bincount(firm, minlength=city.homes.firm_count)[listed]
    firms = pa.table({
        "NPP": npp_codes(listed), "NAMA PERUSAHAAN": firm_names(listed), "ALAMAT": addresses(listed, listed % 300 + 1),
        "TK AKTIF": number(count),
    })  # fmt: skip
    workers = pa.table({
        "NPP": npp_codes(firm), "NAMA PERUSAHAAN": firm_names(firm), "NIK": number(city.people.nik[human]),
        "NAMA TENAGA KERJA": city.text.take(pa.array(human)), "TGL LAHIR": days(city.people.birth[human]),
        "UPAH": number(wage),
    })  # fmt: skip
    return firms, workers


def listed_workers(seed: int, month: Month) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(person, firm, wage in rupiah) of everybody on the list of BPJS Ketenagakerjaan."""
    return _drawn(seed, month)[1:]


def _drawn(
    seed: int, month: Month
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(firms listed, then by worker: person, firm, wage)."""
    city = month.city
    rng = stream(seed, city.places.area, "workers")
    listed = np.flatnonzero(rng.random(city.homes.firm_count) < LISTED_FIRMS)
    firm = np.where(city.people.role == HEAD, city.homes.firm[city.people.household], -1)
    human = np.flatnonzero((city.people.state == LIVING) & np.isin(firm, listed))
    wage = np.round(3_950_000 * rng.lognormal(0.1, 0.25, len(human)), -3).astype(np.int64)
    return listed, human, firm[human].astype(np.int64), wage


def staff_table(seed: int, month: Month) -> pa.Table:
    """The city's honorary staff: heads and spouses of households without an employer."""
    city = month.city
    rng = stream(seed, city.places.area, "staff")
    adult = np.isin(city.people.role, (HEAD, SPOUSE)) & (city.people.state == LIVING)
    free = np.flatnonzero(adult & (city.homes.firm[city.people.household] < 0))
    human = np.sort(rng.permutation(free)[: max(1, int(len(city.people.role) * STAFF_OF_RESIDENTS))])
    return pa.table({
        "NIK": number(city.people.nik[human]), "NAMA PEGAWAI": city.text.take(pa.array(human)),
        "PERANGKAT DAERAH": looked_up(OFFICES, rng.integers(0, len(OFFICES), len(human))),
        "HONORARIUM": number(rng.integers(18, 36, len(human)) * 100_000),
    })  # fmt: skip


def npp_codes(firm: NDArray[Any]) -> pa.Array:
    """The number of each firm at BPJS Ketenagakerjaan."""
    return pc.binary_join_element_wise("NN", number(firm, 6), "")
