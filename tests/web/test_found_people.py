"""Whom a round found without active cover: who gets a case, what the file proves, and counts that add up."""

from __future__ import annotations

import re

import pytest
from django.db.models import Q

from semesta.web.casework.actions.found import Opened, open_found
from semesta.web.casework.actions.reconcile import reconcile_cases
from semesta.web.casework.export import FILE, write_actions
from semesta.web.casework.models import Case, CaseNote, VisitPerson
from semesta.web.casework.queries.found import count_says, count_states, found_people
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.models import Look
from semesta.web.core.published.tables.models import Person
from tests.web.case_samples import APRIL, put_case
from tests.web.published_city import looking
from tests.web.visit_rounds import home_of, put_round, put_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner", "shown_city")]
NEW_NIK = "3273014502900001"


@pytest.fixture
def people(city) -> dict[str, Person]:
    """One of each kind whom a visit can meet."""
    with looking(city.scope("coordinator")) as shown:
        rows = shown.rows(Person).filter(area_code__startswith=city.area).order_by("person_id")
        certain = rows.filter(active=True, has_doubt=False, link_method="certain", in_register=True)
        return {
            "uncovered": rows.filter(class_name="uncovered", priority__isnull=False).first(),
            "active": certain.filter(nik__isnull=False).first(),
            "active_too": certain.filter(nik__isnull=False).last(),
            "closed": rows.filter(class_name="uncovered", priority__isnull=False).last(),
        }


@pytest.fixture
def held(city, people):
    """A round: one without cover whose case is open, one whose case was closed as not found, one active in the file and
    not at the door, one active in both; two strangers, one with a NIK; somebody who moved away.
    """
    made = put_round(city.area, city.users["coordinator"], month=APRIL)
    put_case(people["uncovered"].area_code, person_id=people["uncovered"].person_id)
    put_case(
        people["closed"].area_code, person_id=people["closed"].person_id, state="closed", closed_reason="not_found"
    )
    cards = {"uncovered": "none", "active": "inactive", "active_too": "active", "closed": "none"}
    put_visit(
        home_of(made, 1), "complete", [(people[who].person_id, True, "lives", card) for who, card in cards.items()]
    )
    moved = (people["uncovered"].person_id, True, "moved", "unseen")
    strangers = [(None, False, "lives", "none"), (None, False, "lives", "unseen")]
    two = put_visit(home_of(made, 2), "complete", [*strangers, moved])
    first, second, _ = VisitPerson.unscoped.filter(visit=two).order_by("pk")
    VisitPerson.unscoped.filter(pk=first.pk).update(nik=NEW_NIK, name="SITI", willing=True, chosen_route="apbd_quota")
    VisitPerson.unscoped.filter(pk=second.pk).update(name="BUDI")
    return made


def opened(city, held, version=1):
    scope = city.scope("coordinator")
    with looking(scope) as shown:
        return open_found(scope, shown, held, version)


def test_who_has_no_case_gets_one_and_a_second_time_nobody(city, held, people):
    assert opened(city, held) == Opened(opened=3, again=1, had=1, closed=0)
    made = {one.subject: one for one in Case.unscoped.filter(kind="found")}
    active = f"p{people['active'].person_id}"
    assert {(one.reason, one.route, one.office) for one in made.values()} == {
        ("found_unlisted", "correct_register", "dukcapil"), ("door_differs", "read_status", "dinsos"),
    }  # fmt: skip
    assert (made[active].reason, made[active].title) == ("door_differs", "")
    assert made[f"n{NEW_NIK}"].title == "SITI"
    (nameless,) = (one for subject, one in made.items() if subject.startswith("v"))
    assert nameless.title == "BUDI"
    note = CaseNote.unscoped.get(case=made[f"n{NEW_NIK}"]).text
    assert "Putaran uji" in note
    assert "PBPU Pemda" in note
    again = Case.unscoped.get(person_id=people["closed"].person_id)
    assert (again.state, again.reopened_count) == ("working", 1)
    assert opened(city, held, version=2) == Opened(opened=0, again=0, had=5, closed=0)


