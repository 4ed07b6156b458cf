"""The lists that officers carry: in the order of clocks they can see, in words, and without anybody's illness."""

from __future__ import annotations

from datetime import date

import openpyxl
import pyarrow as pa
import pytest
from report_tables import VILLAGE, work, write, write_run

from semesta.engines.duck import DuckEngine
from semesta.flow.report.lists import HOUSEHOLDS, PEOPLE, household_sheet, people_sheet
from semesta.flow.report.tables import Tables
from semesta.flow.report.write import write_report

HEALTH = {"urgent", "catastrophic", "chronic_illness", "disability"}


@pytest.fixture
def tables(tmp_path):
    engine = DuckEngine()
    yield Tables(write_run(tmp_path / "home" / "runs" / "2025-05-abc"), engine)
    engine.close()


def test_no_column_tells_of_health():
    assert {column.name for column in (*PEOPLE, *HOUSEHOLDS)} & (HEALTH | {"priority"}) == set()


def test_the_ill_are_not_set_apart_by_their_place_in_the_list(tables):
    write(tables.run_dir, "6_worklist/person_work", [
        work(1, 3), work(2, 1), work(3, 3), work(4, 1, date(2025, 7, 1)), work(5, 2, date(2025, 6, 1)),
        work(6, 4, kind="uncovered"), work(7, 1, kind="uncovered"), work(8, 5),
    ], deadline_on=pa.date32(), documents=pa.string())  # fmt: skip
    sheet = people_sheet(tables)
    order = [int(rt) for rt in sheet.table.column("rt").to_pylist()]
    # by deadline 5, 4; then who lost cover 1, 2, 3; then who never had it 6, 7; then data to check 8
    assert order == [5, 4, 1, 2, 3, 6, 7, 8]
    turns = dict(zip(order, sheet.table.column("turn").to_pylist(), strict=True))
    assert turns[2] == turns[1] == turns[3] == "2 pernah aktif"
    assert turns[7] == turns[6] == "3 belum terdaftar"
    assert turns[4] == turns[5] == "1 segera"


def test_codes_are_written_in_words_and_papers_come_from_the_route(tables):
    write(tables.run_dir, "6_worklist/person_work", [work(1, 3)], deadline_on=pa.date32(), documents=pa.string())
    row = people_sheet(tables).table.to_pylist()[0]
    assert row["reason"] == "Dikeluarkan dari PBI APBN"
    assert row["route"] == "Reaktivasi PBI APBN"
    assert row["note"] == "Jangan menjanjikan tanggal aktif; baca status"
    assert row["documents"].startswith("KTP dan KK")


def test_households_are_numbered_by_clock_and_people_not_by_who_is_ill(tables):
    def house(number: int, order: int, reach: int, deadline: date | None = None, doubt: int = 0):
        return {
            "village_code": VILLAGE, "visit_order": order, "rw": "001", "rt": f"{number:03d}", "nkk": str(number),
            "reach_count": reach, "doubt_count": doubt, "first_deadline_on": deadline,
        }  # fmt: skip

    write(tables.run_dir, "6_worklist/visit_work", [
        house(1, 1, 1), house(2, 2, 4), house(3, 3, 2, date(2025, 6, 1)), house(4, 4, 5, doubt=1),
    ], first_deadline_on=pa.date32())  # fmt: skip
    rows = household_sheet(tables).table.to_pylist()
    assert [(row["visit_order"], row["nkk"]) for row in rows] == [(1, "3"), (2, "2"), (3, "1"), (4, "4")]


def test_a_run_writes_one_workbook_per_kelurahan_with_identifiers_as_text(tables):
    write(tables.run_dir, "6_worklist/person_work", [work(1, 3)], deadline_on=pa.date32(), documents=pa.string())
    write_report(tables.run_dir.parents[1], tables.run_dir)
    [path] = (tables.run_dir / "report" / "worklists").iterdir()
    assert path.name.startswith(VILLAGE)
    sheet = openpyxl.load_workbook(path)["Orang"]
    cells = {heading.value: cell for heading, cell in zip(sheet[4], sheet[5], strict=True)}
    for heading, value in (("NIK", "1671044501900001"), ("No. KK", "1671040000000001"), ("Nama", "=1+1")):
        assert (cells[heading].value, cells[heading].data_type) == (value, "s")


def test_a_run_without_worklists_writes_none(tables):
    write_report(tables.run_dir.parents[1], tables.run_dir)
    assert not (tables.run_dir / "report" / "worklists").exists()
