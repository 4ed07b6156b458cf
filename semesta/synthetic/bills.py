"""What city and BPJS tell each other beside the bills: agreement, payments, cover letters, proposals, people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.rules.load import load_rules
from semesta.rules.population import population_series
from semesta.synthetic.columns import addresses, days, looked_up, number, small
from semesta.synthetic.draw import stream
from semesta.synthetic.months import month_before
from semesta.synthetic.people import LIVING
from semesta.synthetic.places import regency_people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from semesta.synthetic.months import Month
    from semesta.synthetic.plan import Plan

PRESET_AREA = "16.71"  # whose published totals the presets are


def cooperation_table(plan: Plan, month: Month) -> pa.Table:
    """What the city and the BPJS branch report of the month: nothing owed, application approved, quota, budget."""
    rules = load_rules()
    monthly = rules.whole("pbpu_pemda_contribution_rupiah", month.first) + rules.whole(
        "pbpu_help_pemda_rupiah", month.first
    )
    quota = round(plan.segment["PBPU_PEMDA"] * 1.05)
    row = {
        "BULAN": f"{month.first:%Y-%m}",
        "KODE WILAYAH": month.city.places.area,
        "TUNGGAKAN PEMDA": "0",
        "LUNAS SAMPAI": f"{month_before(month.first):%Y-%m}",
        "PENGAJUAN DISETUJUI": "YA",
        "KUOTA": str(quota),
        "ANGGARAN": str(quota * monthly * 12),
        "TANGGAL CUT OFF": str(rules.whole("cut_off_day", month.first)),
        "SUMBER": "DATA BUATAN",
    }
    return pa.table({key: pa.array([value], pa.string()) for key, value in row.items()})


def population_table(plan: Plan, month: Month) -> pa.Table:
    """The population figure of the register office, a lower one as the statistics office would have it, and in a city
    of another size than the real one every other published series, on the same scale.
    """
    people, area = plan.population, month.city.places
    real = regency_people().get(area.area, people)
    rows = [("DKB", month.first, people, real), ("BPS", month.first, round(people * (1_718_440 / 1_781_672)), real)]
    whole = plan.published if area.area == PRESET_AREA else real
    if people != whole:
        rows += [
            (series, valid_from, round(count * people / whole), count)
            for series, (valid_from, count) in _published(area.area, month.first).items()
            if series not in ("DKB", "BPS")
        ]
    return pa.table(
        {
            "KODE WILAYAH": [area.area] * len(rows),
            "NAMA WILAYAH": [area.name] * len(rows),
            "SERI": [series for series, *_ in rows],
            "BERLAKU MULAI": [f"{valid_from:%Y-%m-%d}" for _, valid_from, *_ in rows],
            "JUMLAH PENDUDUK": [str(count) for *_, count, _ in rows],
            "SUMBER": [f"DATA BUATAN (ASLI {count})" for *_, count in rows],
        }
    )


def _published(area: str, on: date) -> dict[str, tuple[date, int]]:
    """Of each shipped series the figure in force on that day: its date and the people."""
    rows = [row for row in population_series().to_pylist() if row["region_code"] == area and row["valid_from"] <= on]
    return {
        row["series"]: (row["valid_from"], row["people"]) for row in sorted(rows, key=lambda row: row["valid_from"])
    }


def letter_table(bills: Sequence[tuple[date, pa.Table]]) -> pa.Table:
    """The cover letters of bills: people and rupiah of each month, as their lines add up."""
    rows = [
        {
            "NOMOR TAGIHAN": f"{at}/TAG/{first:%m%y}",
            "BULAN TAGIH": f"{first:%Y-%m}",
            "JUMLAH PESERTA": str(len(pc.unique(lines["PSNOKA"]))),
            "IURAN": str(_sum(lines["IURAN"])),
            "BANTUAN IURAN": str(_sum(lines["BANTUAN IURAN PEMDA"])),
            "TOTAL TAGIHAN": str(_sum(lines["IURAN"]) + _sum(lines["BANTUAN IURAN PEMDA"])),
        }
        for at, (first, lines) in enumerate(bills, 1)
    ]
    return pa.Table.from_pylist(rows)


def payment_table(bills: Sequence[tuple[date, pa.Table]]) -> pa.Table:
    """What the city paid of all bills but the last: whole and on the 9th; the one before last on the 14th, too late."""
    rows = [
        {
            "BULAN TAGIH": f"{first:%Y-%m}",
            "TANGGAL SP2D": f"{first.replace(day=14 if at == len(bills) - 2 else 9):%d-%m-%Y}",
            "NOMOR SP2D": f"{at + 1:04d}/SP2D",
            "SUMBER DANA": "APBD",
            "NILAI SP2D": str(_sum(lines["IURAN"]) + _sum(lines["BANTUAN IURAN PEMDA"])),
        }
        for at, (first, lines) in enumerate(bills[:-1])
    ]
    return pa.Table.from_pylist(rows)


def _sum(column: pa.ChunkedArray) -> int:
    return int(pc.sum(pc.cast(column, pa.int64())).as_py())


FORM_TITLE = (
    ("FORM MUTASI DATA PESERTA",),
    (),
    ("JENIS PESERTA", "", "", "PBPU DAN BP PEMERINTAH DAERAH"),
    ("NAMA INSTANSI", "", "", "DINAS KESEHATAN"),
    ("KODE VIRTUAL ACCOUNT", "", "", "8888800000000"),
    ("BANK", "", "", "BANK CONTOH"),
    ("TANGGAL REGISTRASI",),
    ("NOMOR PKS", "", "", "1/PKS"),
    ("KODE PKS", "", "", "PKS01"),
    ("MASA BERLAKU",),
    ("KODE KC", "", "", "0601"),
    ("KODE DATI2", "", "", "0193"),
    (),
)
"""The thirteen rows above the header of FORM MUTASI DATA PESERTA."""


def proposal_table(seed: int, month: Month, covered: NDArray[np.int8], count: int = 60) -> pa.Table:
    """A small mutation form (37 columns): residents without cover whom the city wants to enrol."""
    city = month.city
    rng = stream(seed, city.places.area, "proposals")
    human = np.sort(rng.permutation(np.flatnonzero((covered == 0) & (city.people.state == LIVING)))[:count])
    household, people, homes = city.people.household[human], city.people, city.homes
    village = homes.village[household]
    empty = looked_up(("",), np.zeros(len(human), np.int8))

    def same(text: str) -> Any:
        return looked_up((text,), np.zeros(len(human), np.int8))

    known = {
        "No": number(np.arange(1, len(human) + 1)),
        "Jenis Mutasi": same("1"),
        "Tgl Aktif Berlaku Mutasi": same(f"{month.first:%d-%m-%Y}"),
        "No KK": number(homes.nkk[household]),
        "NIK/KITAS/KITAP": number(people.nik[human]),
        "Nama Lengkap": city.text.take(pa.array(human)),
        "Kode HubKel (PISA)": small(np.array([5, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5])[people.role[human]]),
        "Tgl Lahir": days(people.birth[human], "{d:02d}/{m:02d}/{y:04d}"),
        "Jenis Kelamin": looked_up(("1", "2"), people.female[human].astype(np.int8)),
        "Alamat Tempat Tinggal": addresses(homes.street[household], homes.number[household]),
        "RT": small(homes.rt[household], 3),
        "RW": small(homes.rw[household], 3),
        "Nama Kecamatan": looked_up(city.places.district_name_old, village),
        "Nama Desa": looked_up(city.places.village_name_old, village),
        "Kelas Rawat": same("3"),
        "Kewarganegaraan": same("1"),
    }
    return pa.table({title: known.get(title, empty) for title in form_titles()})


def form_titles() -> list[str]:
    """The 37 titles of the form, in order."""
    import csv
    from importlib.resources import files

    text = (files("semesta.terms") / "data" / "codes" / "bpjs_form_mutasi_37kolom.csv").read_text(encoding="utf-8")
    return [row["judul"] for row in csv.DictReader(text.splitlines())]
