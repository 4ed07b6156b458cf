"""Places that employers could give back, and the contribution of a wage."""

from datetime import date

import pytest

from semesta.rules.load import load_rules
from semesta.rules.wages import contribution
from semesta.web.casework.queries import employers as asked
from semesta.web.core.acting import acting
from semesta.web.core.models import Look
from semesta.web.core.published.tables.models import EmployerWork
from semesta.web.desks.employers import firm as firm_page
from semesta.web.desks.employers import places as places_page
from tests.web.case_samples import EVERYWHERE
from tests.web.published_city import looking, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
PLACES, IURAN = "/badan-usaha/kursi/", "/badan-usaha/iuran/"


@pytest.fixture(autouse=True)
def everywhere(city):
    """What the tests themselves look at they see as the tables' owner would; requests set their own scope."""
    with acting(EVERYWHERE):
        yield


def sums(rows) -> tuple[int, ...]:
    """Workers, family, paid by the city, paid by the state, and rupiah: the city, all, due."""
    return (
        sum(row["role"] == "worker" for row in rows), sum(row["role"] == "family" for row in rows),
        sum(row["segment"] == "PBPU_PEMDA" for row in rows), sum(row["segment"] == "PBI_APBN" for row in rows),
        *(sum(row[name] for row in rows) for name in ("city_saved_rupiah", "saved_rupiah", "due_rupiah")),
    )  # fmt: skip


def test_the_sums_of_all_employers_add_up_to_the_people_of_the_run(city, city_home, monkeypatch):
    monkeypatch.setattr(places_page, "PER_PAGE", 2)
    people = table(city_home, "recoverable_place")
    rows, url = [], PLACES
    while url:
        shown = city.client("bpjs").get(url).context["table"]
        rows += [row.cells for row in shown.rows]
        url = shown.page.next_url
    assert shown.total[1:] == sums(people)
    assert tuple(map(sum, zip(*(cells[1:] for cells in rows), strict=True))) == sums(people)
    assert len(rows) == len({row["firm_key"] for row in people})
    assert [cells[5] for cells in rows] == sorted((cells[5] for cells in rows), reverse=True)
    workers, family, apbd, apbn, city_saved, saved, _due = sums(people)
    assert workers > 0
    assert family > 0
    rules, may = load_rules(), date(2025, 5, 1)
    each = rules.whole("pbpu_pemda_contribution_rupiah", may) + rules.whole("pbpu_help_pemda_rupiah", may)
    assert city_saved == apbd * each == apbd * 37_800
    assert saved == apbn * 42_000 + apbd * 42_000


def test_the_page_of_a_firm_lists_whom_its_sum_counts_each_family_behind_its_worker(city, city_home, monkeypatch):
    monkeypatch.setattr(firm_page, "PER_PAGE", 3)
    people = table(city_home, "recoverable_place")
    key = max({row["firm_key"] for row in people}, key=lambda one: sum(row["firm_key"] == one for row in people))
    own = [row for row in people if row["firm_key"] == key]
    client, url = city.client("bpjs"), f"/badan-usaha/{asked.firm_id_of(key)}/"
    cells, page_url = [], url
    while page_url:
        page = client.get(page_url)
        shown = page.context["people"]
        cells += [row.cells for row in shown.rows]
        page_url = shown.page.next_url
    assert len(cells) == len(own) == page.context["places"].people
    assert shown.total == ("Jumlah badan usaha", None, None, None, sums(own)[5], sums(own)[4], sums(own)[6])
    assert (sum(cell[4] for cell in cells), sum(cell[5] for cell in cells)) == (sums(own)[5], sums(own)[4])
    assert sum(cell[6] or 0 for cell in cells) == sums(own)[6]
    # whoever was seen is written down, once for every row shown
    assert Look.unscoped.filter(user=city.users["bpjs"]).count() == len(own)


def test_who_may_not_see_people_sees_the_sums_alone_and_an_auditor_no_wages(city, city_home):
    people = table(city_home, "recoverable_place")
    url = f"/badan-usaha/{asked.firm_id_of(people[0]['firm_key'])}/"
    page = city.client("dpmptsp").get(url)
    assert page.context["people"] is None
    assert page.context["places"].people > 0
    assert not Look.unscoped.exists()
    columns = [column.title for column in city.client("auditor").get(url).context["people"].columns]
    assert "Terutang sebulan" not in columns
    assert "Terutang sebulan" in [column.title for column in city.client("bpjs").get(url).context["people"].columns]


def test_the_city_is_an_employer_among_the_others(city, city_home):
    own = [row for row in table(city_home, "recoverable_place") if row["firm_key"] == "PEMDA"]
    page = city.client("disnaker").get(PLACES)
    rows = {row.cells[0]: row.cells for row in page.context["table"].rows}
    assert rows["PEMERINTAH DAERAH"][1:] == sums(own)
    with looking(city.scope("disnaker")) as shown:
        firm = shown.rows(EmployerWork).get(firm_key="PEMDA")
    listed = city.client("disnaker").get("/badan-usaha/").context["table"].rows
    assert "kota sendiri, sebagai pemberi kerja" in {row.cells[0].note for row in listed}
    text = city.client("disnaker").get(f"/badan-usaha/{firm.firm_id}/").content.decode()
    assert "iuran wajib" in text


def test_a_firm_that_nobody_knows_is_not_found(city):
    for name in ("0" * 16, "9016710000001", "x"):
        assert city.client("bpjs").get(f"/badan-usaha/{name}/").status_code == 404


@pytest.mark.parametrize(
    ("wage", "month"), [(2_500_000, "2025-05"), (5_000_000, "2025-05"), (15_000_000, "2026-03"), (2_500_000, "2026-03")]
)
def test_the_page_reckons_as_the_command_does(city, wage, month):
    page = city.client("bpjs").get(IURAN, {"upah": wage, "bulan": month, "tambahan": 1, "batas": ""})
    due = contribution(load_rules(), wage, "16.71", date.fromisoformat(f"{month}-01"), extra_people=1)
    shown = [fact.value for fact in page.context["facts"]]
    assert shown == [wage, due.floor.rupiah, due.ceiling, due.base, due.employer, due.worker, due.extra, due.total]


def test_the_years_have_their_own_floor_and_ceiling(city):
    page = city.client("bpjs").get(IURAN)
    years = {row.cells[0].value: row.cells for row in page.context["years"].rows}
    assert (years["2025"][1].value, years["2026"][1].value) == (3_916_635, 4_192_837)
    assert years["2025"][2] == 12_000_000
    assert years["2025"][4] == 600_000  # 12,000,000 * 0.05
    assert years["2025"][3] == 156_665 + 39_166  # 3,916,635 * 0.04 and * 0.01


def test_a_month_without_a_known_minimum_wage_asks_for_the_floor(city):
    page = city.client("bpjs").get(IURAN, {"upah": 3_000_000, "bulan": "2015-01"})
    assert not page.context["facts"]
    assert "batas" in page.context["form"].errors
    assert not city.client("bpjs").get(IURAN, {"upah": "x", "bulan": "2025-05"}).context["facts"]
