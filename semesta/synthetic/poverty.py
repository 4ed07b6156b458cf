"""What Kemensos sends: PBI recipients (SIKS-NG), DTSEN persons and families, the list of a deactivation decree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.columns import addresses, days, looked_up, number, number_or_empty, small
from semesta.synthetic.damage import written_nik
from semesta.synthetic.draw import pick, stream
from semesta.synthetic.people import LIVING
from semesta.synthetic.places import region_names
from semesta.synthetic.plan import PBI, PEMDA
from semesta.synthetic.register import ROW_LIVING
from semesta.synthetic.standing import ACTIVE

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from semesta.synthetic.files import City
    from semesta.synthetic.months import Month
    from semesta.synthetic.standing import Standing

LISTED_DECILE = 8  # households above it are not on the list of this city
ISO = "{y:04d}-{m:02d}-{d:02d}"


def pbi_table(month: Month) -> pa.Table:
    """The 21 columns of SIKS-NG, one row per PBI card of the month."""
    city, standing = month.city, month.standing
    at = np.flatnonzero(standing.present & (standing.segment == PBI))
    human = city.cards.human[at]
    household = city.people.household[human]
    village = np.maximum(city.entries.village[at], 0)
    homes, size = city.homes, len(at)
    note = looked_up(("AKTIF", "NONAKTIF - SK MENSOS", "NONAKTIF - DATA GANDA"), _notes(standing, at))
    return pa.table(
        {
            "id": number(900_000 + np.arange(size)),
            "iddtks": pc.binary_join_element_wise(city.places.area.replace(".", ""), number(np.arange(size), 8), "-"),
            "provinsi": _constant(region_names()[city.places.area[:2]].upper(), size),
            "kota": _constant(city.places.name, size),
            "kecamatan": looked_up(city.district_name, village),
            "kelurahan": looked_up(city.village_name, village),
            "rt": small(homes.rt[household]),
            "rw": small(homes.rw[household]),
            "dusun": _constant("", size),
            "alamat": addresses(homes.street[household], homes.number[household]),
            "noka_bpjs": number(city.cards.noka[at], 13),
            "psnoka_bpjs": number(city.cards.psnoka[at], 13),
            "nama": city.entries.name.take(pa.array(at)),
            "tanggal_lahir": days(city.entries.birth[at], ISO),
            "tempat_lahir": _birth_places(city, human),
            "jenis_kelamin": looked_up(("", "1", "2"), city.entries.sex[at]),
            "nik": written_nik(city.entries.nik[at], city.entries.nik_kind[at], city.village_code[village]),
            "nokk": number_or_empty(city.entries.family_card[at]),
            "hub_keluarga": small(city.people.role[human]),
            "nama_ibu_kandung": city.entries.mother.take(pa.array(at)),
            "keterangan": note,
        }
    )


def _notes(standing: Standing, at: NDArray[np.int64]) -> NDArray[np.int8]:
    return np.where(standing.status[at] == ACTIVE, 0, np.where(at % 11 == 0, 2, 1)).astype(np.int8)


def _constant(text: str, size: int) -> pa.Array:
    return looked_up((text,), np.zeros(size, np.int8))


def _birth_places(city: City, human: NDArray[Any]) -> pa.Array:
    own = city.places.name.replace("KOTA ", "").replace("KAB. ", "")
    issuer = city.people.issuer[human]
    return looked_up([*city.places.issue_place, own], np.where(issuer < 0, len(city.places.issue_place), issuer))


def _listed(month: Month) -> NDArray[np.int64]:
    """Register rows of living people in the households that DTSEN lists."""
    register, city = month.city.register, month.city
    decile = city.homes.decile[city.people.household[register.human]]
    living = (register.kind == ROW_LIVING) & (city.people.state[register.human] == LIVING)
    return np.flatnonzero(living & (decile <= LISTED_DECILE))


def _holders(month: Month, segment: int) -> NDArray[np.bool_]:
    """Per human: holds a card of `segment` this month."""
    held = np.zeros(len(month.city.people), bool)
    rows = np.flatnonzero(month.standing.present & (month.standing.segment == segment))
    held[month.city.cards.human[rows]] = True
    return held


def person_table(seed: int, month: Month) -> pa.Table:
    """DTSEN individuals by the names of the 2026 dictionary; flags '0' and '1'; chronic illness by age."""
    city, at = month.city, _listed(month)
    human = city.register.human[at]
    household, homes = city.people.household[human], city.homes
    age = (month.today - city.people.birth[human]) / 365.25
    rng = stream(seed, city.places.area, "dtsen")
    chronic = rng.random(len(at)) < np.clip(0.004 * np.exp(age / 22), 0, 0.4)
    disabled = rng.random(len(at)) < 0.012
    return pa.table(
        {
            "nomor_induk_kependudukan": number(city.register.nik[at]),
            "nomor_kartu_keluarga": number(city.register.nkk[at]),
            "nama": city.register.name.take(pa.array(at)),
            "tanggal_lahir": days(city.register.birth[at], ISO),
            "jenis_kelamin": looked_up(("1", "2"), city.people.female[human].astype(np.int8)),
            "status_hubungan_keluarga": small(city.people.role[human]),
            "pbi_nas": looked_up(("0", "1"), _holders(month, PBI)[human].astype(np.int8)),
            "pbi_pemda": looked_up(("0", "1"), _holders(month, PEMDA)[human].astype(np.int8)),
            "disabilitas": looked_up(("0", "1"), disabled.astype(np.int8)),
            "penyakit_kronis": looked_up(("0", "1"), chronic.astype(np.int8)),
            "kode_desa_kelurahan_ktp": number(city.places.village_code[city.register.village[at]]),
            "rt_ktp": small(homes.rt[household], 3),
            "rw_ktp": small(homes.rw[household], 3),
            "alamat_ktp": addresses(homes.street[household], homes.number[household]),
        }
    )


def family_table(seed: int, month: Month) -> pa.Table:
    """DTSEN families; about 5 % of the listed ones are missing, as a district found; some deciles unknown."""
    city, at = month.city, _listed(month)
    household = city.people.household[city.register.human[at]]
    homes, first = np.unique(household, return_index=True)
    count = np.bincount(household, minlength=int(homes.max(initial=0)) + 1)[homes]
    rng = stream(seed, city.places.area, "dtsen family")
    kept = np.flatnonzero(rng.random(len(homes)) > 0.05)
    homes, count, row = homes[kept], count[kept], at[first[kept]]
    decile = city.homes.decile[homes].astype(np.int64)
    national = np.where(rng.random(len(homes)) < 0.01, 0, decile)
    other = np.clip(decile + pick(rng, (0.15, 0.7, 0.15), len(homes)) - 1, 1, 10)
    village = city.register.village[row]
    return pa.table(
        {
            "nomor_kartu_keluarga": number(city.register.nkk[row]),
            "kode_desa_kelurahan": number(city.places.village_code[village]),
            "nama_desa_kelurahan": looked_up(city.places.village_name_old, village),
            "alamat": addresses(city.homes.street[homes], city.homes.number[homes]),
            "jumlah_anggota_keluarga": small(count),
            "desil_nasional": small(national),
            "desil_provinsi": small(decile),
            "desil_kabupaten_kota": small(other),
        }
    )


def decree_table(month: Month, number_of_decree: str, signed: date, effective: date) -> pa.Table:
    """The list attached to the decree: one row per card that it switches off."""
    city, at = month.city, np.flatnonzero(month.standing.decree)
    human = city.cards.human[at]
    decile = city.homes.decile[city.people.household[human]]
    size = len(at)
    reason = np.where(decile > 5, 0, np.where(at % 3 == 0, 1, 2))
    return pa.table(
        {
            "NO": number(np.arange(1, size + 1)),
            "NIK": written_nik(
                city.entries.nik[at], city.entries.nik_kind[at], np.full(size, city.places.village_code[0])
            ),
            "PSNOKA": number(city.cards.psnoka[at], 13),
            "NAMA": city.entries.name.take(pa.array(at)),
            "TGL LAHIR": days(city.entries.birth[at]),
            "NOMOR SK": _constant(number_of_decree, size),
            "TANGGAL SK": _constant(f"{signed:%d-%m-%Y}", size),
            "TANGGAL NONAKTIF": _constant(f"{effective:%d-%m-%Y}", size),
            "DESIL": small(decile),
            "ALASAN": looked_up(("DESIL DI ATAS 5", "KELUARGA ASN/TNI/POLRI", "DATA KEPENDUDUKAN TIDAK PADAN"), reason),
            "KATASTROPIK": looked_up(("TIDAK", "YA"), (at % 97 == 0).astype(np.int8)),
        }
    )
