"""Every file that the made-up city sends is recognised for what it is, and no row of it is set aside."""

import pyarrow.compute as pc
import pyarrow.parquet as pq

from semesta.formats.read import land
from tests.unit.synthetic_city import made, sent

KINDS = {
    "badan_usaha": "employer",
    "dtsen_individu": "poor_person",
    "dtsen_keluarga": "poor_family",
    "dukcapil": "resident",
    "faskes": "facility",
    "form_mutasi": "mutation",
    "kelahiran_rs": "event",
    "kematian": "event",
    "kerja_sama": "cooperation",
    "kunjungan_odk": "visit",
    "lampiran_sk": "decree",
    "penduduk_resmi": "population",
    "perusahaan_oss": "employer",
    "peserta": "member",
    "pindah_keluar": "event",
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


def test_the_bill_has_the_planted_faults_and_the_truth_names_them(tmp_path):
    made(tmp_path, residents=60_000, files="all")
    bill, faults = sent(tmp_path, "tagihan"), pq.read_table(tmp_path / "truth" / "invoice_truth_1671.parquet")
    assert bill["PSNOKA"].to_pylist() == faults["psnoka"].to_pylist()
    found = set(faults["fault"].to_pylist())
    assert found == {
        "",
        "double",
        "card_unknown",
        "wrong_tariff",
        "overlap",
        "before_start",
        "dead",
        "moved",
        "not_in_register",
    }
    wrong = bill.filter(pc.equal(faults["fault"], "wrong_tariff"))
    assert set(wrong["IURAN"].to_pylist()) == {"23000"}
    cards = set(sent(tmp_path, "peserta")["PSNOKA"].to_pylist())
    unknown = bill.filter(pc.equal(faults["fault"], "card_unknown"))["PSNOKA"].to_pylist()
    assert not cards & set(unknown)
    lines = bill.group_by(["PSNOKA", "BLNTAG"]).aggregate([("BULAN", "count")])
    assert pc.sum(pc.greater(lines["BULAN_count"], 1)).as_py() == faults["fault"].to_pylist().count("double")
