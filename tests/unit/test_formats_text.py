"""Delimited text as offices write it: every record lands or is set aside, nothing is repaired."""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from formats_files import SIX, land_text, person, rejects_of, rows_of

from semesta.formats import read
from semesta.formats.read import land
from semesta.formats.records import Shape, read_records
from semesta.terms.fault import Fault


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_delimiter_and_the_line_end_are_found(delimiter, line_end, tmp_path):
    text = line_end.join([SIX, person(1), person(2), person(3)]).replace(";", delimiter)
    assert [row[1] for row in rows_of(land_text(tmp_path, text), "psnoka")] == [f"00011{n:08d}" for n in (1, 2, 3)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_the_encoding_is_found(encoding, tmp_path):
    text = "\n".join([SIX, person(1, "RENÉ AÏSYAH"), *(person(n) for n in range(2, 40))])
    assert rows_of(land_text(tmp_path, text.encode(encoding)), "name")[0] == (1, "RENÉ AÏSYAH")


def test_a_few_bad_bytes_in_a_good_file_cost_only_their_lines(tmp_path):
    lines = [SIX.encode(), *(person(n, "RENÉ").encode() for n in range(1, 30))]
    lines[7] = lines[7].replace("É".encode(), b"\xc9")
    lines[9] = lines[9].replace("É".encode(), b"\0\0")
    landed = land_text(tmp_path, b"\n".join(lines))
    assert [(number, reason) for number, reason, _ in rejects_of(landed)] == [(7, "byte_rusak"), (9, "byte_rusak")]
    assert (landed.row_count, landed.landed_count) == (29, 27)


def test_ragged_lines_are_set_aside_with_their_text(tmp_path):
    short, long = "0001;1671;BUDI", person(3) + ";LEBIH"
    landed = land_text(tmp_path, "\n".join([SIX, person(1), short, long, person(4) + ";;", person(5)]))
    assert rejects_of(landed) == [(2, "jumlah_kolom", short), (3, "jumlah_kolom", long)]
    assert [row[0] for row in rows_of(landed)] == [1, 4, 5]


def test_cells_stay_as_sent(tmp_path):
    cells = ["'0001100000011", "1,67101E+15", " ABD. ROHMAN ", "PBI (APBN)\u00a0", "MEI", "2025"]
    quoted = ['"0001;1"', '"1671040203850001.0"', '"NY ""ANI"""', "-", "MEI", "2025"]
    landed = land_text(tmp_path, "\n".join([SIX, ";".join(cells), ";".join(quoted)]))
    assert rows_of(landed, "psnoka", "nik", "name", "segment_text") == [
        (1, *cells[:4]),
        (2, "0001;1", "1671040203850001.0", 'NY "ANI"', "-"),
    ]


def test_an_empty_cell_is_null(tmp_path):
    landed = land_text(tmp_path, "\n".join([SIX, person(1), '0001100000011;;"";PPU;MEI;2025']))
    assert rows_of(landed, "nik", "name", "noka")[1] == (2, None, None, None)


def test_a_quoted_cell_may_hold_line_ends_and_a_stray_quote_is_a_letter(tmp_path):
    broken, stray = '0001;1671;"JALAN\nMUSI\n2";PPU;MEI;2025', '0002;1671;"BUDI;PPU;MEI;2025'
    lines = [SIX, person(1), broken, person(3), stray, person(5)]
    landed = land_text(tmp_path, "\n".join(lines))
    assert rows_of(landed, "name") == [
        (1, "SITI AMINAH"), (2, "JALAN\nMUSI\n2"), (3, "SITI AMINAH"), (4, '"BUDI'), (5, "SITI AMINAH"),
    ]  # fmt: skip
    assert landed.rejected_count == 0


def test_blank_lines_totals_remarks_and_repeated_titles_are_set_aside(tmp_path):
    lines = [
        SIX, person(1), "", ";;;;;", person(4), SIX, "TOTAL;;;;;2", "Catatan: data sementara;;;;;", person(8),
        "JUMLAH;3;;;;", "", "",
    ]  # fmt: skip
    landed = land_text(tmp_path, "\n".join(lines))
    assert [(number, reason) for number, reason, _ in rejects_of(landed)] == [
        (2, "kosong"), (3, "kosong"), (5, "judul_berulang"), (6, "baris_jumlah"), (7, "catatan"), (9, "baris_jumlah"),
    ]  # fmt: skip
    assert [row[0] for row in rows_of(landed)] == [1, 4, 8]
    assert (landed.row_count, landed.landed_count, landed.rejected_count) == (9, 3, 6)


def test_a_person_without_a_nik_is_a_row(tmp_path):
    landed = land_text(tmp_path, "\n".join([SIX, person(1), "0001100000099;;JUMLAH SUSANTI;PPU;MEI;2025"]))
    assert rows_of(landed, "nik", "name")[1] == (2, None, "JUMLAH SUSANTI")


def test_title_lines_and_titles_in_two_rows(tmp_path):
    lines = [
        "DAFTAR PENDUDUK KELURAHAN SAKO,,,,,,", "Per 31 Mei 2025,,,,,,", ",,,,,,",
        "No,NIK,No,Nama,Lahir,,Jenis", ",,KK,Lengkap,Tempat,Tanggal,Kelamin",
        "1,1671080510770002,1671081209090002,HENDRA,PALEMBANG,05/10/1977,L",
    ]  # fmt: skip
    landed = land_text(tmp_path, "\n".join(lines), "penduduk.csv")
    assert rows_of(landed, "nik", "nkk", "name", "birth_place", "birth_date", "sex") == [
        (1, "1671080510770002", "1671081209090002", "HENDRA", "PALEMBANG", "05/10/1977", "L"),
    ]
    assert str(landed.data_on) == "2025-05-31"


def test_titles_are_known_whatever_their_case_spaces_and_signs(tmp_path):
    title = "no. kartu\u00a0jkn;Nomor_KTP; nama  peserta ;Segmen-Peserta;status\u200bpeserta"
    landed = land_text(tmp_path, "\n".join([title, "0001100000011;1671040203850001;BUDI;PPU;AKTIF"]))
    assert rows_of(landed, "psnoka", "nik", "name", "segment_text", "status_text") == [
        (1, "0001100000011", "1671040203850001", "BUDI", "PPU", "AKTIF")
    ]


def test_empty_columns_at_the_end_are_not_there(tmp_path):
    for name, lines in {
        "judul": [SIX + ";;", person(1), person(2)],
        "data": [SIX, person(1) + ";;", person(2) + ";;"],
        "semua": [SIX + ";", person(1) + ";", person(2) + ";"],
    }.items():
        assert land_text(tmp_path, "\n".join(lines), f"{name}.csv").landed_count == 2, name


def test_the_missing_column_is_named(tmp_path):
    with pytest.raises(Fault) as fault:
        land_text(tmp_path, "PSNOKA;NIK;NAMA;BULAN;TAHUN\n1;2;3;4;5\n", "peserta_2025_05.csv")
    assert str(fault.value).startswith("Kolom SEGMEN tidak ada di peserta_2025_05.csv (baris 1;")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "Berkas x kosong"),
        (b" \r\n\r\n", "Berkas x kosong"),
        (b"%PDF-1.7 ...", "Berkas x adalah PDF"),
        (b"\x1f\x8b\x08\0\0", "Berkas x adalah GZIP"),
        (b"PAR1 ... ", "Berkas Parquet x terpotong"),
        (b"PK\x03\x04....", "Berkas x rusak atau terpotong"),
        (bytes(range(1, 32)) * 40, "Isi berkas x tidak dikenal"),
        (b"0001100000011;1671040203850001;BUDI;PPU\n" * 5, "Judul kolom tidak ditemukan dalam 40 baris pertama x"),
        (b"{}", "x: Berkas JSON ini tidak berisi daftar objek"),
        (b'[{"NIK": 1}, {"NIK": ', "x: Berkas JSON ini rusak atau terpotong"),
        (b"[" * 100_000, "x: Berkas JSON ini rusak atau terpotong"),
        (b"<html><body>Halaman masuk</body></html>", "Berkas x tidak berisi baris"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(text, sentence, tmp_path):
    with pytest.raises(Fault) as fault:
        land_text(tmp_path, text, "x")
    assert str(fault.value).startswith(sentence)
    assert not [path for path in (tmp_path / "files").glob("*") if path.name.startswith(".")]


def test_a_fault_never_repeats_what_stands_in_the_file(tmp_path):
    with pytest.raises(Fault) as fault:
        land_text(tmp_path, "NIK;NAMA;X\n1671040203850001;BUDI SANTOSO;1\n", "x.csv")
    assert "BUDI" not in str(fault.value)
    assert "1671" not in str(fault.value)


def test_landing_again_is_a_no_op_whatever_the_name(tmp_path):
    landed = land_text(tmp_path, "\n".join([SIX, person(1)]))
    before = landed.path.stat().st_mtime_ns
    again = land_text(tmp_path, "\n".join([SIX, person(1)]), "salinan.csv")
    assert again == replace(landed, file_name="salinan.csv")
    assert landed.path.stat().st_mtime_ns == before


def test_an_unfinished_landing_is_done_again(tmp_path):
    landed = land_text(tmp_path, "\n".join([SIX, person(1)]))
    (landed.path.parent / "landed.json").unlink()
    landed.path.write_bytes(b"half")
    assert rows_of(land_text(tmp_path, "\n".join([SIX, person(1)])), "name") == [(1, "SITI AMINAH")]


def test_what_a_killed_process_left_is_cleared_and_a_living_one_is_let_alone(tmp_path):
    files = tmp_path / "files"
    dead, living = files / f".0123456789abcdef.{2**22 + 1}.1", files / f".0123456789abcdef.{os.getppid()}.1"
    for left in (dead, living):
        left.mkdir(parents=True)
        (left / "member.parquet").write_bytes(b"half")
    land_text(tmp_path, "\n".join([SIX, person(1)]))
    assert (dead.exists(), living.exists()) == (False, True)


def test_two_at_once_land_the_same_file_once(tmp_path):
    path = tmp_path / "peserta.csv"
    path.write_text("\n".join([SIX, *(person(n) for n in range(1, 20_000))]))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: land(path, tmp_path / "files"), range(4)))
    assert all(one == found[0] for one in found)
    assert [left.name for left in (tmp_path / "files").iterdir()] == [found[0][0].file_id]


