"""The employers desk: who sees which firm, findings counted and narrowed, a long list in parts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from semesta.web.core.published.tables.models import EmployerWork
from semesta.web.desks.employers import firms as desk
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
PAGE = "/badan-usaha/"


def held(city, **narrowed):
    with looking(city.scope("disnaker")) as shown:
        return list(shown.rows(EmployerWork).filter(**narrowed).order_by("work_order"))


def test_every_firm_with_a_finding_is_listed_in_the_order_of_the_run(city):
    firms = held(city)
    page = city.client("disnaker").get(PAGE)
    assert page.status_code == 200
    assert [row.cells[0].value for row in page.context["table"].rows] == [firm.name for firm in firms]
    assert page.context["table"].page.count == len(firms) > 1
    ranked = [row.cells[3] for row in page.context["table"].rows]
    assert ranked == sorted(ranked, reverse=True) == [firm.expected_uncovered_count for firm in firms]
    missing = sum(firm.missing_worker_count for firm in firms)
    assert page.context["figures"][2][1] == f"{missing:,}".replace(",", ".")


def test_one_finding_is_what_its_tab_counts(city):
    page = city.client("disnaker").get(f"{PAGE}?temuan=PWBD")
    unknown = held(city, finding="PWBD")
    assert [row.cells[0].value for row in page.context["table"].rows] == [firm.name for firm in unknown]
    tabs = {tab.url: tab.count for tab in page.context["tabs"]}
    assert tabs[f"{PAGE}?temuan=PWBD"] == len(unknown) > 0
    assert tabs[PAGE] == len(held(city))
    assert city.client("disnaker").get(f"{PAGE}?temuan=LAIN&sesudah=x").context["table"].page.count == len(held(city))


def test_a_long_list_goes_on_where_the_page_before_ended(city, monkeypatch):
    monkeypatch.setattr(desk, "PER_PAGE", 1)
    names, url = [], PAGE
    while url:
        table = city.client("disnaker").get(url).context["table"]
        names += [row.cells[0].value for row in table.rows]
        url = table.page.next_url
    assert names == [firm.name for firm in held(city)]


def test_a_role_without_the_permission_is_refused_and_few_questions_are_asked(city):
    assert city.client("kelurahan").get(PAGE).status_code == 403
    client = city.client("disnaker")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(PAGE)
    assert sum("pub_employer_work" in one["sql"] for one in asked.captured_queries) <= 2
