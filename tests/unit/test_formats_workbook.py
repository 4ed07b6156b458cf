"""Workbooks as offices send them."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest
from formats_files import SIX, person, rejects_of, rows_of, workbook
from formats_xls import write_xls

from semesta.formats.read import land
from semesta.terms.fault import Fault

TITLES = SIX.split(";")


def land_sheets(tmp_path, sheets, name="peserta.xlsx"):
    (landed,) = land(workbook(tmp_path / name, sheets), tmp_path / "files")
    return landed


def test_cells_become_the_text_that_the_sender_sees(tmp_path):
    midnight, morning = datetime(1990, 1, 1), datetime(2019, 2, 1, 8, 30)  # noqa: DTZ001 a workbook knows no time zone
    rows = [
        ["PSNOKA", "NIK", "NAMA", "SEGMEN", "TGL LAHIR", "TMT", "STATUS PESERTA"],
        [1100000011, 1671014101900001, "BUDI", "PPU", midnight, "01/02/2019", "AKTIF"],
        ["0001100000011", 1.671014101900001e15, " ANI\u00a0", "PBI", date(1990, 12, 31), morning, True],
        ["'0001100000012", "1,67101E+15", None, 14, 32874.5, None, "0"],
    ]
    landed = land_sheets(tmp_path, {"Sheet1": rows})
    assert rows_of(landed, "psnoka", "nik", "name", "segment_text", "birth_date", "start_on", "status_text") == [
        (1, "1100000011", "1671014101900001", "BUDI", "PPU", "1990-01-01", "01/02/2019", "AKTIF"),
        (2, "0001100000011", "1671014101900001", " ANI\u00a0", "PBI", "1990-12-31", "2019-02-01 08:30:00", "TRUE"),
        (3, "'0001100000012", "1,67101E+15", None, "14", "32874.5", None, "0"),
    ]
    assert "2 isi kolom NIK tersimpan sebagai angka" in landed.notes


def test_a_nik_that_excel_rounded_keeps_the_look_of_it(tmp_path):
    rows = [TITLES, ["0001100000011", 1.6710141019e15, "BUDI", "PPU", "MEI", 2025]]
    assert rows_of(land_sheets(tmp_path, {"a": rows}), "nik", "year") == [(1, "1671014101900000", "2025")]


def test_titles_above_merged_titles_in_two_rows_blank_rows_and_a_total(tmp_path):
    path = tmp_path / "penduduk.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["PEMERINTAH KOTA CONTOH"], ["DAFTAR PENDUDUK PER 31 MEI 2025"], [],
        ["No", "NIK", "No KK", "Nama Lengkap", "Lahir", None, "L/P"],
        [None, None, None, None, "Tempat", "Tanggal", None],
        [1, 2, 3, 4, 5, 6, 7],
        [1, "1671080510770002", "1671081209090002", "HENDRA", "PALEMBANG", "05/10/1977", "L"],
        [],
        [2, "1671085212800001", "1671081209090002", "RINA", "PALEMBANG", "12/12/1980", "P"],
        ["JUMLAH", None, None, 2],
        [], [None, None, "Palembang, 31 Mei 2025"], [None, None, "Kepala Dinas"], [],
    ]:  # fmt: skip
        sheet.append(row)
    for cells in ("A1:G1", "A2:G2", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:F4", "G4:G5"):
        sheet.merge_cells(cells)
    book.save(path)
    (landed,) = land(path, tmp_path / "files")
    assert rows_of(landed, "nik", "nkk", "name", "birth_place", "birth_date", "sex") == [
        (1, "1671080510770002", "1671081209090002", "HENDRA", "PALEMBANG", "05/10/1977", "L"),
        (3, "1671085212800001", "1671081209090002", "RINA", "PALEMBANG", "12/12/1980", "P"),
    ]
    assert [(number, reason) for number, reason, _ in rejects_of(landed)] == [
        (2, "kosong"), (4, "catatan"), (5, "kosong"), (6, "catatan"), (7, "catatan"),
    ]  # fmt: skip
    assert (str(landed.data_on), landed.row_count) == ("2025-05-31", 7)


def test_several_sheets_of_one_format_go_on_counting(tmp_path):
    sheets = {
        "Data 1": [TITLES, *(person(n).split(";") for n in (1, 2))],
        "Kosong": [],
        "Data 2": [["Lanjutan"], TITLES, person(3).split(";")],
        "Data 3": [person(n).split(";") for n in (4, 5, 6)],
        "Rekap": [["Segmen", "Jumlah"], ["PPU", 6]],
    }
    landed = land_sheets(tmp_path, sheets)
    assert rows_of(landed, "psnoka") == [(n, f"00011{n:08d}") for n in range(1, 7)]
    assert "Lembar 'Rekap' (2 baris) tidak dikenal dan tidak dibaca" in landed.notes


def test_sheets_of_two_kinds_land_as_two(tmp_path):
    family = [["nomor_kartu_keluarga", "desil_nasional", "alamat"], ["1671080101150007", 2, "JL. MUSI"]]
    individual = [
        ["nomor_induk_kependudukan", "nomor_kartu_keluarga", "nama", "pbi_nas"],
        ["1671084107550001", "1671080101150007", "FATIMAH", "1"],
    ]
    path = workbook(tmp_path / "dtsen.xlsx", {"keluarga": family, "individu": individual})
    one, two = land(path, tmp_path / "files")
    assert [(one.kind, one.path.name), (two.kind, two.path.name)] == [
        ("poor_family", "poor_family.parquet"), ("poor_person", "poor_person.parquet"),
    ]  # fmt: skip
    assert one.reject_path != two.reject_path
    assert land(path, tmp_path / "files") == (one, two)


def test_formulas_give_their_stored_value_and_are_noted(tmp_path):
    rows = [TITLES, person(1).split(";"), ["0001100000012", "=B2", "ANI", "PPU", "MEI", 2025]]
    landed = land_sheets(tmp_path, {"a": rows})
    assert rows_of(landed, "nik", "name")[1] == (2, None, "ANI")
    assert "1 sel rumus: yang dipakai nilai yang tersimpan" in landed.notes


def test_a_workbook_named_csv_and_text_named_xlsx_are_read_by_content(tmp_path):
    book = workbook(tmp_path / "a.xlsx", {"a": [TITLES, person(1).split(";")]}).rename(tmp_path / "a.csv")
    text = tmp_path / "b.xlsx"
    text.write_text("\n".join([SIX, person(2)]))
    for path, number in ((book, 1), (text, 2)):
        (landed,) = land(path, tmp_path / "files")
        assert rows_of(landed, "psnoka") == [(1, f"00011{number:08d}")]


def test_an_html_table_named_xls(tmp_path):
    cells = "".join(f"<td>{cell}</td>" for cell in person(1).split(";"))
    titles = "".join(f"<th>{cell}</th>" for cell in TITLES)
    path = tmp_path / "laporan.xls"
    path.write_text(
        "<html><body><table><tr><td colspan=6>LAPORAN &amp; DATA</td></tr>"
        f"<tr>{titles}</tr><tr>{cells}</tr></table></body></html>"
    )
    (landed,) = land(path, tmp_path / "files")
    assert rows_of(landed, "nik", "name", "year") == [(1, "1671040000000001", "SITI AMINAH", "2025")]


def test_a_workbook_as_excel_2003_xml(tmp_path):
    def row(cells):
        return "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in cells) + "</Row>"

    path = tmp_path / "lama.xls"
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>'
        f"{row(TITLES)}{row(person(1).split(';'))}"
        '<Row><Cell><Data>0001</Data></Cell><Cell ss:Index="3"><Data>ANI</Data></Cell>'
        "<Cell><Data>PPU</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    (landed,) = land(path, tmp_path / "files")
    assert rows_of(landed, "psnoka", "nik", "name", "segment_text")[1] == (2, "0001", None, "ANI", "PPU")


def test_a_workbook_of_no_known_format_names_the_nearest(tmp_path):
    with pytest.raises(Fault) as fault:
        land_sheets(tmp_path, {"a": [["PSNOKA", "NIK", "NAMA"], ["1", "2", "3"]]}, "peserta.xlsx")
    assert "tidak ada di peserta.xlsx" in str(fault.value)


def test_an_xls_of_the_old_kind(tmp_path):
    rows = [["DAFTAR PESERTA"], TITLES, ["0001100000011", 1671014101900001.0, "BUDI", "PPU", "MEI", 2025.0]]
    (landed,) = land(write_xls(tmp_path / "lama.xls", rows), tmp_path / "files")
    assert rows_of(landed, "psnoka", "nik", "name", "year") == [
        (1, "0001100000011", "1671014101900001", "BUDI", "2025")
    ]


def test_a_truncated_xls_gives_a_sentence(tmp_path):
    path = write_xls(tmp_path / "lama.xls", [TITLES, *(person(n).split(";") for n in range(200))])
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(Fault, match=r"Buku kerja lama\.xls rusak, terpotong"):
        land(path, tmp_path / "files")
