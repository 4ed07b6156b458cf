"""Buku Induk Penduduk: blocks per KK become rows of residents."""

from __future__ import annotations

from formats_files import SAMPLES, land_text, rejects_of, rows_of, workbook

from semesta.formats.read import land

COLUMNS = (
    "nkk", "nik", "name", "birth_place", "birth_date", "sex", "family_relation", "address", "rt", "rw", "village_name",
)  # fmt: skip


def test_each_person_carries_the_card_and_address_of_the_block(tmp_path):
    (landed,) = land(SAMPLES / "dukcapil_bip.csv", tmp_path)
    assert rows_of(landed, *COLUMNS) == [
        (1, "1671081209090002 \u00a0", "1671080510770002\u00a0", "HENDRA GUNAWAN", "PALEMBANG", "05/10/1977", "Lk",
         "KEPALA KELUARGA", "JL. SIARAN NO. 7", "003", "001", "SAKO BARU"),
        (2, "1671081209090002 \u00a0", "1671085212800001\u00a0", "RINA WATI", "PALEMBANG", "12/12/1980", "Pr",
         "ISTRI", "JL. SIARAN NO. 7", "003", "001", "SAKO BARU"),
        (3, "1671080101150007 \u00a0", "1671084107550001\u00a0", "NYAYU FATIMAH", "PALEMBANG", "01/07/1955", "Pr",
         "KEPALA KELUARGA", "JL. MUSI RAYA NO. 21", "010", "004", "SAKO BARU"),
    ]  # fmt: skip
    assert str(landed.data_on) == "2024-12-31"


def test_the_card_below_its_title_and_titles_in_every_block(tmp_path):
    head = [None, "NO.", "NIK", "NAMA LENGKAP", "JK", "TMPT LHR", "TGL LHR", "AGAMA", "STATUS", "SHDK"]
    rows = [
        ["BUKU INDUK PENDUDUK"],
        [None, "NO.KK", None, "NAMA KEPALA", None, None, "ALAMAT"],
        [None, "1671081209090002", None, "HENDRA", None, None, "JL. SIARAN, RT:003, RW:001, Kodepos:30163,-"],
        head,
        [None, 1, "1671080510770002", "HENDRA", "L", "PALEMBANG", "05-10-1977", "ISLAM", "K", "KEPALA KELUARGA"],
        [],
        [None, "NO.KK", None, "NAMA KEPALA", None, None, "ALAMAT"],
        [None, "1671080101150007", None, "FATIMAH", None, None, "JL. MUSI, RT:010, RW:004, Kodepos:30163,-"],
        head,
        [None, 1, "1671084107550001", "FATIMAH", "P", "PALEMBANG", "01-07-1955", "ISLAM", "CM", "KEPALA KELUARGA"],
    ]
    (landed,) = land(workbook(tmp_path / "bip.xlsx", {"a": rows}), tmp_path / "files")
    assert landed.format == "dukcapil_bip"
    assert rows_of(landed, "nkk", "nik", "name", "sex", "address", "rt", "rw", "marital_status") == [
        (1, "1671081209090002", "1671080510770002", "HENDRA", "L", "JL. SIARAN", "003", "001", "K"),
        (2, "1671080101150007", "1671084107550001", "FATIMAH", "P", "JL. MUSI", "010", "004", "CM"),
    ]


def test_labels_with_their_value_in_the_next_cell(tmp_path):
    rows = [
        [None, "BUKU INDUK KEPENDUDUKAN KOTA CONTOH (DAFTAR  KELUARGA)"],
        [],
        [None, "PROVINSI :", "SUMATERA SELATAN", None, "NO. KK :", "1671081209090002"],
        [None, "KABUPATEN :", "CONTOH", None, "NAMA. KK :", "HENDRA"],
        [None, "KECAMATAN :", "SAKO", None, "ALAMAT :", "JL. SIARAN,Kodepos :30163,Telp :,-"],
        [None, "DESA :", "SAKO BARU", None, "NO.RT/RW :", "003/001"],
        [None, 2, 3, 4, 5, 6, 7],
        [None, "NO", "NIK", "NAMA", "JK", "TMPT LHR", "TGL LHR"],
        [None, "1", "1671080510770002", "HENDRA", "L", "PALEMBANG", "05-10-1977"],
        [None, "2", None, "ANAK BARU", "P", "PALEMBANG", "05-10-2024"],
        [None, "baris", "yang", "aneh", "sekali"],
    ]
    (landed,) = land(workbook(tmp_path / "bip.xlsx", {"a": rows}), tmp_path / "files")
    assert rows_of(landed, "nkk", "nik", "name", "address", "rt", "rw", "village_name", "district_name") == [
        (1, "1671081209090002", "1671080510770002", "HENDRA", "JL. SIARAN", "003", "001", "SAKO BARU", "SAKO"),
        (2, "1671081209090002", None, "ANAK BARU", "JL. SIARAN", "003", "001", "SAKO BARU", "SAKO"),
    ]
    assert rejects_of(landed) == [(3, "catatan", "baris | yang | aneh | sekali")]


def test_a_table_with_a_column_no_kk_is_no_block_report(tmp_path):
    text = "NO KK;NIK;NAMA;TGL LAHIR;JK\n1671081209090002;1671080510770002;HENDRA;05-10-1977;L\n"
    assert land_text(tmp_path, text).format == "dukcapil_siak"
