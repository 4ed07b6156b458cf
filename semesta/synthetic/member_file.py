"""The membership file as BPJS sends it: the master file, rich or lean, and the six-column file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from semesta.synthetic.columns import days, looked_up, number, number_or_empty, small, typed_addresses
from semesta.synthetic.damage import written_nik
from semesta.synthetic.files import employer_codes, facility_codes, facility_count, slices
from semesta.synthetic.households import paying_firms
from semesta.synthetic.standing import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from semesta.synthetic.files import City
    from semesta.synthetic.standing import Standing

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
