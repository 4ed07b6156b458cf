"""The outreach desk: every contact of the run is counted once, within the scope, and no person stands on the page."""

import re

import pytest
from django.urls import reverse

from semesta.web.casework.queries.outreach import RULES, area_length, arrears_by, contact_lines, contacts_by
from semesta.web.core.acting import acting
from semesta.web.core.exports.models import ExportRequest
from semesta.web.core.places import DISTRICT, VILLAGE
from semesta.web.core.published.tables.models import ContactWork
from semesta.web.core.roles import ROLES
from tests.web.case_samples import EVERYWHERE
from tests.web.published_city import looking, table

pytestmark = pytest.mark.django_db


def test_every_contact_of_the_run_is_counted_once_by_rule_and_kecamatan(city, shown_city, city_home):
    rows = table(city_home, "contact_work")
    with looking(city.scope("dinsos")) as shown:
        held = contacts_by(shown, area_length(shown))
    assert {len(one.area_code) for one in held} <= {5, DISTRICT}
    for rule in RULES:
        mine = [row for row in rows if row["contact_rule"] == rule]
        found = [one for one in held if one.rule == rule]
        assert sum(one.contacts for one in found) == len(mine)
        assert sum(one.people for one in found) == sum(row["family_count"] for row in mine)
        assert sum(one.phones for one in found) == sum(row["phone"] is not None for row in mine)
    assert {row["contact_rule"] for row in rows} >= {"before_payment", "left_employer", "former_pbi"}


def test_arrears_are_the_self_payers_of_the_run_whose_cover_stands_still(city, shown_city, city_home):
    people = [row for row in table(city_home, "person_month") if row["in_register"] and row["funding"] == "SELF"]
    with looking(city.scope("dinsos")) as shown:
        held = arrears_by(shown, DISTRICT)
    assert sum(one.payers for one in held) == len(people)
    assert sum(one.arrears for one in held) == sum(row["reason"] == "PREMI" for row in people) > 0


def test_a_kelurahan_counts_its_own_contacts_only(city, shown_city, village):
    with looking(city.scope("kelurahan", village)) as shown:
        assert area_length(shown) == VILLAGE
        assert {one.area_code for one in contacts_by(shown, VILLAGE)} == {village}
        assert shown.rows(ContactWork).exclude(area_code=village).count() == 0


def test_the_page_names_no_person_and_no_number(city, shown_city):
    page = city.client("dinsos").get(reverse("outreach")).content.decode()
    assert "Kontak per aturan" in page
    assert not re.search(r"\d{13,16}", re.sub(r"<svg.*?</svg>", "", page, flags=re.S))


def test_who_may_not_see_outreach_has_neither_page_nor_entry(city, shown_city):
    for role in ROLES:
        client = city.client(role)
        answer = client.get(reverse("outreach"))
        assert (answer.status_code == 200) == ("outreach.read" in ROLES[role].permissions)


def asked_for(client, **more):
    return client.post(reverse("outreach_download"), {"purpose": "menelepon sebelum iuran jatuh tempo", **more})


def taken() -> list[ExportRequest]:
    with acting(EVERYWHERE, writes=False):
        return list(ExportRequest.unscoped.order_by("id"))


def test_the_contacts_of_a_rule_leave_as_a_list_with_phones_for_who_sees_addresses(city, shown_city, city_home):
    rows = [row for row in table(city_home, "contact_work") if row["contact_rule"] == "former_pbi"]
    assert asked_for(city.client("dinsos"), rule="former_pbi").headers["Location"] == reverse("office_exports")
    (made,) = taken()
    assert (made.row_count, made.names_people) == (len(rows), True)
    assert {"Telepon", "Yang disampaikan"} <= set(made.columns)
    with looking(city.scope("dinsos")) as shown:
        lines = {one["person_id"]: one for one in contact_lines(shown, "former_pbi")}
    assert {key: one["phone"] for key, one in lines.items()} == {row["person_id"]: row["phone"] for row in rows}
    assert {key: one["name"] for key, one in lines.items()} == {row["person_id"]: row["name"] for row in rows}


def test_no_list_leaves_without_a_purpose_a_known_rule_or_the_right_to_see_it(city, shown_city):
    asked_for(city.client("dinsos"), rule="former_pbi", purpose=" ")
    asked_for(city.client("dinsos"), rule="everybody")
    asked_for(city.client("finance"), rule="former_pbi")  # may make lists, but sees no contacts
    asked_for(city.client("kelurahan"), rule="former_pbi")  # sees contacts, but makes no lists
    assert taken() == []
