"""The loop: decided in the web application, told in a file, read by the next run, and taken back the same way."""

import csv
import shutil
from datetime import date

import pyarrow.parquet as pq
import pytest

from semesta.flow.publish import published
from semesta.flow.run import run
from semesta.web.casework.actions import cases as act_on_cases
from semesta.web.casework.actions import doubts as act
from semesta.web.casework.export import COLUMNS, FILE, write_actions
from semesta.web.casework.models import Case
from semesta.web.core.published.tables.models import Doubt
from tests.web.case_samples import put_case, put_decision
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


@pytest.fixture
def next_home(city_home, tmp_path):
    """A copy of the city's home and inbox, for runs of its own."""
    shutil.copytree(city_home, tmp_path / "home")
    shutil.copytree(city_home.parent / "inbox", tmp_path / "inbox")
    return tmp_path


def told(inbox) -> list[dict]:
    with (inbox / FILE).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def links(home, nik: str, psnoka: str) -> set[str]:
    """Ways in which the run linked the register row with the NIK to the card: 'human', 'doubt' and so on."""
    residents = {row["resident_id"] for row in rows(home, "resident") if row["nik"] == nik}
    members = {row["member_id"] for row in rows(home, "member") if row["psnoka"] == psnoka}
    found = {"doubt" for row in rows(home, "link_doubt") if {row["member_id"]} & members}
    return found | {
        row["method"]
        for row in rows(home, "link")
        if row["member_id"] in members and row["resident_id"] in residents
    }  # fmt: skip


def rows(home, relation) -> list[dict]:
    return pq.read_table(published(home, relation)).to_pylist()


def test_a_decision_links_the_pair_in_the_next_run_and_taken_back_it_is_a_doubt_again(city, shown_city, next_home):
    scope, inbox, home = city.scope("dukcapil"), next_home / "inbox", next_home / "home"
    with looking(scope) as shown:
        pair = shown.rows(Doubt).filter(nik__isnull=False, psnoka__isnull=False).order_by("-probability").first()
        made = act.decide(shown, pair, "same", {})
    assert links(home, pair.nik, pair.psnoka) == {"doubt"}
    assert write_actions(inbox) == 1
    (row,) = told(inbox)
    assert (row["decision"], row["psnoka"], row["resident_nik"]) == ("same", pair.psnoka, pair.nik)
    run(inbox=inbox, home=home, as_of=MAY)
    assert links(home, pair.nik, pair.psnoka) == {"human"}
    with looking(scope):
        act.take_back(scope, made.pk)
    assert write_actions(inbox) == 1
    assert [row["decision"] for row in told(inbox)] == ["withdrawn"]
    # June goes on from May's links, where people's decision stands as a fact: the withdrawal lifts it
    run(inbox=inbox, home=home, as_of=JUNE)
    assert links(home, pair.nik, pair.psnoka) == {"doubt"}


def test_the_file_tells_one_row_per_pair_and_only_what_counts(city, tmp_path):
    user, other = city.users["dukcapil"], city.users["coordinator"]
    pairs = [f"167100010101000{n}" for n in range(5)]
    from django.utils import timezone

    now = timezone.now()
    put_decision("16.71", user, resident_nik=pairs[0], decision="same", taken_back_at=now, taken_back_by=other)
    put_decision("16.71", user, resident_nik=pairs[0], decision="different")
    put_decision("16.71", user, resident_nik=pairs[1], decision="later")
    put_decision("16.71", user, resident_nik=pairs[2], decision="same", needs_second=True)
    put_decision("16.71", user, resident_nik=pairs[3], needs_second=True, second_by=other, second_at=now)
    put_decision("16.71", user, resident_nik=pairs[4], taken_back_at=now, taken_back_by=other)
    assert write_actions(tmp_path) == 3
    assert {row["resident_nik"]: row["decision"] for row in told(tmp_path)} == {
        pairs[0]: "different", pairs[3]: "same", pairs[4]: "withdrawn",
    }  # fmt: skip


def test_a_claim_is_told_by_the_number_of_the_person_and_the_format_takes_the_file(city, shown_city, tmp_path):
    from semesta.formats.read import land

    case = put_case("16.71", person_id=17, subject="p17")
    scope = city.scope("dinsos")
    with looking(scope):
        act_on_cases.claim(scope, case.pk, 1, "documents_sent", MAY)
    assert write_actions(tmp_path) == 1
    (row,) = told(tmp_path)
    assert (row["action_id"], row["action"], row["person_key"]) == (f"case-{case.pk}-2025-05", "claim", "17")
    assert tuple(row) == COLUMNS
    (landed,) = land(tmp_path / FILE, tmp_path / "landed")
    assert (landed.kind, landed.landed_count) == ("action", 1)
    assert Case.unscoped.get(pk=case.pk).state == "claimed"


def test_nothing_to_tell_makes_no_file_and_the_same_content_leaves_it_alone(city, tmp_path):
    assert write_actions(tmp_path) == 0
    assert not (tmp_path / FILE).exists()
    put_decision("16.71", city.users["dukcapil"])
    write_actions(tmp_path)
    before = (tmp_path / FILE).stat().st_mtime_ns
    write_actions(tmp_path)
    assert (tmp_path / FILE).stat().st_mtime_ns == before
