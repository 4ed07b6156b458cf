"""The desk of visits: a round drawn from the published register, shared out, walked, filled up, estimated."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from semesta.flow.publish import published_run
from semesta.flow.sampling.drawn import random_round
from semesta.plan.sample.design import Design
from semesta.web.casework.actions.rounds import NewAgent, call_in_reserves, set_state, share_round
from semesta.web.casework.models import Round, RoundAgent, RoundHousehold, VisitPerson
from semesta.web.casework.queries.rounds import estimate_of
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.exports.models import ExportRequest
from semesta.web.core.models import AuditEntry
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Person
from tests.web.published_city import looking
from tests.web.visit_rounds import home_of, put_round, put_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
FORM = {
    "name": "Putaran Mei", "design": "cluster", "households": "60", "half_width": "5", "response": "80",
    "per_cluster": "5", "allocation": "proportional", "reserve": "40", "seed": "2025-05", "area": "16.71",
    "starts_on": "2025-06-02", "ends_on": "2025-06-14",
}  # fmt: skip


@pytest.fixture
def here(city, city_home, settings):
    """Pages read the runs of the city whose tables are shown; what a test reads it reads as the city."""
    settings.SEMESTA_HOME = city_home
    with acting(acting_of(city.scope("coordinator"))):
        yield city


def drawn(city, **more) -> Round:
    answer = city.client("coordinator").post(reverse("visits_new"), {**FORM, **more})
    assert answer.status_code == 302
    return Round.objects.latest("pk")


def households(held, **more):
    return RoundHousehold.unscoped.filter(round=held, **more).order_by("draw_order")


@pytest.mark.parametrize("kind", ["simple", "stratified", "cluster"])
def test_the_page_draws_what_the_command_line_draws_on_sqlite_and_on_postgresql(here, city_home, kind):
    held = drawn(here, design=kind)
    made = random_round(city_home, Design(kind, 60, 5, "proportional", 0.4), "2025-05")
    assert held.frame_sha256 == made.about["frame_sha256"]
    assert [(one.household_key, one.part, one.stratum, one.probability) for one in households(held)] == [
        (one.household_key, one.part, one.stratum, one.probability) for one in made.households
    ]
    assert (held.kind, held.run_id, held.month) == ("random", published_run(city_home).name, date(2025, 5, 1))
    assert all(one.address and one.head_name for one in households(held))


def test_the_round_page_tells_seed_and_digest_and_no_family_card_number(here):
    held = drawn(here)
    page = here.client("coordinator").get(reverse("visits_round", args=[held.public_id])).content.decode()
    assert held.frame_sha256 in page
    assert "2025-05" in page
    assert not any(one.household_key in page for one in households(held))


def test_how_many_households_a_precision_takes_is_told_and_nothing_is_drawn(here):
    page = here.client("coordinator").post(reverse("visits_new"), {**FORM, "size": "1"}).content.decode()
    assert "rumah tangga harus menjawab" in page
    assert Round.objects.count() == 0


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("seed", "", "Putaran acak memerlukan benih"), ("ends_on", "2025-05-01", "Hari terakhir ada sebelum"),
    ("households", "19999", "hanya memuat"),
])  # fmt: skip
def test_a_round_that_cannot_be_drawn_is_told_why_and_not_kept(here, field, value, sentence):
    page = here.client("coordinator").post(reverse("visits_new"), {**FORM, "design": "simple", field: value})
    assert sentence in page.content.decode()
    assert Round.objects.count() == 0


def test_a_targeted_round_comes_from_the_visit_list_and_gives_no_estimate(here):
    held = drawn(here, design="worklist", households="15", seed="")
    assert (held.kind, held.design, households(held).count()) == ("targeted", "worklist", 15)
    assert all(one.probability is None for one in households(held))
    assert here.client("coordinator").get(reverse("visits_estimate", args=[held.public_id])).status_code == 404
    with pytest.raises(ValueError, match="random"):
        estimate_of(shown_to(here.scope("coordinator")), held)


def test_who_sees_a_part_of_the_city_draws_no_random_round_of_it(here):
    client = here.client("coordinator")
    here.users["coordinator"].memberships.update(area_code="16.71.01")
    client.post(reverse("visits_new"), FORM)
    assert Round.objects.count() == 0


def test_households_are_shared_out_by_area_and_day(here):
    held = drawn(here)
    villages = sorted({one.area_code for one in households(held)})
    client = here.client("coordinator")
    name = here.users["dinsos"].username
    agents = f"{name}; Dewi;\nb; Budi; {villages[0]}"
    client.post(reverse("visits_share", args=[held.public_id]), {"version": 1, "agents": agents, "per_day": 5})
    homes = list(households(held, part="main").select_related("agent"))
    assert all(one.agent and one.visit_on and one.visit_order for one in homes)
    assert {one.area_code for one in homes if one.agent.code == "b"} <= {villages[0]}
    assert max(Counter((one.agent_id, one.visit_on) for one in homes).values()) == 5
    assert RoundAgent.objects.get(round=held, code=name).user == here.users["dinsos"]
    held.refresh_from_db()
    assert held.version == 2
    page = client.get(reverse("visits_round", args=[held.public_id])).content.decode()
    assert f"b; Budi; {villages[0]}" in page


def test_a_kelurahan_without_an_agent_is_told_and_nothing_changes(here):
    held = drawn(here)
    village = households(held).first().area_code
    answer = here.client("coordinator").post(
        reverse("visits_share", args=[held.public_id]),
        {"version": 1, "agents": f"b; Budi; {village}", "per_day": 5}, follow=True,
    )  # fmt: skip
    assert "Tidak ada petugas untuk kelurahan ini" in answer.content.decode()
    held.refresh_from_db()
    assert (held.version, RoundAgent.objects.count()) == (1, 0)


def test_the_list_of_an_agent_shows_the_walk_and_is_noted(here):
    held = put_round("16.71", here.users["coordinator"])
    agent = held.agents.get()
    page = here.client("dinsos").get(reverse("visits_list", args=[held.public_id, agent.public_id])).content.decode()
    assert re.findall(r"Kepala \d", page) == ["Kepala 1", "Kepala 2", "Kepala 3"]
    entry = AuditEntry.objects.get(about="visit list shown")
    assert '"households": 3' in entry.new


def test_a_day_leaves_as_pdf_and_the_whole_list_with_its_purpose(here):
    held = put_round("16.71", here.users["coordinator"])
    agent = held.agents.get()
    client = here.client("dinsos")
    pdf = client.get(reverse("visits_list_pdf", args=[held.public_id, agent.public_id]), {"hari": "2025-06-02"})
    assert pdf.content[:5] == b"%PDF-"
    take = reverse("visits_take_list", args=[held.public_id, agent.public_id])
    client.post(take, {"purpose": ""})
    assert ExportRequest.objects.within(here.scope("dinsos")).count() == 0
    client.post(take, {"purpose": "kunjungan minggu ini"})
    kept = ExportRequest.objects.within(here.scope("dinsos")).get()
    assert (kept.row_count, kept.run_id) == (3, "uji")
    assert not any("kartu" in title.lower() or "nik" in title.lower() for title in kept.columns)


def test_a_list_of_more_people_than_one_may_take_out_is_no_pdf(here):
    held = put_round("16.71", here.users["coordinator"])
    agent = held.agents.get()
    RoundHousehold.unscoped.bulk_create(
        RoundHousehold(
            round=held, area_code="16.71.01.1001", household_key=f"9{at}", stratum="all", cluster="c", draw_order=at,
            member_count=1, agent=agent, visit_on=date(2025, 6, 2), visit_order=at,
        )
        for at in range(10, 110)
    )  # fmt: skip
    answer = here.client("dinsos").get(
        reverse("visits_list_pdf", args=[held.public_id, agent.public_id]), {"hari": "semua"}, follow=True
    )
    assert "perlu orang kedua" in answer.content.decode()


def test_who_may_not_see_addresses_sees_no_list(here):
    held = put_round("16.71", here.users["coordinator"])
    for name in ("visits_list", "visits_list_pdf"):
        page = here.client("auditor").get(reverse(name, args=[held.public_id, held.agents.get().public_id]))
        assert "Peran Anda tidak melihat alamat" in page.content.decode()
    assert not AuditEntry.objects.filter(about="visit list shown").exists()


def test_a_kelurahan_sees_its_own_households_only(here):
    held = put_round("16.71", here.users["coordinator"])
    RoundHousehold.unscoped.filter(round=held, draw_order=2).update(area_code="16.71.02.1001")
    client = here.client("kelurahan")
    here.users["kelurahan"].memberships.update(area_code="16.71.01.1001")
    page = client.get(reverse("visits_list", args=[held.public_id, held.agents.get().public_id])).content.decode()
    assert re.findall(r"Kepala \d", page) == ["Kepala 1", "Kepala 3"]


def test_a_household_that_does_not_answer_is_replaced_from_the_reserve_once(here):
    held = put_round("16.71", here.users["coordinator"])
    scope = here.scope("coordinator")
    put_visit(home_of(held, 1), "refused")
    put_visit(home_of(held, 2), "absent")
    assert call_in_reserves(scope, held, 1) == (1, 1)
    called = home_of(held, 4)
    assert (called.part, called.replaces, called.agent) == ("replacement", home_of(held, 1), home_of(held, 1).agent)
    assert (called.visit_on, called.visit_order) == (timezone.localdate() + timedelta(days=1), 1)
    assert call_in_reserves(scope, held, 2) == (0, 1)


def test_two_who_change_a_round_at_once_are_told(here):
    held = put_round("16.71", here.users["coordinator"])
    scope = here.scope("coordinator")
    set_state(scope, held, 1, "field")
    with pytest.raises(ChangedMeanwhile):
        set_state(scope, held, 1, "closed")
    with pytest.raises(Refusal):
        set_state(scope, held, 2, "elsewhere")
    with pytest.raises(Refusal):
        share_round(here.scope("dinkes"), held, 2, [NewAgent("a", "A")], 5)


def test_the_estimate_counts_what_the_visits_found(here):
    """Three households of weight 40/3, one silent: the two that answered stand for 20 each.

    Found living: 3 listed people and 1 who is not on the card; a listed one moved. Active: 2 by card, of 4.
    """
    with looking(here.scope("coordinator")) as shown:
        people = list(shown.rows(Person).filter(active=True, in_register=True).values_list("person_id", flat=True)[:4])
    held = put_round("16.71", here.users["coordinator"])
    put_visit(
        home_of(held, 1), "complete", [(people[0], True, "lives", "active"), (people[1], True, "moved", "unseen")]
    )
    put_visit(
        home_of(held, 2), "complete",
        [(people[2], True, "lives", "unseen"), (people[3], True, "lives", "inactive"), (None, False, "lives", "none")],
    )  # fmt: skip
    put_visit(home_of(held, 3), "refused")
    with looking(here.scope("coordinator")) as shown:
        found = estimate_of(shown, held)
    assert (found.homes, found.answered, dict(found.outcomes)) == (3, 2, {"complete": 2, "refused": 1})
    assert found.city.activity.value == pytest.approx(2 / 4)
    assert found.city.coverage.value == pytest.approx(3 / 4)
    assert found.city.wrong_share.value == pytest.approx(1 / 4)
    assert found.city.missed_share.value == pytest.approx(1 / 4)
    assert found.city.residents.value == pytest.approx(120 * 4 / 4)
    page = here.client("coordinator").get(
        reverse("visits_estimate", args=[held.public_id]), {"claim": "99.92", "link_missed": "5"}
    )
    assert page.status_code == 200
    assert "99,92" in page.content.decode()


def test_somebody_on_no_card_of_the_house_is_looked_for_in_the_register(here):
    """By NIK, or by name and birth date however it is typed; a stranger stays outside: 1 missed of 3 who live there."""
    with looking(here.scope("coordinator")) as shown:
        rows = shown.rows(Person).filter(in_register=True, nik_damage="", birth_on__isnull=False).order_by("person_id")
        one, two = rows[10:12]
    held = put_round("16.71", here.users["coordinator"])
    visit = put_visit(home_of(held, 1), "complete")
    told = ({"nik": one.nik}, {"name": f" {two.name.lower()}. ", "birth_on": two.birth_on}, {"name": "ORANG LAIN"})
    VisitPerson.unscoped.bulk_create(
        VisitPerson(area_code=visit.area_code, visit=visit, listed=False, found="lives", **who) for who in told
    )
    put_visit(home_of(held, 2), "complete", [(one.person_id, True, "moved", "unseen")])
    with looking(here.scope("coordinator")) as shown:
        found = estimate_of(shown, held)
    assert found.city.missed_share.value == pytest.approx(1 / 3)


def test_before_the_first_answer_the_estimate_says_so(here):
    held = put_round("16.71", here.users["coordinator"])
    page = here.client("coordinator").get(reverse("visits_estimate", args=[held.public_id])).content.decode()
    assert "Belum ada rumah tangga yang menjawab" in page


def test_rounds_of_another_city_are_not_seen(here, other_city):
    held = put_round("16.71", here.users["coordinator"])
    client = other_city.client("coordinator")
    assert "Putaran uji" not in client.get(reverse("visits_rounds")).content.decode()
    assert client.get(reverse("visits_round", args=[held.public_id])).status_code == 404
    assert "Putaran uji" in here.client("coordinator").get(reverse("visits_rounds")).content.decode()
