"""Cases follow the published month: opened, proved, refuted, closed, re-opened by what files show, never by a score."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection

from semesta.web.casework.actions.reconcile import reconcile_cases
from semesta.web.casework.clocks import arrears_ends, reminder, same_day_after
from semesta.web.casework.models import Case, CaseNote, FollowedPublication
from semesta.web.core.models import AuditEntry
from tests.web.case_samples import APRIL, MAY, one_person, put_case
from tests.web.published_city import table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
EVERYWHERE = ""
COVERED = {"active": True, "priority": None, "has_doubt": False, "link_method": "certain", "in_register": True}


def state_of(case: Case) -> tuple[str, str]:
    now = Case.unscoped.get(pk=case.pk)
    return now.state, now.closed_reason


def test_all_work_of_the_month_has_one_case_and_a_second_time_nothing_changes(city, shown_city, city_home):
    first = reconcile_cases(shown_city, rows_at_once=100)
    work = table(city_home, "person_work")
    kinds = Counter(Case.unscoped.values_list("kind", flat=True))
    upcoming = [row for row in table(city_home, "person_route") if row["upcoming"]]
    assert kinds["keep"] == len(upcoming)
    gone = [row for row in work if row["class"] in ("dead_but_member", "moved_but_member")]
    assert kinds["wrongly_paid"] == len(gone)
    assert kinds["cover"] == len(work) - len(upcoming) - len(gone)
    assert first["opened"] == sum(kinds.values())
    entries = AuditEntry.objects.filter(about="casework_case").count()
    assert entries == first["opened"]
    again = reconcile_cases(shown_city, rows_at_once=10_000)
    assert not any(again.values())
    assert AuditEntry.objects.filter(about="casework_case").count() == entries
    assert FollowedPublication.objects.get(publication_number=shown_city.pk).counts == first


def test_a_case_has_the_route_reason_area_and_clock_of_the_file(city, shown_city, city_home):
    reconcile_cases(shown_city)
    by_person = {row["person_id"]: row for row in table(city_home, "person_work")}
    arrears = arrears_ends(MAY)
    for case in Case.unscoped.filter(kind="cover"):
        row = by_person[case.person_id]
        assert (case.route, case.reason) == (row["route"], row["reason"] or "")
        assert case.priority == row["priority"]
        if row["deadline_on"]:
            assert case.due_on == row["deadline_on"]
        elif row["route"] == "rehab":
            assert case.due_on in {*arrears["rehab"].values(), None}
    assert Case.unscoped.filter(route="rehab", due_on__isnull=False).exists()
    assert Case.unscoped.filter(route="apbd_quota", due_on__isnull=False).exists()


# months in arrears in May 2025 (24 at most): 24 - count months from 1 May
@pytest.mark.parametrize(("count", "day"), [(24, date(2025, 5, 1)), (23, date(2025, 6, 1)), (4, date(2027, 1, 1))])
def test_arrears_end_where_the_rule_says(count, day):
    assert arrears_ends(MAY)["pay_arrears"][count] == day


def test_whoever_pays_for_the_ninth_time_next_month_is_reminded():
    # payment 9 falls in June 2025, so payment 1 fell 8 months before: October 2024; due on the 10th
    assert reminder(MAY) == (date(2024, 10, 1), date(2024, 10, 31), date(2025, 6, 10))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(date(2025, 1, 31), 1, date(2025, 2, 28)), (date(2025, 5, 2), 1, date(2025, 6, 2))],
)
def test_a_month_later_is_the_same_day_or_the_last(day, months, expected):
    assert same_day_after(day, months) == expected


@pytest.mark.parametrize(
    ("who", "values", "after"),
    [
        # the file shows active cover, found by number and identity
        (COVERED, {"state": "claimed", "claimed_month": APRIL}, ("proved", "covered")),
        (COVERED, {"state": "working"}, ("closed", "covered")),
        # found by likeness alone: no score closes a case
        ({**COVERED, "link_method": "kept"}, {"state": "claimed", "claimed_month": APRIL}, ("claimed", "")),
        ({**COVERED, "link_method": "kept"}, {"state": "new"}, ("new", "")),
        # still in the work of a later month: refuted, unless the promised start is yet to come
        ({"route": "mandiri"}, {"state": "claimed", "claimed_month": APRIL}, ("refuted", "")),
        ({"route": "mandiri"}, {"state": "claimed", "claimed_month": MAY}, ("claimed", "")),
        (
            {"route": "mandiri"},
            {"state": "claimed", "claimed_month": APRIL, "claim_starts_on": date(2025, 6, 1)},
            ("claimed", ""),
        ),
        # work again after evidence had closed it; after a person had, only when the file says something new
        ({"route": "mandiri"}, {"state": "proved", "closed_reason": "covered"}, ("new", "")),
        ({"route": "mandiri"}, {"state": "closed", "closed_reason": "declines", "route": "rehab"}, ("new", "")),
        ({"route": "mandiri", "reason": None}, {"state": "closed", "closed_reason": "declines", "route": "mandiri"},
         ("closed", "declines")),
        ({"route": "mandiri"}, {"state": "closed", "closed_reason": "dead", "route": "rehab"}, ("closed", "dead")),
    ],
)  # fmt: skip
def test_what_the_file_shows_decides(city, shown_city, who, values, after):
    person = one_person(city.scope("auditor", EVERYWHERE), **who)
    case = put_case(person.area_code, **{"person_id": person.person_id, **values})
    reconcile_cases(shown_city)
    assert state_of(case) == after
    now = Case.unscoped.get(pk=case.pk)
    assert now.to_confirm == (who.get("link_method") == "kept")
    assert now.reopened_count == (1 if after[0] == "new" and values["state"] in ("closed", "proved") else 0)


def test_who_stands_in_no_file_any_more_is_closed_without_a_claim_being_proved(city, shown_city):
    case = put_case("16.71.04", person_id=987_654_321, state="claimed", claimed_month=APRIL)
    reconcile_cases(shown_city)
    assert state_of(case) == ("closed", "not_in_files")


def test_a_firm_and_a_birth_without_work_are_settled(city, shown_city):
    firm = put_case("16.71", kind="employer", subject="e-none", state="claimed", claimed_month=APRIL)
    birth = put_case("16.71", kind="newborn", subject="b-none")
    reconcile_cases(shown_city)
    assert (state_of(firm), state_of(birth)) == (("proved", "settled"), ("closed", "settled"))


def test_notes_go_with_the_case_to_another_area(city, shown_city):
    person = one_person(city.scope("auditor", EVERYWHERE), route="mandiri")
    case = put_case("16.71.99.1001", person_id=person.person_id)
    note = CaseNote.unscoped.create(
        case=case, area_code=case.area_code, at=case.opened_at, by=city.users["dinsos"], text="x"
    )
    reconcile_cases(shown_city)
    assert CaseNote.unscoped.get(pk=note.pk).area_code == person.area_code


def test_a_case_that_nothing_changed_keeps_its_version(city, shown_city):
    reconcile_cases(shown_city)
    assert set(Case.unscoped.values_list("version", flat=True)) == {1}
    case = Case.unscoped.filter(route="mandiri").first()
    Case.unscoped.filter(pk=case.pk).update(priority=1)
    reconcile_cases(shown_city)
    assert Case.unscoped.get(pk=case.pk).version == 2
    assert connection.vendor in {"sqlite", "postgresql"}