def test_a_changed_declaration_lands_the_file_anew(tmp_path, monkeypatch):
    landed = land_text(tmp_path, "\n".join([SIX, person(1)]))
    before = landed.path.stat().st_ino
    monkeypatch.setattr(read, "READER_VERSION", "next")
    assert land_text(tmp_path, "\n".join([SIX, person(1)])) == landed
    assert landed.path.stat().st_ino != before


def test_the_month_comes_from_the_columns_then_the_titles_then_the_name(tmp_path):
    member = "PSNOKA;NIK;NAMA;STATUS PESERTA\n0001100000011;1671040203850001;BUDI;AKTIF\n"
    said = {
        "a_2025_07.csv": "\n".join([SIX, person(1), person(2)]),
        "peserta juni 2025.csv": member,
        "b_2025_07.csv": "Data s.d. 30 April 2025\n" + member,
        "20250531_c.csv": member + "\n",
        "d.csv": member + "\n\n",
    }
    days = {name: land_text(tmp_path, text, name).data_on for name, text in said.items()}
    assert {name: day and day.isoformat() for name, day in days.items()} == {
        "a_2025_07.csv": "2025-05-01",
        "peserta juni 2025.csv": "2025-06-01",
        "b_2025_07.csv": "2025-04-30",
        "20250531_c.csv": "2025-05-31",
        "d.csv": None,
    }


