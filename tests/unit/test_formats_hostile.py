"""Files made to hurt: a sentence, no crash, no memory blow-up, nothing left behind."""

from __future__ import annotations

import io
import random
import resource
import struct
import zipfile
from pathlib import Path

import pytest
from formats_files import SIX, land_text, person, rows_of, workbook

from semesta.formats.read import land
from semesta.terms.fault import Fault

TITLES = SIX.split(";")
SHEET = "xl/worksheets/sheet1.xml"


def rebuilt(source: Path, target: Path, parts: dict[str, bytes]) -> Path:
    """The workbook with some of its parts replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return target


def sheet_xml(cells: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{cells}</sheetData></worksheet>"
    ).encode()


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.fixture
def good(tmp_path):
    return workbook(tmp_path / "good.xlsx", {"a": [TITLES, *(person(n).split(";") for n in range(1, 6))]})


def land_quietly(path: Path, into: Path) -> str:
    """'' when it landed, else the sentence; nothing half done is left behind either way."""
    try:
        land(path, into)
        return ""
    except Fault as fault:
        return str(fault)
    finally:
        assert not [left.name for left in into.glob(".*")]


def test_a_legal_workbook_with_its_last_cell_filled_gives_a_sentence(good, tmp_path):
    xml = sheet_xml(f'<row r="1">{inline("A1", "x")}</row><row r="1048576">{inline("XFD1048576", "y")}</row>')
    path = rebuilt(good, tmp_path / "far.xlsx", {SHEET: xml})
    assert path.stat().st_size < 10_000
    sentence = land_quietly(path, tmp_path / "files")
    assert sentence.startswith("Judul kolom tidak ditemukan dalam 40 baris pertama far.xlsx")


def test_rows_before_a_far_cell_still_land(good, tmp_path):
    lines = [TITLES, *(person(n).split(";") for n in range(1, 4))]
    cells = [
        "".join(inline(f"{letter}{at}", cell) for letter, cell in zip("ABCDEF", line, strict=True))
        for at, line in enumerate(lines, 1)
    ]
    rows = "".join(f'<row r="{at}">{row}</row>' for at, row in enumerate(cells, 1))
    path = rebuilt(good, tmp_path / "far.xlsx", {SHEET: sheet_xml(rows + f'<row r="5">{inline("XFD5", "y")}</row>')})
    (landed,) = land(path, tmp_path / "files")
    assert [row[1] for row in rows_of(landed, "psnoka")] == [f"00011{n:08d}" for n in (1, 2, 3)]
    far = f'<row r="1048576">{inline("XFD1048576", "y")}</row>'
    path = rebuilt(good, tmp_path / "farther.xlsx", {SHEET: sheet_xml(rows + far)})
    (landed,) = land(path, tmp_path / "files")
    assert landed.landed_count == 3
    assert "1 sel di luar 512 kolom pertama tidak dibaca" in landed.notes


def test_a_workbook_that_unpacks_to_much_more_than_it_weighs_is_refused(good, tmp_path):
    xml = sheet_xml("<row>" + "<c><v>1</v></c>" * 8_000_000 + "</row>")
    path = rebuilt(good, tmp_path / "bom.xlsx", {SHEET: xml})
    assert path.stat().st_size < 1_000_000
    assert "bom ZIP" in land_quietly(path, tmp_path / "files")


def test_a_workbook_that_lies_about_its_size_does_not_get_memory(good, tmp_path):
    xml = sheet_xml("<row>" + "<c><v>1</v></c>" * 8_000_000 + "</row>")
    path = rebuilt(good, tmp_path / "bohong.xlsx", {SHEET: xml})
    raw = bytearray(path.read_bytes())
    size = struct.pack("<I", len(xml))
    while (at := raw.find(size)) >= 0:
        raw[at : at + 4] = struct.pack("<I", 5_000)
    path.write_bytes(raw)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "rusak" in land_quietly(path, tmp_path / "files")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_one_huge_cell_is_refused_or_cut(good, tmp_path):
    huge = f'<row r="1">{inline("A1", "9" * 200_000_000)}</row>'
    path = rebuilt(good, tmp_path / "sel.xlsx", {SHEET: sheet_xml(huge)})
    assert land_quietly(path, tmp_path / "files")


def test_a_huge_line_of_text_gives_a_sentence(tmp_path):
    with pytest.raises(Fault):
        land_text(tmp_path, b"9" * 60_000_000)


def test_entities_that_multiply_are_not_expanded(good, tmp_path):
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 13))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">{levels}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&a12;</t></is></c></row></sheetData></worksheet>'
    ).encode()
    assert land_quietly(rebuilt(good, tmp_path / "entitas.xlsx", {SHEET: bomb}), tmp_path / "files")


def test_macros_are_noted_and_never_run(good, tmp_path):
    path = rebuilt(good, tmp_path / "makro.xlsm", {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not run"})
    (landed,) = land(path, tmp_path / "files")
    assert "Berisi makro; makro tidak dijalankan" in landed.notes
    assert landed.landed_count == 5


def test_a_workbook_with_a_password_is_named(tmp_path):
    path = tmp_path / "kunci.xlsx"
    locked = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + locked + bytes(600))
    assert land_quietly(path, tmp_path / "files").startswith("Buku kerja kunci.xlsx terkunci kata sandi")


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_truncated_workbook_is_said_to_be(kept, good, tmp_path):
    raw = good.read_bytes()
    path = tmp_path / "potong.xlsx"
    path.write_bytes(raw[: int(len(raw) * kept)])
    assert "rusak atau terpotong" in land_quietly(path, tmp_path / "files")


def test_mutants_of_a_workbook_never_crash_the_reader(good, tmp_path):
    chance = random.Random(11)  # noqa: S311 the same draw each time
    with zipfile.ZipFile(good) as archive:
        xml = archive.read(SHEET)
    for number in range(6):
        changed = bytearray(xml)
        for _ in range(30):
            changed[chance.randrange(len(changed))] = chance.choice(b'0123456789ABCXZ<>"/ =r')
        land_quietly(rebuilt(good, tmp_path / f"xml{number}.xlsx", {SHEET: bytes(changed)}), tmp_path / "files")
    raw = good.read_bytes()
    for number in range(6):
        mutant = bytearray(raw)
        for _ in range(10):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        path = tmp_path / f"byte{number}.xlsx"
        path.write_bytes(mutant)
        land_quietly(path, tmp_path / "files")


def test_mutants_of_a_parquet_file_never_crash_the_reader(tmp_path):
    landed = land_text(tmp_path, "\n".join([SIX, *(person(n) for n in range(1, 200))]))
    chance = random.Random(5)  # noqa: S311 the same draw each time
    raw = landed.path.read_bytes()
    for number in range(6):
        mutant = bytearray(raw)
        for _ in range(12):
            mutant[chance.randrange(4, len(mutant) - 4)] = chance.randrange(256)
        path = tmp_path / f"{number}.parquet"
        path.write_bytes(mutant)
        land_quietly(path, tmp_path / "files")


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_members_of_a_zip_land_as_files_of_their_own(good, tmp_path):
    text = "\n".join([SIX, person(9)]).encode()
    path = zipped(
        tmp_path / "kiriman.zip",
        {"a/peserta.csv": text, "b.xlsx": good.read_bytes(), "__MACOSX/._b": b"x", "a/.DS_Store": b"x"},
    )
    one, two = land(path, tmp_path / "files")
    assert (one.file_name, one.landed_count) == ("kiriman.zip/a/peserta.csv", 1)
    assert (two.file_name, two.landed_count) == ("kiriman.zip/b.xlsx", 5)
    assert land_text(tmp_path, text).file_id == one.file_id
    assert land(path, tmp_path / "files") == (one, two)


def test_zips_that_lead_out_hold_zips_or_explode_are_refused(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", "x")
    said = {
        name: land_quietly(zipped(tmp_path / f"{name}.zip", members), tmp_path / "files")
        for name, members in {
            "keluar": {"../../etc/peserta.csv": b"x"},
            "akar": {"/etc/peserta.csv": b"x"},
            "dalam": {"lagi.zip": inner.getvalue()},
            "bom": {"nol.csv": bytes(100_000_000)},
            "banyak": {f"{n}.csv": b"x" for n in range(1_001)},
            "kosong": {},
            "asing": {"foto.png": b"\x89PNG...."},
        }.items()
    }
    assert "menuju ke luar ZIP" in said["keluar"]
    assert "menuju ke luar ZIP" in said["akar"]
    assert "berisi ZIP lain (lagi.zip)" in said["dalam"]
    assert "bom ZIP" in said["bom"]
    assert "bom ZIP" in said["banyak"]
    assert "kosong" in said["kosong"] or "tidak berisi berkas" in said["kosong"]
    assert "asing.zip/foto.png adalah gambar PNG" in said["asing"]


def test_a_zip_with_a_wrong_sum_is_said_to_be_damaged(tmp_path):
    path = zipped(tmp_path / "rusak.zip", {"a.csv": "\n".join([SIX, *(person(n) for n in range(400))]).encode()})
    raw = bytearray(path.read_bytes())
    raw[200] ^= 0xFF
    path.write_bytes(raw)
    assert "rusak atau terpotong" in land_quietly(path, tmp_path / "files")