def test_counts_by_case_and_by_file_are_of_the_same_people(city, held):
    with looking(city.scope("coordinator")) as shown:
        found = found_people(shown, held)
    assert len(found) == 5  # of seven met one is active at the door, and one moved away
    assert count_states(found) == {"new": 1, "closed": 1, "no_case": 3}
    # no run has read these visits: who has a number waits, who told none cannot be followed
    assert sum(count_says(found).values()) == 5
    assert set(count_says(found)) <= {"waits", "no_number"}


def test_the_page_opens_the_cases_and_whoever_was_shown_is_noted(city, held):
    client, address = city.client("coordinator"), f"/kunjungan/{held.public_id}/temuan/"
    page = client.get(address).content.decode()
    assert "3 orang belum punya kasus" in page
    assert Look.unscoped.filter(purpose__contains="Putaran uji").count() == 5
    assert NEW_NIK not in page
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    told = client.post(f"{address}kasus/", {"version": version}, follow=True).content.decode()
    assert "Kasus dibuka: 3; dibuka lagi: 1; sudah terbuka: 1" in told
    assert "Buka kasus" not in told


def test_who_sees_a_part_or_comes_late_opens_nothing(city, held):
    with looking(city.scope("coordinator", f"{city.area}.01")) as shown, pytest.raises(Refusal, match="seluruh kota"):
        open_found(shown.scope, shown, held, 1)
    with pytest.raises(ChangedMeanwhile):
        opened(city, held, version=7)
    assert not Case.unscoped.filter(kind="found").exists()


def test_a_claim_about_somebody_in_no_file_is_told_by_the_nik_of_the_door(city, held, tmp_path):
    opened(city, held)
    Case.unscoped.filter(kind="found").update(
        claim="registered", claimed_at="2025-04-20T00:00:00Z", claimed_month=APRIL
    )
    assert write_actions(tmp_path) == 2  # who told no NIK cannot be told of
    told = (tmp_path / FILE).read_text(encoding="utf-8")
    assert f",claim,,{NEW_NIK}," in told


@pytest.mark.parametrize(
    ("who", "state", "after"),
    [
        # no file knows the person: the claim of an earlier month is refuted, the case goes on
        ({"nik": None}, "claimed", ("refuted", "")),
        ({"nik": None}, "new", ("new", "")),
        # active now, found by number: proved
        ({"active": True, "link_method": "certain", "has_doubt": False, "in_register": True}, "claimed",
         ("proved", "covered")),
        # in the register without active cover: a claim is refuted; the rest goes on in the person's own case
        ({"class_name": "uncovered"}, "claimed", ("refuted", "")),
        ({"class_name": "uncovered"}, "new", ("closed", "own_case")),
        ({"class_name": "member_not_in_register", "status": "ACTIVE"}, "claimed", ("proved", "covered")),
        ({"class_name": "member_not_in_register", "status": "INACTIVE"}, "new", ("new", "")),
    ],
)  # fmt: skip
def test_the_file_decides_about_a_case_that_a_visit_opened(city, shown_city, who, state, after):
    with looking(city.scope("coordinator")) as shown:
        rows = shown.rows(Person).filter(~Q(nik=None), area_code__startswith=city.area)
        person = None if who.get("nik", "") is None else rows.filter(**who).order_by("person_id").first()
    case = put_case(
        city.area, kind="found", subject=f"n{person.nik if person else NEW_NIK}", reason="found_unlisted",
        route="correct_register", state=state, claimed_month=APRIL, claim="registered" if state == "claimed" else "",
        person_id=None,
    )  # fmt: skip
    reconcile_cases(shown_city)
    case.refresh_from_db()
    assert (case.state, case.closed_reason) == after
    assert case.person_id == (person.person_id if person else None)


def test_where_file_and_door_differ_the_case_stays_until_somebody_settles_it(city, shown_city, people):
    values = {"kind": "found", "reason": "door_differs", "route": "read_status", "priority": 5}
    person = people["active"]
    case = put_case(city.area, person_id=person.person_id, **values)
    reconcile_cases(shown_city)
    case.refresh_from_db()
    assert (case.state, case.version) == ("new", 1)
    Case.unscoped.filter(pk=case.pk).update(state="claimed", claim="corrected", claimed_month=APRIL)
    reconcile_cases(shown_city)
    case.refresh_from_db()
    assert (case.state, case.closed_reason) == ("proved", "covered")
