"""Every file that the made-up city sends is recognised for what it is, and no row of it is set aside."""

import pyarrow.compute as pc
import pyarrow.parquet as pq

from semesta.formats.read import land
from semesta.synthetic.bill_lines import FAULTS
from semesta.synthetic.bill_series import WRONG_TARIFFS
from tests.unit.synthetic_city import made, sent

KINDS = {
    "badan_usaha": "employer",
    "dtsen_individu": "poor_person",
    "dtsen_keluarga": "poor_family",
    "dukcapil": "resident",
    "faskes": "facility",
    "form_mutasi": "mutation",
    "form_mutasi_upah": "mutation",
    "kelahiran_rs": "event",
    "kematian": "event",
    "kerja_sama": "cooperation",
    "kunjungan_odk": "visit",
    "lampiran_sk": "decree",
    "penduduk_resmi": "population",
    "perusahaan_oss": "employer",
    "perusahaan_bpjstk": "employer",
    "tenaga_kerja_bpjstk": "worker",
    "pegawai_non_asn": "worker",
    "peserta": "member",
    "pindah_keluar": "event",
    "rekap_tagihan": "invoice_total",
    "siks_pbi": "pbi",
    "tagihan_pbpu_pemda": "invoice",
}


def test_every_file_is_recognised_and_lands_whole(tmp_path):
    made(tmp_path / "city", residents=3_000, preset="2026-02", files="all")
    found = {}
    for path in sorted((tmp_path / "city" / "inbox").iterdir()):
        (part,) = land(path, tmp_path / "landed")
        assert part.rejected_count == 0, path.name
        assert part.landed_count > 0, path.name
        assert f"{part.data_on:%Y-%m}" == "2026-02", path.name
        found[path.name.rsplit("_", 2)[0]] = part.kind
    assert found == KINDS


def test_five_percent_of_the_listed_families_are_missing_from_the_family_file(tmp_path):
    made(tmp_path, residents=12_000, files="all")
    persons, families = sent(tmp_path, "dtsen_individu"), sent(tmp_path, "dtsen_keluarga")
    listed = pc.is_in(persons["nomor_kartu_keluarga"], value_set=families["nomor_kartu_keluarga"])
    assert 0.03 < 1 - pc.sum(listed).as_py() / persons.num_rows < 0.07


def test_the_bills_have_faults_of_every_reason_and_the_truth_names_them(tmp_path):
    made(tmp_path, residents=60_000, files="all", bills=6)
    truth = pq.read_table(tmp_path / "truth" / "invoice_truth_1671.parquet")
    for first in ("2025-04", "2025-05"):
        bill = sent(tmp_path, f"tagihan_pbpu_pemda_{first}")
        told = truth.filter(pc.equal(pc.strftime(truth["invoice_month"], "%Y-%m"), first))
        lines = told.filter(pc.is_valid(told["row_number"]))
        assert bill["PSNOKA"].to_pylist() == lines["psnoka"].to_pylist()
        assert not set(bill["PSNOKA"].to_pylist()) & set(
            told.filter(pc.is_null(told["row_number"]))["psnoka"].to_pylist()
        )
    assert set(truth["fault"].to_pylist()) == set(FAULTS)
    wrong = bill.filter(pc.equal(lines["fault"], "wrong_tariff"))
    assert set(wrong["IURAN"].to_pylist()) <= {str(rate) for rate in WRONG_TARIFFS}
    cards = set(sent(tmp_path, "peserta")["PSNOKA"].to_pylist())
    unknown = bill.filter(pc.equal(lines["fault"], "card_unknown"))["PSNOKA"].to_pylist()
    assert unknown
    assert not cards & set(unknown)
