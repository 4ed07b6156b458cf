"""The page after signing in shows what waits for whom, and nothing to who has not shown a second factor."""

import pytest
from django.utils import timezone

from semesta.web.casework.queries.mine import waiting_for
from semesta.web.core.acting import acting, acting_of
from tests.web.case_samples import put_case
from tests.web.firm_samples import put_compliance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
HAND = {
    "coordinator": {"unassigned_cases", "late_cases", "doubts", "proposals", "files", "publications", "statements",
                    "exports", "episodes_up"},
    "dinkes": {"my_cases", "unassigned_cases", "late_cases", "files", "bills_to_check", "exports", "episodes"},
    "finance": {"bills_to_agree"},
    "kelurahan": {"my_cases", "late_cases", "proposals"},
    "privacy": {"requests"},
    "disnaker": {"my_cases", "late_cases", "firms"},
    "dpmptsp": {"firms"},
    "kejari": {"firms"},
    "facility": set(),
    "auditor": set(),
}  # fmt: skip


def waits(city, role) -> dict[str, int]:
    scope = city.scope(role)
    with acting(acting_of(scope), writes=False):
        return {one.what: one.count for one in waiting_for(scope, timezone.localdate())}


@pytest.mark.parametrize("role", HAND)
def test_each_role_sees_the_kinds_of_work_it_has_a_hand_in(city, role):
    assert set(waits(city, role)) - {"proposals"} == HAND[role] - {"proposals"}


def test_a_case_waits_for_the_officer_it_is_given_to_and_for_nobody_elsewhere(city, other_city):
    before = waits(city, "dinsos"), waits(other_city, "dinsos")
    put_case(city.area, subject="x", title="Kasus x", kind="employer", assignee=city.users["dinsos"])
    after = waits(city, "dinsos"), waits(other_city, "dinsos")
    assert after[0]["my_cases"] == before[0]["my_cases"] + 1
    assert after[1] == before[1]


def test_a_proposal_against_a_firm_waits_for_dpmptsp_and_leads_to_the_board(city):
    put_compliance(city.area, step="tmp2t", sanction="proposed", next_on=None)
    assert (waits(city, "dpmptsp"), waits(city, "kejari")) == ({"firms": 1}, {"firms": 0})
    assert 'href="/badan-usaha/papan/"' in city.client("dpmptsp").get("/").content.decode()


def test_the_page_counts_and_leads_there(city):
    put_case(city.area, subject="x", title="Kasus x", kind="employer", assignee=city.users["dinsos"])
    page = city.client("dinsos").get("/").content.decode()
    assert "Kasus di tangan saya" in page
    assert 'href="/kasus/?who=me"' in page


def test_without_the_second_factor_nothing_is_counted(city, settings):
    settings.SECOND_FACTOR_ASKED = True
    page = city.client("coordinator").get("/").content.decode()
    assert 'class="my-work"' not in page
    assert "Koordinator UHC" in page
