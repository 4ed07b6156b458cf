"""What can be looked at before anything is published: a file masked, a run that waits, two runs, a rule tried."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from semesta.flow.between import between
from semesta.flow.dry_run import dry_run, rule_text, tried_rules
from semesta.flow.home import Home
from semesta.flow.preview import masked
from semesta.flow.publish import publish, read_pointer
from semesta.flow.run import run
from semesta.synthetic.city import write_city
from semesta.terms.fault import Fault


@pytest.mark.parametrize(
    ("column", "sent", "shown"),
    [
        ("nik", "1671011202900001", "16••••••01"),
        ("psnoka", "123", "••••"),
        ("name", "Siti Aminah", "S••• A•••"),
        ("mother_name", "", ""),
        ("birth_date", "12/02/1990", "1990 ••"),
        ("birth_date", "33000", "••••"),
        ("start_on", "2024-01-01", "2024 ••"),
        ("address", "Jl. Merdeka 5", "••••"),
        ("phone", "0812000111", "••••"),
        ("village_name", "13 ULU", "13 ULU"),
        ("segment_text", "PBI APBN", "PBI APBN"),
        ("a_column_of_tomorrow", "secret", "••••"),
    ],
)
def test_a_cell_is_shown_so_that_nobody_is_recognised(column: str, sent: str, shown: str) -> None:
    assert masked(column, sent) == shown


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A home that shows April, and the folders of April's run and of May's, which waits."""
    folder = tmp_path_factory.mktemp("city")
    write_city(preset="2025-05", out=folder, residents=900, seed=7, months=2)
    inbox, home = folder / "inbox", folder / "home"
    april = run(inbox=inbox, home=home, as_of=date(2025, 4, 1))
    may = run(inbox=inbox, home=home, as_of=date(2025, 5, 1), publish=False)
    return home, april.run_dir, may.run_dir


def test_a_run_that_waits_changes_nothing_that_is_shown_and_is_not_made_twice(two_months) -> None:
    home, april, may = two_months
    assert dict(read_pointer(Home(home)).months) == {date(2025, 4, 1): april.name}
    again = run(inbox=home.parent / "inbox", home=home, as_of=date(2025, 5, 1), publish=False)
    assert (again.run_id, again.resumed) == (may.name, ("all",))
    assert (may / "report" / "index.html").exists()


def test_two_runs_side_by_side_add_up(two_months) -> None:
    _, april, may = two_months
    found = between(april, may)
    people = [sum(int(pair.before or 0) for pair in found.classes), sum(int(pair.now or 0) for pair in found.classes)]
    assert all(total > 900 for total in people)
    registered = next(pair for pair in found.figures if pair.name.startswith("coverage|"))
    held = ("covered_active", "covered_inactive", "status_unknown")
    assert registered.numerator == sum(int(pair.now or 0) for pair in found.classes if pair.name in held)
    assert dict(found.causes)["files_gone"] == ("dukcapil_2025-04_1671.csv", "peserta_2025-04_1671.csv")
    nothing = between(may, may)
    assert (nothing.links, nothing.causes, {pair.change for pair in nothing.classes}) == ((), (), {0})


def test_a_rule_tried_as_it_is_changes_nobody(two_months) -> None:
    home, _, may = two_months
    found = dry_run(home, may.name, tried_rules(rule_text("dtsen_pbi_decile_max")), progress=lambda *_: None)
    assert (found.changed_people, found.changes, found.rules) == (0, (), ())
    assert found.rupiah_now == found.rupiah_before


def test_a_dearer_contribution_costs_so_much_more_for_everybody_on_the_citys_route(two_months) -> None:
    """42,000 instead of 35,000 a person: the difference is 7,000 for each whose cost changes."""
    home, _, may = two_months
    text = rule_text("pbpu_pemda_contribution_rupiah").replace("value: 35000", "value: 42000")
    found = dry_run(home, may.name, tried_rules(text), progress=lambda *_: None)
    assert found.rules == (("pbpu_pemda_contribution_rupiah", "35000", "42000"),)
    assert found.changed_people > 0
    assert found.rupiah_now - found.rupiah_before == 7000 * found.changed_people
    assert found.changes == ()


def test_a_tried_rule_must_be_one_that_is_there() -> None:
    with pytest.raises(Fault, match="tidak menyebut aturan yang ada"):
        tried_rules("name: rule_of_nobody")


def test_publishing_a_run_that_waited_shows_it(two_months) -> None:
    home, _, may = two_months
    assert publish(Home(home), date(2025, 5, 1), may.name).current == may.name
