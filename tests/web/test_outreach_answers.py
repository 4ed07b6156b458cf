"""Did it work: asked once, answered by a job from two published months, told in words; few people are not told."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from semesta.flow.outreach import outreach_effect
from semesta.web.casework.actions.outreach_effect import ask_effect
from semesta.web.casework.message_jobs import work_out_effect
from semesta.web.casework.models import OutreachEffect, SessionFollowUp
from semesta.web.casework.queries.outreach_effect import people_reached
from semesta.web.casework.refusal import Refusal
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.jobs.handlers import Task
from semesta.web.core.published.tables.models import Person
from tests.web.case_samples import APRIL, EVERYWHERE, MAY
from tests.web.outreach_samples import put_batch, put_session
from tests.web.published_city import looking

pytestmark = pytest.mark.django_db


@pytest.fixture
def read_home(settings, city_home):
    """The files of both months."""
    settings.SEMESTA_HOME = city_home
    return city_home


def ask(city, basis="sessions", role="dinsos", *areas) -> OutreachEffect:
    scope = city.scope(role, *areas)
    with acting(acting_of(scope)):
        return ask_effect(scope, basis, APRIL, MAY, timezone.now())


def answered(held) -> OutreachEffect:
    with acting(EVERYWHERE):
        work_out_effect(Task(0, 1, {"effect": held.pk}, held.area_code, EVERYWHERE, lambda *_: None))
        return OutreachEffect.unscoped.get(pk=held.pk)


def some_people(city, number: int) -> list[int]:
    """Residents, every seventh: of many classes and families."""
    with looking(city.scope("dinsos")) as shown:
        rows = shown.rows(Person).filter(in_register=True).order_by("person_id").values_list("person_id", flat=True)
        return list(rows)[::7][:number]


def met(city, people, held_on=date(2025, 4, 15)) -> None:
    """At a session of that day, each with a need."""
    session = put_session("16.71.04.1002", city.users["dinsos"], held_on=held_on)
    with acting(EVERYWHERE):
        for person in people:
            SessionFollowUp.unscoped.create(
                session=session, person_id=person, area_code="16.71.04.1002", topic="dues", user=city.users["dinsos"]
            )


def test_the_answer_is_that_of_the_command_for_the_people_met_between_the_two_days(city, shown_city, read_home):
    people = some_people(city, 200)
    met(city, people[:150])
    met(city, people[150:], held_on=date(2025, 5, 2))  # after the day of the later run
    held = answered(ask(city))
    told = outreach_effect(read_home, before=APRIL, after=MAY, people=people[:150]).to_json()
    assert held.result["became"] == told["became"] | {"gained": list(told["became"]["gained"])}
    assert held.result["named"] == told["named"] > 100
    assert held.result["before"] == "2025-04-01"
    page = city.client("dinsos").get(reverse("outreach_effect")).content.decode()
    assert "Aktif sebelumnya: tetap aktif" in page
    assert "dari yang dijangkau" in page
    assert "Seberapa jauh ini dapat dipercaya" in page


def test_a_message_counts_from_the_day_after_the_earlier_run_when_it_went_out(city, shown_city, read_home):
    first, second, third, fourth = some_people(city, 4)
    put_batch(
        city.area, city.users["dinsos"],
        {"person_id": first, "outcome": "sent", "at": datetime(2025, 4, 20, 3, tzinfo=UTC)},
        {"person_id": second, "outcome": "failed", "why": "refused", "at": datetime(2025, 4, 20, 3, tzinfo=UTC)},
        {"person_id": third, "outcome": "sent", "at": datetime(2025, 4, 1, 3, tzinfo=UTC)},
        {"person_id": fourth, "outcome": "sent", "at": datetime(2025, 5, 1, 3, tzinfo=UTC)},
    )  # fmt: skip
    held = ask(city, "messages")
    with acting(EVERYWHERE, writes=False):
        assert people_reached(read_home, held) == {first, fourth}


def test_figures_of_few_people_are_not_told(city, shown_city, read_home):
    met(city, some_people(city, 4))
    held = answered(ask(city))
    assert held.result["named"] <= 4
    page = city.client("dinsos").get(reverse("outreach_effect")).content.decode()
    assert "terlalu sedikit untuk disebut" in page or "tidak ada pembanding" in page
    assert "95\u00a0%:" not in page


def test_nobody_reached_is_told_in_words_and_an_answer_is_never_changed(city, shown_city, read_home):
    held = answered(ask(city))
    assert (held.result, held.made_at is not None) == (None, True)
    assert "Tidak ada orang yang dijangkau" in city.client("dinsos").get(reverse("outreach_effect")).content.decode()
    with pytest.raises(DatabaseError), transaction.atomic(), acting(EVERYWHERE):
        OutreachEffect.unscoped.filter(pk=held.pk).update(sentence="lain")


def test_the_same_question_is_asked_once_while_it_waits_and_only_for_a_whole_city(city, shown_city, read_home):
    assert ask(city).pk == ask(city).pk
    with pytest.raises(Refusal):
        ask(city, "sessions", "dinsos", "16.71.04")
    with pytest.raises(Refusal):
        ask(city, "stars")
    with pytest.raises(PermissionError):
        ask(city, "sessions", "bpjs")


def test_the_page_asks_and_shows_that_it_is_being_worked_out(city, shown_city, read_home):
    client = city.client("dinsos")
    answer = client.post(
        reverse("outreach_effect_ask"), {"basis": "visits", "before": "2025-04-01", "after": "2025-05-01"}
    )
    assert answer.headers["Location"] == reverse("outreach_effect")
    assert "Menghitung: Ditemui saat kunjungan rumah" in client.get(reverse("outreach_effect")).content.decode()
    client.post(reverse("outreach_effect_ask"), {"basis": "visits", "before": "2025-05-01", "after": "2025-05-01"})
    with acting(EVERYWHERE, writes=False):
        assert OutreachEffect.unscoped.count() == 1
