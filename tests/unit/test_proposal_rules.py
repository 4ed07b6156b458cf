"""What is declared about proposals holds together."""

import io

import openpyxl
import pytest

from semesta.formats.layout import FIELDS, layouts, workbook
from semesta.rules.load import load_rules
from semesta.rules.proposals import CLOSED, STATES, answer_words, check_proposals, checks, flows, priority


def test_every_flow_check_and_paper_is_known():
    check_proposals(load_rules())


@pytest.mark.parametrize(
    ("flow", "steps"),
    [
        ("A", "propose verify decide decree export reply"),  # R3.3
        ("B", "propose decide export reply decree"),  # R3.4: BPJS verifies, then the decree fixes the list
        ("C", "propose verify decide letter export reply"),  # R3.5: Dinkes writes to the facility
        ("D", "propose decide export reply"),  # R3.6
    ],
)
def test_steps_follow_their_source(flow, steps):
    assert " ".join(step.name for step in flows()[flow].steps) == steps


def test_every_check_says_what_to_do_in_both_languages_and_what_it_stops():
    for check in checks().values():
        assert check.title_id
        assert check.title_en
        assert check.advice("id").endswith(".")
        assert check.advice("en").endswith(".")


def test_health_is_the_only_criterion_that_needs_a_right_to_see():
    assert [one.name for one in priority() if one.needs] == ["health"]
    assert [one.name for one in priority()] == ["health", "newborn", "decile", "clock", "family", "waiting"]


def test_closed_states_are_states():
    assert set(STATES) >= CLOSED


def test_no_word_of_bpjs_means_both():
    assert set(answer_words().values()) == {"accepted", "rejected"}


def test_the_layouts_have_37_and_34_columns_and_fill_known_fields():
    assert {name: len(layout.columns) for name, layout in layouts().items()} == {
        "form_mutasi_37": 37,
        "registrasi_34": 37 - 3,
    }
    for layout in layouts().values():
        assert {column.field for column in layout.columns} - {""} <= FIELDS


LINE = {"nik": "1671014508900001", "nkk": "1671010101010001", "psnoka": "0001100000066", "name": "=1+1",
        "phone": "+62811"}  # fmt: skip


@pytest.mark.parametrize("name", ["form_mutasi_37", "registrasi_34"])
def test_numbers_are_text_cells_and_nothing_becomes_a_formula(name):
    layout = layouts()[name]
    content = workbook(layout, [LINE, LINE], {"NOMOR PKS": "=HYPERLINK(1)"})
    assert workbook(layout, [LINE, LINE], {"NOMOR PKS": "=HYPERLINK(1)"}) == content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    fields = [column.field for column in layout.columns]
    row = sheet[layout.first_row]
    for field in ("nik", "nkk", "name", "phone"):
        assert row[fields.index(field)].data_type == "s"
    assert row[fields.index("nik")].value == LINE["nik"]
    assert row[fields.index("name")].value == "'=1+1"
    assert all(cell.data_type in {"s", "n"} and cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert [cell.value for cell in sheet[layout.number_row]] == [str(n) for n in range(1, len(fields) + 1)]
    assert row[0].value == "1"
    assert sheet[layout.first_row + 1][0].value == "2"


def test_the_form_is_recognised_by_our_own_reader(tmp_path):
    from semesta.formats.read import land

    path = tmp_path / "usulan.xlsx"
    path.write_bytes(workbook(layouts()["form_mutasi_37"], [LINE, LINE], {}))
    (landed,) = land(path, tmp_path / "landed")
    assert (landed.kind, landed.landed_count) == ("mutation", 2)
