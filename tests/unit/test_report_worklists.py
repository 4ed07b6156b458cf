"""Worklists hold text as text: no formula, no lost digit, no broken file, the same bytes each time."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from semesta.flow.report.sheet_xml import MOST_SIGNS, Column
from semesta.flow.report.worklists import HEADER_ROW, Sheet, Stamp, file_name, write_workbooks

COLUMNS = (
    Column("nik", "NIK", 18),
    Column("name", "Nama", 30),
    Column("birth_on", "Tanggal lahir", 12, "date"),
    Column("cost", "Biaya", 12, "number"),
)
STAMP = Stamp(run_id="2025-05-abc", made_for="petugas kelurahan", as_of=date(2025, 5, 1), area_name="Kota Palembang")
NASTY = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


def table(names: list[str | None], village: str = "16.71.04.1002") -> pa.Table:
    return pa.table(
        {
            "village_code": pa.array([village] * len(names), pa.string()),
            "nik": pa.array([f"16710449{number:08d}" for number in range(len(names))], pa.string()),
            "name": pa.array(names, pa.string()),
            "birth_on": pa.array([date(1990, 1, 31)] * len(names), pa.date32()),
            "cost": pa.array([37_800] * len(names), pa.int64()),
        }
    )


def written(held: pa.Table, folder: Path) -> list[Path]:
    return write_workbooks(
        [Sheet("Orang", "Orang yang dihubungi", COLUMNS, held)],
        out=folder,
        names={"16.71.04.1002": "Bukit Lama"},
        stamp=STAMP,
    )


def readable(text: str) -> str:
    """What a cell can hold of a text: XML's signs, one kind of line end, Excel's escape undone by the reader or not."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join("\ufffd" if (sign < " " and sign not in "\t\n") or sign in "\ufffe\uffff" else sign for sign in text)
    return text.replace("_x", "_x005F_x")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), NASTY), min_size=1, max_size=8))
@example(["=1+1", "+62", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1"])
@example(["<b>&amp;</b>", "]]>", '"quoted"', "O'NEIL", "  spaces  ", "line\nbreak", "a\r\nb"])
@example(["\x00\x01\x1f\x7f\ufffe", "😀🇮🇩", "_x0041_x0042_", "", None])
def test_any_text_comes_back_as_that_text_and_never_as_a_formula(names):
    with TemporaryDirectory() as folder:
        [path] = written(table(names), Path(folder))
        sheet = openpyxl.load_workbook(path).active
        for number, name in enumerate(names):
            nik, cell, birth, cost = sheet[HEADER_ROW + 1 + number]
            assert (nik.value, nik.data_type, nik.number_format) == (f"16710449{number:08d}", "s", "@")
            assert birth.value.date() == date(1990, 1, 31)
            assert cost.value == 37_800
            if not name:
                assert cell.value is None
            else:
                assert (cell.value, cell.data_type) == (readable(name), "s")


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(tmp_path):
    [path] = written(table(["x" * 40_000, "😀" * 20_000, "short"]), tmp_path)
    sheet = openpyxl.load_workbook(path).active
    cells = [sheet.cell(HEADER_ROW + 1 + number, 2).value for number in range(3)]
    assert [len(cell.encode("utf-16-le")) // 2 <= 32_767 for cell in cells] == [True, True, True]
    assert [(len(cell), cell[-1]) for cell in cells] == [(MOST_SIGNS, "…"), (MOST_SIGNS, "…"), (5, "t")]


def test_no_sheet_holds_a_formula_element(tmp_path):
    [path] = written(table(["=1+1", "@x", "+1", "-1"]), tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert archive.testzip() is None


def test_each_kelurahan_has_its_own_workbook_and_all_rows_are_somewhere(tmp_path):
    held = pa.concat_tables([table(["A", "B"], "16.71.04.1002"), table(["C"], "16.71.05.1001")])
    paths = written(held, tmp_path)
    assert [path.name for path in paths] == ["16.71.04.1002_Bukit-Lama.xlsx", "16.71.05.1001.xlsx"]
    names = [
        [row[1].value for row in openpyxl.load_workbook(path).active.iter_rows(min_row=HEADER_ROW + 1)]
        for path in paths
    ]
    assert names == [["A", "B"], ["C"]]


def test_rows_without_a_kelurahan_are_kept_in_a_workbook_of_their_own(tmp_path):
    held = pa.concat_tables([table(["A"]), table(["B"])])
    held = held.set_column(0, "village_code", pa.array([None, "16.71.04.1002"], pa.string()))
    assert [path.name for path in written(held, tmp_path)] == ["tanpa-kelurahan.xlsx", "16.71.04.1002_Bukit-Lama.xlsx"]


def test_a_kelurahan_with_more_rows_than_a_workbook_takes_has_several(tmp_path, monkeypatch):
    monkeypatch.setattr("semesta.flow.report.worklists.MOST_ROWS", 2)
    held = pa.concat_tables([table(["A", "B", "C"], "16.71.04.1002"), table(["D"], "16.71.05.1001")])
    paths = written(held, tmp_path)
    assert [path.name for path in paths] == [
        "16.71.04.1002_Bukit-Lama.xlsx", "16.71.04.1002_Bukit-Lama_bagian-2.xlsx", "16.71.05.1001.xlsx",
    ]  # fmt: skip
    assert openpyxl.load_workbook(paths[1]).active.cell(HEADER_ROW + 1, 2).value == "C"


def test_the_sheet_says_whose_it_is_and_keeps_its_headings_in_view_and_print(tmp_path):
    [path] = written(table(["A"]), tmp_path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet["A1"].value == "Orang yang dihubungi: Bukit Lama, Kota Palembang"
    assert sheet["A2"].value == STAMP.line()
    assert "2025-05-abc" in STAMP.line()
    assert [cell.value for cell in sheet[HEADER_ROW]] == ["NIK", "Nama", "Tanggal lahir", "Biaya"]
    assert sheet.freeze_panes == f"A{HEADER_ROW + 1}"
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:D{HEADER_ROW + 1}"
    assert sheet.dimensions == f"A1:D{HEADER_ROW + 1}"


def test_the_same_rows_give_the_same_bytes(tmp_path):
    [first], [second] = written(table(["A", "B"]), tmp_path / "one"), written(table(["A", "B"]), tmp_path / "two")
    assert first.read_bytes() == second.read_bytes()


def test_a_birth_before_excel_can_count_is_written_as_text(tmp_path):
    held = table(["A", "B"]).set_column(3, "birth_on", pa.array([date(1899, 12, 31), date(1900, 3, 1)], pa.date32()))
    [path] = written(held, tmp_path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.cell(HEADER_ROW + 1, 3).value == "1899-12-31"
    assert sheet.cell(HEADER_ROW + 2, 3).value.date() == date(1900, 3, 1)


def test_a_file_name_has_plain_signs_only():
    assert file_name("16.71.04.1002", "20 Ilir D.I/../é") == "16.71.04.1002_20-Ilir-D-I-e.xlsx"
    assert file_name("", "") == "tanpa-kelurahan.xlsx"