def test_progress_is_told_in_bytes(tmp_path):
    path = tmp_path / "peserta.csv"
    path.write_text("\n".join([SIX, person(1)]))
    told = []
    land(path, tmp_path / "files", progress=lambda done, total, label: told.append((done, total, label)))
    assert told[-1] == (path.stat().st_size, path.stat().st_size, "peserta.csv")


def test_a_large_file_with_every_trouble_adds_up(tmp_path):
    chance = random.Random(4)  # noqa: S311 the same draw each time
    quoted = ['0001;1671;"DUA\nBARIS";PPU;MEI;2025', '0001;1671;"BUDI;PPU;MEI;2025']
    troubles = ["", "a;b", person(5) + ";x", "TOTAL;;;;;9", *quoted]
    records = [chance.choice(troubles) if chance.random() < 0.01 else person(number) for number in range(150_000)]
    records.append(person(7))
    landed = land_text(tmp_path, "\n".join([SIX, *records]))
    ragged = sum(1 for record in records if record in {"a;b", person(5) + ";x"})
    totals, blanks = records.count("TOTAL;;;;;9"), records.count("")
    reasons = [reason for _, reason, _ in rejects_of(landed)]
    assert landed.row_count == 150_001
    counted = [reasons.count(reason) for reason in ("jumlah_kolom", "baris_jumlah", "kosong")]
    assert counted == [ragged, totals, blanks]
    numbers = [row[0] for row in rows_of(landed)] + [number for number, _, _ in rejects_of(landed)]
    assert sorted(numbers) == list(range(1, 150_002))


def test_any_text_is_cut_into_records_that_add_up():
    for seed in range(300):
        chance = random.Random(seed)  # noqa: S311 the same draw each time
        text = "".join(chance.choice('ab;;;"\n\n\r é\0') for _ in range(chance.randrange(1, 200))) + "\n"
        block = text.encode("utf-8" if seed % 3 else "cp1252")
        records = read_records(block, Shape(";", 3, (0, 2)))
        set_aside = [*(one.row_number for one in records.rejects), *records.blanks.tolist()]
        numbers = sorted([*records.numbers.to_pylist(), *set_aside])
        assert numbers == list(range(1, records.record_count + 1)), seed
        assert [len(column) for column in records.columns] == [len(records.numbers)] * 2, seed
