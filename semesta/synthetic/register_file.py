"""The population register as SIAK exports it: upper-case columns, labels, dates dd-mm-yyyy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from semesta.synthetic.columns import addresses, days, looked_up, number, number_or_empty, small
from semesta.synthetic.files import slices
from semesta.synthetic.register import ABSENT, STATUS_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from semesta.synthetic.files import City

SHDK = (
    "",
    "KEPALA KELUARGA",
    "SUAMI",
    "ISTRI",
    "ANAK",
    "MENANTU",
    "CUCU",
    "ORANGTUA",
    "MERTUA",
    "FAMILI LAIN",
    "PEMBANTU",
    "LAINNYA",
)
MARRIED = ("BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI")
JOBS = (
    "BELUM/TIDAK BEKERJA",
    "PELAJAR/MAHASISWA",
    "MENGURUS RUMAH TANGGA",
    "BURUH HARIAN LEPAS",
    "PEGAWAI NEGERI SIPIL (PNS)",
    "KEPOLISIAN RI (POLRI)",
    "KARYAWAN SWASTA",
    "WIRASWASTA",
    "PENSIUNAN",
)


def register_order(city: City) -> NDArray[np.int64]:
    """The register rows that this month's file holds, in its order."""
    return np.flatnonzero(city.register.kind != ABSENT)


def register_tables(city: City, done: Callable[[int], None] | None = None) -> Iterator[pa.Table]:
    """The register as SIAK exports it, in slices."""
    rows = register_order(city)
    for piece in slices(len(rows), done):
        yield _register_slice(city, rows[piece])


def _register_slice(city: City, at: NDArray[np.int64]) -> pa.Table:
    register, people, homes = city.register, city.people, city.homes
    human = register.human[at]
    household = people.household[human]
    village = register.village[at]
    code = city.places.village_code[village]
    mother = people.mother_person[human]
    mother_nik = np.where((mother >= 0) & (people.nik[human] % 5 > 0), people.nik[np.maximum(mother, 0)], 0)
    return pa.table(
        {
            "NIK": number(register.nik[at]),
            "NO_KK": number(register.nkk[at]),
            "NAMA_LGKP": register.name.take(pa.array(at)),
            "JENIS_KLMIN": looked_up(("LAKI-LAKI", "PEREMPUAN"), people.female[human].astype(np.int8)),
            "TMPT_LHR": looked_up(
                [*city.places.issue_place, city.places.name.replace("KOTA ", "").replace("KAB. ", "")],
                np.where(people.issuer[human] < 0, len(city.places.issue_place), people.issuer[human]),
            ),
            "TGL_LHR": days(register.birth[at]),
            "STAT_HBKEL": looked_up(SHDK, people.role[human]),
            "STATUS_KAWIN": looked_up(MARRIED, _married(city, human, household)),
            "JENIS_PKRJN": looked_up(JOBS, _jobs(city, human, household)),
            "NAMA_LGKP_AYAH": city.text.take(pa.array(people.father[human])),
            "NIK_IBU": number_or_empty(mother_nik),
            "NAMA_LGKP_IBU": city.text.take(pa.array(people.mother[human])),
            "ALAMAT": addresses(homes.street[household], homes.number[household]),
            "NO_RT": small(homes.rt[household], 3),
            "NO_RW": small(homes.rw[household], 3),
            "NO_PROP": number(code // 100_000_000),
            "NO_KAB": number(code // 1_000_000 % 100),
            "NO_KEC": number(code // 10_000 % 100),
            "NO_KEL": number(code % 10_000),
            "KEC_NAME": looked_up(city.places.district_name, village),
            "KEL_NAME": looked_up(city.places.village_name, village),
            "STATUS": looked_up(STATUS_TEXT, register.kind[at]),
            "TGL_UBAH": days(register.changed[at]),
        }
    )


def _married(city: City, human: NDArray[Any], household: NDArray[Any]) -> NDArray[np.int8]:
    people = city.people
    couple = np.zeros(len(city.homes.village), bool)
    couple[people.household[people.role == 3]] = True
    role = people.role[human]
    alone = np.where(people.nik[human] % 3 == 0, 2, 3)
    head = np.where(couple[household], 1, alone)
    return np.where(role == 1, head, np.where(role == 3, 1, np.where((role == 7) | (role == 8), 3, 0))).astype(np.int8)


def _jobs(city: City, human: NDArray[Any], household: NDArray[Any]) -> NDArray[np.int8]:
    people = city.people
    role, work = people.role[human], city.homes.work[household]
    age = (int(city.register.changed.max()) - people.birth[human]) / 365.25
    head = np.choose(work, [3, 4, 5, 6, 7, 8])
    other = np.where(role == 3, 2, np.where(age < 6, 0, np.where(age < 22, 1, 3)))
    return np.where(role == 1, head, other).astype(np.int8)
