"""`semesta link` with what people really hand in: it works, or says in a sentence what is wrong. Never a traceback."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from semesta.cli import app
from semesta.link.files import link_files
from semesta.terms.fault import Fault

NAMES = ("SITI", "AHMAD", "DEWI", "HASAN", "FITRI", "ABDUL", "RINA", "YUSUF", "NURUL", "BUDI", "AGUS")
LASTS = ("SANTOSO", "LUBIS", "HAKIM", "WIJAYA", "HIDAYAT", "SAPUTRA", "KUSUMA")
FIELDS = "full_name: nama, birth_date: lahir, sex: jk, phone: telepon"
COLUMNS = f"left: {{id: no, {FIELDS}}}\nright: {{id: no, {FIELDS}}}\n"


def people(count: int = 120) -> pa.Table:
    """`count` people, each with a name, a birth date and a phone of their own."""
    at = range(count)
    return pa.table(
        {
            "no": [f"{i:04d}" for i in at],
            "nama": [f"{NAMES[i % 11]} {NAMES[i // 11 % 11]} {LASTS[i % 7]}" for i in at],
            "lahir": [date(1950, 1, 1) + timedelta(days=i * 191) for i in at],
            "jk": ["LP"[i % 2] for i in at],
            "telepon": [f"08{i * 7_654_321 % 10**9:09d}" for i in at],
        }
    )


def text(table: pa.Table, delimiter: str = ",") -> str:
    rows = [table.column_names, *([str(x) for x in row.values()] for row in table.to_pylist())]
    return "".join(delimiter.join(row) + "\n" for row in rows)


def written(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path, "kanan.csv", text(people(60)).encode())
    written(tmp_path, "kolom.yaml", COLUMNS.encode())
    return tmp_path


def linked(folder: Path, left: Path, **more: bool) -> list[dict[str, object]]:
    link_files(left, folder / "kanan.csv", folder / "kolom.yaml", folder / "out.parquet", **more)
    return pq.read_table(folder / "out.parquet").filter(pc.field("decision") == "link").to_pylist()


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("a byte order mark", b"\xef\xbb\xbf" + text(people()).encode()),
        ("semicolons and CRLF", text(people(), ";").replace("\n", "\r\n").encode()),
        ("latin letters of Windows", text(people()).replace("SITI", "SITÍ").encode("cp1252")),
        ("UTF-16 of a spreadsheet", text(people()).encode("utf-16")),
        ("a header in quotes", text(people()).replace("jk", '"jk, L atau P"', 1).encode()),
        ("a note that goes over two lines", text(people()).encode() + b'"9999","A ""B""\nC",1990-01-01,L,08\n'),
    ],
)  # fmt: skip
def test_a_text_file_of_an_odd_kind_is_read(folder: Path, what: str, content: bytes) -> None:
    if "quotes" in what:
        (folder / "kolom.yaml").write_text("left: {id: no, full_name: nama, birth_date: lahir}\n"
                                           "right: {id: no, full_name: nama, birth_date: lahir}\n")  # fmt: skip
    found = linked(folder, written(folder, "kiri.csv", content))
    assert len(found) == 60, what
    assert all(row["left_id"] == row["right_id"] for row in found), what


def swapped(name: str, column: pa.Array | pa.ChunkedArray) -> pa.Table:
    table = people()
    return table.set_column(table.column_names.index(name), name, column)


@pytest.mark.parametrize(
    ("what", "table"),
    [
        ("dates", people()),
        ("times", swapped("lahir", people()["lahir"].cast(pa.timestamp("us", "UTC")))),
        ("dates as whole numbers", swapped("lahir", pc.cast(pc.strftime(people()["lahir"], "%Y%m%d"), pa.int64()))),
        ("categories", swapped("jk", people()["jk"].dictionary_encode())),
        ("phones as numbers", swapped("telepon", pc.cast(people()["telepon"], pa.int64()))),
        ("a column of nothing", swapped("telepon", pa.nulls(120))),
        ("numbers that are none", swapped("telepon", pa.array([float("nan")] * 120))),
    ],
)
def test_a_parquet_file_of_any_types_is_read_whatever_its_name(folder: Path, what: str, table: pa.Table) -> None:
    pq.write_table(table, folder / "kiri.csv")
    assert [row["left_id"] for row in linked(folder, folder / "kiri.csv")] == [f"{i:04d}" for i in range(60)], what


@pytest.mark.parametrize(("kind", "first"), [(pa.int64(), "0"), (pa.float64(), "0"), (pa.decimal128(20, 0), "0")])
def test_ids_stay_what_the_file_says(folder: Path, kind: pa.DataType, first: str) -> None:
    pq.write_table(swapped("no", pc.cast(people()["no"], pa.int64()).cast(kind)), folder / "kiri.parquet")
    found = linked(folder, folder / "kiri.parquet")
    assert (found[0]["left_id"], found[0]["right_id"], found[-1]["left_id"]) == (first, "0000", "59")


@pytest.mark.parametrize("one_to_one", [False, True])
@pytest.mark.parametrize(("left", "right"), [(0, 0), (0, 5), (5, 0), (1, 1), (120, 1), (1, 60)])
def test_files_of_no_row_or_one_row_are_linked_too(folder: Path, left: int, right: int, one_to_one: bool) -> None:
    written(folder, "kanan.csv", text(people(right)).encode())
    found = linked(folder, written(folder, "kiri.csv", text(people(left)).encode()), one_to_one=one_to_one)
    assert len(found) == min(left, right)


WHOLE = text(people())
FILES = {
    "a folder": ("map", None, "map adalah folder"),
    "no file": ("hilang.csv", None, "Berkas hilang.csv tidak ada"),
    "empty": ("kiri.csv", b"", "Berkas kiri.csv kosong"),
    "workbook": ("kiri.xlsx", b"PK\x03\x04 and the rest of a workbook", "simpan lembarnya sebagai CSV"),
    "Parquet cut off": ("kiri.parquet", b"PAR1 and no more", "Berkas Parquet kiri.parquet rusak"),
    "a row too short": ("kiri.csv", WHOLE.encode() + b"9,SITI\n", "kiri.csv baris 122 punya 2 kolom, judulnya 5"),
    "a quote left open": ("kiri.csv", WHOLE.encode() + b'9,"A,1990-01-01,L,08\n', "tanda kutip"),
    "no header": ("kiri.csv", b"\n" + WHOLE.encode(), "Baris pertama kiri.csv kosong"),
    "CR only": ("kiri.csv", WHOLE.replace("\n", "\r").encode(), "tanda CR"),
    "broken letters": (
        "kiri.csv", WHOLE.replace("SITI", "SITÍ").encode() + b"9,A\xff\xfeB,1990-01-01,L,08\n",
        "kiri.csv baris 122 berisi huruf yang tidak terbaca",
    ),
    "a column twice": ("kiri.csv", b"no,nama,lahir,jk,telepon,nama\n", "Kolom nama ada 2 kali di kiri.csv"),
    "one column": ("kiri.csv", b"no\n1\n2\n", "Kolom nama tidak ada di kiri.csv"),
}  # fmt: skip
NAMED = "right: {id: no, full_name: nama}"
COLUMN_FILES = {
    "no id": ("left: {full_name: nama}\n" + NAMED, "Kolom `id` tidak disebut untuk kiri.csv"),
    "a typo": ("left: {id: no, fullname: nama}\n" + NAMED, "`left:` kolom.yaml tidak dikenal (maksudnya full_name?)"),
    "a field nobody knows": ("left: {id: no, golongan_darah: g}\n" + NAMED, "`golongan_darah` di `left:`"),
    "no left": (NAMED, "harus punya `left:` dan `right:`"),
    "left without anything": ("left:\n" + NAMED, "`left:` di kolom.yaml harus berisi nama kolom"),
    "left is a word": ("left: no\n" + NAMED, "`left:` di kolom.yaml harus berisi nama kolom"),
    "no column for a field": ("left: {id: }\n" + NAMED, "`id` di `left:` kolom.yaml harus menyebut satu nama"),
    "two columns for one field": ("left: {id: [a, b]}\n" + NAMED, "`id` di `left:` kolom.yaml harus menyebut satu"),
    "no YAML": ("left: {id: no\nright: [", "bukan YAML yang benar (baris 2)"),
    "nothing in common": ("left: {id: no, sex: jk}\n" + NAMED, "Tidak ada kolom yang disebut di kedua berkas"),
    "sex alone": ("left: {id: no, sex: jk}\nright: {id: no, sex: jk}", "sex saja tidak cukup"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(folder: Path, case: str) -> None:
    name, content, sentence = FILES[case]
    (folder / "map").mkdir()
    left = folder / name if content is None else written(folder, name, content)
    with pytest.raises(Fault) as fault:
        linked(folder, left)
    assert sentence in str(fault.value)
    assert "SIT" not in str(fault.value)  # what stands in a row is nobody's business


@pytest.mark.parametrize("case", COLUMN_FILES)
def test_a_column_file_that_is_wrong_is_told_in_a_sentence(folder: Path, case: str) -> None:
    columns, sentence = COLUMN_FILES[case]
    written(folder, "kolom.yaml", columns.encode())
    with pytest.raises(Fault) as fault:
        linked(folder, written(folder, "kiri.csv", WHOLE.encode()))
    assert sentence in str(fault.value)


def test_a_place_that_cannot_be_written_is_known_before_the_work(folder: Path) -> None:
    left = written(folder, "kiri.csv", text(people()).encode())
    (folder / "map").mkdir()
    with pytest.raises(Fault, match="map adalah folder"):
        link_files(left, folder / "kanan.csv", folder / "kolom.yaml", folder / "map")
    with pytest.raises(Fault, match="tidak dapat ditulis"):
        link_files(left, folder / "kanan.csv", folder / "kolom.yaml", left / "out.parquet")


def test_repeated_and_missing_ids_are_linked_and_told(folder: Path) -> None:
    rows = text(people()).splitlines(keepends=True)
    left = written(folder, "kiri.csv", "".join([*rows, rows[1], rows[2], rows[90][4:]]).encode())
    said = CliRunner().invoke(
        app,
        ["link", str(left), str(folder / "kanan.csv"), "--columns", str(folder / "kolom.yaml"), "--out",
         str(folder / "out.parquet")],
    )  # fmt: skip
    assert said.exit_code == 0
    assert "kiri.csv: 2 baris mengulang id baris lain" in said.output
    assert "kiri.csv: 1 baris tanpa id" in said.output


def test_a_field_of_one_file_only_is_told(folder: Path) -> None:
    (folder / "kolom.yaml").write_text(COLUMNS.replace(", phone: telepon}\nright", "}\nright"), encoding="utf-8")
    left = written(folder, "kiri.csv", text(people()).encode())
    report = link_files(left, folder / "kanan.csv", folder / "kolom.yaml", folder / "out.parquet")
    assert report.notes == ("kanan.csv: phone tidak ada di berkas lain / not in the other file",)
    assert report.to_json()["notes"] == report.notes
