"""The smaller files that come with the register and the membership file, each in its sender's own shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from semesta.synthetic.bill_series import bill_series
from semesta.synthetic.bills import (
    FORM_TITLE,
    cooperation_table,
    letter_table,
    payment_table,
    population_table,
    proposal_table,
)
from semesta.synthetic.facts import human_standing
from semesta.synthetic.files import write_csv
from semesta.synthetic.firms import employer_table, facility_table, licence_table
from semesta.synthetic.happenings import birth_table, death_table, move_table, visit_table
from semesta.synthetic.poverty import decree_table, family_table, pbi_table, person_table
from semesta.synthetic.sheets import write_sheet
from semesta.synthetic.wages import wage_tables
from semesta.synthetic.workers import staff_table, worker_tables

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.synthetic.months import Month
    from semesta.synthetic.plan import Plan


def write_offices(out: Path, seed: int, plan: Plan, month: Month, bills: int = 1) -> None:
    """`out`/inbox gains the companions of `month` (the last one); `out`/truth the truth of wages and of its `bills`
    bills."""
    area = month.city.places.area.replace(".", "")
    stamp = f"{month.first:%Y-%m}_{area}"
    inbox = out / "inbox"
    covered = human_standing(month.city, month.standing)
    firms, workers = worker_tables(seed, month)
    wages, held_back = wage_tables(seed, month)
    texts = {
        "perusahaan_bpjstk": (firms, ";"),
        "tenaga_kerja_bpjstk": (workers, ";"),
        "form_mutasi_upah": (wages, ";"),
        "pegawai_non_asn": (staff_table(seed, month), ";"),
        "siks_pbi": (pbi_table(month), ";"),
        "dtsen_individu": (person_table(seed, month), ","),
        "dtsen_keluarga": (family_table(seed, month), ","),
        "kelahiran_rs": (birth_table(month), ";"),
        "pindah_keluar": (move_table(month), ";"),
        "perusahaan_oss": (licence_table(seed, month), ","),
        "kunjungan_odk": (visit_table(seed, month, covered), ","),
        "kerja_sama": (cooperation_table(plan, month), ";"),
        "penduduk_resmi": (population_table(plan, month), ";"),
    }
    for name, (table, delimiter) in texts.items():
        write_csv(inbox / f"{name}_{stamp}.csv", iter([table]), delimiter)
    if plan.decree is not None:
        decree = decree_table(month, plan.decree["number"], plan.decree["signed"], plan.decree["effective"])
        _with_title(
            inbox / f"lampiran_sk_{stamp}.csv",
            "LAMPIRAN KEPUTUSAN MENTERI SOSIAL TENTANG PENONAKTIFAN PESERTA PBI JK",
            decree,
        )
    write_sheet(
        inbox / f"kematian_{stamp}.xlsx", [["DAFTAR KEMATIAN"], [month.city.places.name], []], death_table(month)
    )
    write_sheet(
        inbox / f"badan_usaha_{stamp}.xlsx",
        [["DAFTAR BADAN USAHA TERDAFTAR"], [month.city.places.name], []],
        employer_table(month),
    )
    write_sheet(inbox / f"faskes_{stamp}.xlsx", [["DAFTAR FASILITAS KESEHATAN"], []], facility_table(month))
    write_sheet(inbox / f"form_mutasi_{stamp}.xlsx", FORM_TITLE, proposal_table(seed, month, covered), "Form Mutasi")
    pq.write_table(held_back, out / "truth" / f"wage_truth_{area}.parquet", compression="zstd")
    _write_bills(out, seed, month, bills)


def _write_bills(out: Path, seed: int, month: Month, count: int) -> None:
    area, truths, bills = month.city.places.area.replace(".", ""), [], []
    for first, lines, truth in bill_series(seed, month, count):
        write_csv(out / "inbox" / f"tagihan_pbpu_pemda_{first:%Y-%m}_{area}.csv", iter([lines]), ";")
        truths.append(truth)
        bills.append((first, lines))
    stamp = f"{month.first:%Y-%m}_{area}"
    for name, table in (("rekap_tagihan", letter_table(bills)), ("sp2d", payment_table(bills))):
        if table.num_rows:
            write_csv(out / "inbox" / f"{name}_{stamp}.csv", iter([table]), ";")
    pq.write_table(pa.concat_tables(truths), out / "truth" / f"invoice_truth_{area}.parquet", compression="zstd")


def _with_title(path: Path, title: str, table: pa.Table) -> None:
    """A CSV with a title row and an empty row above the header, as decree lists have."""
    write_csv(path, iter([table]), ";")
    rest = ";" * (table.num_columns - 1)
    path.write_bytes(f"{title}{rest}\n{rest}\n".encode() + path.read_bytes())
