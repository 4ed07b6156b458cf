"""Employers and health facilities of an area, as BPJS and the licensing office list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.columns import addresses, looked_up, number, small
from semesta.synthetic.draw import stream
from semesta.synthetic.files import employer_codes, facility_codes
from semesta.synthetic.households import paying_firms, registered_firms
from semesta.synthetic.plan import PPU
from semesta.synthetic.settings import read
from semesta.synthetic.standing import ACTIVE, FIRM_ARREARS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.files import City
    from semesta.synthetic.months import Month

KINDS = ("PT", "CV", "TOKO", "UD", "KOPERASI")
FIRST = [
    "MAKMUR",
    "MUSI",
    "AMPERA",
    "SEJAHTERA",
    "SRIWIJAYA",
    "ABADI",
    "SINAR",
    "CAHAYA",
    "KARYA",
    "MITRA",
    "BINTANG",
    "BUMI",
    "SURYA",
    "TIRTA",
    "ANUGERAH",
]
SECOND = tuple(read("names")["firms"]["second"].split())
SECTORS = ("PERDAGANGAN", "INDUSTRI PENGOLAHAN", "JASA", "KONSTRUKSI", "PERTANIAN", "TRANSPORTASI", "PENDIDIKAN")


def firm_names(firm: NDArray[Any]) -> pa.Array:
    """PT MAKMUR JAYA 3: a number tells apart what the words do not."""
    kind = looked_up(KINDS, np.where(firm % 5 < 3, firm % 3, firm % 5))
    first, second = looked_up(FIRST, firm % len(FIRST)), looked_up(SECOND, firm // len(FIRST) % len(SECOND))
    return pc.binary_join_element_wise(kind, first, second, small(firm // (len(FIRST) * len(SECOND)) + 1), " ")


def _workers(city: City) -> NDArray[np.int64]:
    """Workers of each firm: its households' heads and some of their kin."""
    heads = city.homes.firm[city.homes.firm >= 0]
    return np.bincount(heads, minlength=city.homes.firm_count) + 1


def employer_table(month: Month) -> pa.Table:
    """Firms registered with BPJS Kesehatan, with the members that the month's file holds of them."""
    city, standing = month.city, month.standing
    firm = np.flatnonzero(registered_firms(np.arange(city.homes.firm_count)))
    rows = np.flatnonzero(standing.present & (standing.segment == PPU))
    payer = paying_firms(city.homes, city.people.household[city.cards.human[rows]])
    members = np.bincount(payer[standing.status[rows] == ACTIVE], minlength=city.homes.firm_count)[firm]
    late = np.bincount(payer[standing.status[rows] == FIRM_ARREARS], minlength=city.homes.firm_count)[firm]
    return pa.table(
        {
            "KODE BU": employer_codes(city.places, firm),
            "NAMA BU": firm_names(firm),
            "ALAMAT BU": addresses(firm, firm % 300 + 1),
            "NPWP": _npwp(city, firm),
            "JUMLAH PEKERJA": number(_workers(city)[firm]),
            "JUMLAH PESERTA": number(members),
            "BULAN TUNGGAKAN": small(np.where(late > members // 3, 1 + firm % 9, 0)),
        }
    )


def _npwp(city: City, firm: NDArray[Any]) -> pa.Array:
    area = int(city.places.area.replace(".", ""))
    return pc.binary_join_element_wise("0", number(10_000_000_000 + firm * 7_919 + area, 12), "000", "")


def licence_table(seed: int, month: Month) -> pa.Table:
    """All firms with a business number (NIB), among them those that BPJS does not know."""
    city = month.city
    firm = np.arange(city.homes.firm_count)
    rng = stream(seed, city.places.area, "licences")
    village = rng.integers(0, len(city.places.village_code), len(firm))
    area = int(city.places.area.replace(".", ""))
    return pa.table(
        {
            "NIB": number(9_000_000_000_000 + area * 10_000_000 + firm),
            "NAMA PERUSAHAAN": firm_names(firm),
            "ALAMAT USAHA": addresses(firm, firm % 300 + 1),
            "KELURAHAN": looked_up(city.places.village_name_old, village),
            "KECAMATAN": looked_up(city.places.district_name_old, village),
            "KBLI": looked_up(SECTORS, firm % len(SECTORS)),
            "JUMLAH TENAGA KERJA": number(_workers(city)[firm]),
        }
    )


def facility_table(month: Month) -> pa.Table:
    """First-level facilities: puskesmas and clinics, one near every village."""
    places = month.city.places
    codes = facility_codes(places)
    place = np.arange(len(codes)) % len(places.village_code)
    kind = np.where(np.arange(1, len(codes) + 1) % 5 < 2, 0, 1)
    name = pc.binary_join_element_wise(
        looked_up(("PUSKESMAS", "KLINIK"), kind), looked_up(places.village_name_old, place), " "
    )
    return pa.table(
        {
            "KODE FASKES": pa.array(codes, pa.string()),
            "NAMA FASKES": name,
            "JENIS FASKES": looked_up(("PUSKESMAS", "KLINIK PRATAMA"), kind),
            "ALAMAT": addresses(place, place % 200 + 1),
            "KELURAHAN": looked_up(places.village_name_old, place),
            "KECAMATAN": looked_up(places.district_name_old, place),
            "KAPASITAS": number(np.where(kind == 0, 30_000, 8_000)),
        }
    )
