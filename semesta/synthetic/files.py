"""The two main files as the offices send them: Dukcapil's register and BPJS's membership file, written in slices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from semesta.synthetic.columns import addresses, days, looked_up, number, number_or_empty, small, typed_addresses
from semesta.synthetic.damage import written_nik
from semesta.synthetic.households import paying_firms
from semesta.synthetic.plan import SEGMENTS
from semesta.synthetic.register import ABSENT, STATUS_TEXT
from semesta.synthetic.standing import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from semesta.synthetic.cards import Cards
    from semesta.synthetic.entries import Entries
    from semesta.synthetic.guests import Guests
    from semesta.synthetic.households import Households
    from semesta.synthetic.people import People
    from semesta.synthetic.places import Places
    from semesta.synthetic.register import Register
    from semesta.synthetic.standing import Standing

SLICE = 200_000
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
SEGMENT_TEXT = {
    1: "PNS PUSAT",
    3: "PNS DAERAH",
    5: "PRAJURIT AD",
    6: "PRAJURIT AL",
    7: "PRAJURIT AU",
    8: "ANGGOTA POLRI",
    10: "PEGAWAI PEMERINTAH DENGAN PERJANJIAN KERJA",
    11: "PEGAWAI BUMN",
    12: "PEGAWAI BUMD",
    13: "PEGAWAI SWASTA",
    14: "PEKERJA MANDIRI",
    15: "PENERIMA PENSIUN PNS",
    16: "PENERIMA PENSIUN TNI",
    17: "PENERIMA PENSIUN POLRI",
    20: "VETERAN",
    21: "PBI (APBN)",
    22: "PBI (APBD)",
    23: "INVESTOR",
    24: "PEMBERI KERJA",
    25: "PENERIMA PENSIUN SWASTA",
}
SIX_SEGMENT = ("", "PBI APBN", "PBI APBD", "PPU", "PBPU", "BP")
MONTHS_ID = (
    "JANUARI",
    "FEBRUARI",
    "MARET",
    "APRIL",
    "MEI",
    "JUNI",
    "JULI",
    "AGUSTUS",
    "SEPTEMBER",
    "OKTOBER",
    "NOVEMBER",
    "DESEMBER",
)


@dataclass(frozen=True)
class City:
    """Everything about one area that files are written from."""

    places: Places
    outside: Places  # villages of other areas, see City.village_*
    people: People
    homes: Households
    text: pa.Array  # names of people, then of parents elsewhere
    register: Register
    cards: Cards
    entries: Entries
    guests: Guests | None = None
    guest: NDArray[np.int64] | None = None  # per person the place among guests, -1 none

    @property
    def village_code(self) -> NDArray[np.int64]:
        codes: NDArray[np.int64] = np.r_[self.places.village_code, self.outside.village_code]
        return codes

    @property
    def village_name(self) -> list[str]:
        return self.places.village_name_old + self.outside.village_name_old

    @property
    def district_name(self) -> list[str]:
        return self.places.district_name_old + self.outside.district_name_old


def write_csv(path: Path, tables: Iterator[pa.Table], delimiter: str) -> int:
    """Slices written one after another into one CSV (UTF-8, no quotes, header first); the row count."""
    options = pacsv.WriteOptions(delimiter=delimiter, quoting_style="none", batch_size=32_768)
    rows, writer = 0, None
    try:
        for table in tables:
            writer = writer or pacsv.CSVWriter(path, table.schema, write_options=options)
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return rows


def slices(count: int, done: Callable[[int], None] | None = None) -> Iterator[slice]:
    """0..count in pieces of SLICE; `done` is told the rows behind."""
    for low in range(0, max(count, 1), SLICE):
        yield slice(low, min(low + SLICE, count))
        if done is not None:
            done(min(low + SLICE, count))


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


def member_tables(
    city: City,
    standing: Standing,
    columns: str,
    month: tuple[int, int],
    done: Callable[[int], None] | None = None,
) -> Iterator[pa.Table]:
    """The membership file of one month in slices; `columns` as in `write_city`."""
    present = np.flatnonzero(standing.present)
    for piece in slices(len(present), done):
        at = present[piece]
        yield (
            _six_slice(city, standing, at, month)
            if columns == "six"
            else _member_slice(city, standing, at, columns == "rich")
        )


def _member_slice(city: City, standing: Standing, at: NDArray[np.int64], rich: bool) -> pa.Table:
    cards, entries, people, homes = city.cards, city.entries, city.people, city.homes
    household = people.household[cards.human[at]]
    village = entries.village[at]
    code = np.where(village < 0, 0, city.village_code[np.maximum(village, 0)])
    status = standing.status[at]
    elsewhere = village != homes.village[household]
    house = np.where(elsewhere, homes.number[household] * 7 % 399 + 1, homes.number[household])
    street = np.where(elsewhere, homes.street[household] + 11, homes.street[household])
    parts = {
        "PSNOKA": number(cards.psnoka[at], 13),
        "NOKA": number(cards.noka[at], 13),
        "NIK": written_nik(
            entries.nik[at], entries.nik_kind[at], np.where(code > 0, code, city.places.village_code[0])
        ),
        "NAMA": entries.name.take(pa.array(at)),
        "JENKEL": looked_up(("", "1", "2"), entries.sex[at]),
        "TGLLHR": days(entries.birth[at], "{y:04d}-{m:02d}-{d:02d}"),
        "PISA": small(cards.pisa[at]),
        "KDJNSPESERTA": small(standing.kind[at]),
        "KETJNSPESERTA": looked_up([SEGMENT_TEXT.get(kind, "") for kind in range(29)], standing.kind[at]),
        "TMT": days(cards.start[at], "{y:04d}-{m:02d}-{d:02d}"),
        "TAT": days(standing.end[at], "{y:04d}-{m:02d}-{d:02d}"),
        "TMTPEG": days(standing.since[at], "{y:04d}-{m:02d}-{d:02d}"),
        "KDSTATUSPST": looked_up([code for code, _ in STATUSES], status),
        "STATUSPST": looked_up([text for _, text in STATUSES], status),
        "KLSRAWAT": small(cards.ward_class[at]),
    }
    if rich:
        parts |= {"KKNO": number_or_empty(entries.family_card[at]), "NAMAIBU": entries.mother.take(pa.array(at))}
    parts |= {
        "KDFASKES": looked_up(
            facility_codes(city.places), np.where(village < 0, 0, village) % facility_count(city.places)
        ),
        "KDKANTOR": looked_up(("0601",), np.zeros(len(at), np.int8)),
        "NOHP": number_or_empty(entries.phone[at], "0"),
        "ALAMAT": typed_addresses(street, house, household * 7 % 101),
        "RT": small(np.where(elsewhere, homes.rt[household] % 30 + 1, homes.rt[household]), 3),
        "RW": small(np.where(elsewhere, homes.rw[household] % 9 + 1, homes.rw[household]), 3),
        "KDKEL": number_or_empty(code),
        "NMKEL": looked_up(city.village_name, village),
        "NMKEC": looked_up(city.district_name, village),
        "KDBU": employer_codes(city.places, np.where(standing.segment[at] == 3, paying_firms(homes, household), -1)),
        "TUNGGAKAN": small(standing.arrears[at]),
    }
    return pa.table(parts)


def _six_slice(city: City, standing: Standing, at: NDArray[np.int64], month: tuple[int, int]) -> pa.Table:
    entries = city.entries
    village = np.full(len(at), city.places.village_code[0])
    year, number_of_month = month
    return pa.table(
        {
            "PSNOKA": number(city.cards.psnoka[at], 13),
            "NIK": written_nik(entries.nik[at], entries.nik_kind[at], village),
            "NAMA": entries.name.take(pa.array(at)),
            "SEGMEN": looked_up(SIX_SEGMENT, standing.segment[at]),
            "BULAN": looked_up((MONTHS_ID[number_of_month - 1],), np.zeros(len(at), np.int8)),
            "TAHUN": looked_up((str(year),), np.zeros(len(at), np.int8)),
        }
    )


def facility_count(places: Places) -> int:
    """About one first-level facility for every village, at least three."""
    return max(3, len(places.village_code))


def facility_codes(places: Places) -> list[str]:
    """Codes of the area's first-level facilities: puskesmas in digits, clinics with U."""
    regency = int(places.area.replace(".", ""))
    count = facility_count(places)
    return [f"{regency:04d}{at:04d}" if at % 5 < 2 else f"{regency:04d}U{at:03d}" for at in range(1, count + 1)]


def employer_codes(places: Places, firm: NDArray[Any]) -> pa.Array:
    """Kode badan usaha of each firm; empty for -1."""
    regency = int(places.area.replace(".", ""))
    text = pc.binary_join_element_wise(str(regency), number(np.maximum(firm, 0), 5), "")
    return pc.if_else(pa.array(np.asarray(firm) < 0), pa.scalar("", pa.string()), text)


__all__ = [
    "SEGMENTS",
    "City",
    "employer_codes",
    "facility_codes",
    "facility_count",
    "member_tables",
    "register_tables",
    "slices",
    "write_csv",
]
