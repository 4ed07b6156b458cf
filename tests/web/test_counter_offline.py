"""What a device wrote down without a network arrives once, at the facility for which it was written."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.models import Episode
from semesta.web.core.acting import acting
from semesta.web.core.models import AuditEntry, Look
from tests.web.case_samples import EVERYWHERE
from tests.web.counter_things import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]


def send(client, **values):
    came = (timezone.now() - timedelta(hours=3)).isoformat()
    told = {"id": str(uuid.uuid4()), "came": came, "care": "emergency", **values}
    return client.post(reverse("counter_send"), json.dumps(told), content_type="application/json")


def episodes():
    with acting(EVERYWHERE, writes=False):
        return list(Episode.unscoped.order_by("id"))


@pytest.fixture
def client(city):
    return city.client("facility")


def test_a_patient_written_down_by_number_is_found_and_the_clocks_count_from_then(city, client):
    one = people(city.scope("facility"), class_name="uncovered")[0]
    answer = send(client, nik=one.nik, facility=city.offices["facility"].pk)
    (made,) = episodes()
    assert answer.json()["number"] == made.number
    assert (made.identity, made.person_id) == ("known", one.person_id)
    assert made.papers_due_at - made.admitted_at == timedelta(hours=72)
    assert timezone.now() - made.admitted_at > timedelta(hours=2)
    with acting(EVERYWHERE, writes=False):
        assert Look.unscoped.get().purpose == "counter: from a device without a network"


@pytest.mark.parametrize(
    ("told", "identity"),
    [
        ({"name": "Tamu dari Jauh", "born": "1990-01-31"}, "typed"),
        ({"nik": "3171010101900001"}, "typed"),
        ({"description": "Anak laki-laki, jaket biru"}, "unknown"),
        ({"nik": "12"}, "unknown"),
    ],
)
def test_whoever_is_in_no_file_is_kept_as_written_down(client, told, identity):
    assert send(client, **told).status_code == 200
    assert [one.identity for one in episodes()] == [identity]


def test_sent_again_it_is_the_same_episode(client):
    number = str(uuid.uuid4())
    first, second = (send(client, id=number, name="Siti").json() for _ in range(2))
    assert first == second
    assert len(episodes()) == 1


def test_a_clock_that_runs_ahead_loses_nobody(client):
    send(client, name="Siti", came=(timezone.now() + timedelta(days=2)).isoformat())
    (made,) = episodes()
    assert made.admitted_at <= timezone.now()


@pytest.mark.parametrize(
    "told",
    [{"name": ""}, {"name": "Siti", "care": "none"}, {"name": "Siti", "came": "2026-01-01T10:00"},
     {"name": "Siti", "came": "soon"}, {"name": "Siti", "id": "1"}, {"name": "Siti", "facility": "x"}],
)  # fmt: skip
def test_what_cannot_be_read_is_said_to_the_device_and_writes_nothing(client, told):
    answer = send(client, **told)
    assert (answer.status_code, answer.json()["why"]) == (422, "Ini tidak dapat dibaca.")
    assert client.post(reverse("counter_send"), b"[1]", content_type="application/json").status_code == 422
    assert episodes() == []


def test_another_facilitys_patients_are_not_taken(city, client):
    answer = send(client, name="Siti", facility=city.offices["dinkes"].pk)
    assert (answer.status_code, episodes()) == (409, [])


def test_a_device_without_session_or_token_sends_nothing(city):
    assert send(Client(), name="Siti").status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(city.users["facility"])
    assert send(strict, name="Siti").status_code == 403
    told = strict.get(reverse("counter_send")).json()
    assert told["facility"] == city.offices["facility"].pk
    again = strict.post(
        reverse("counter_send"),
        json.dumps({"id": str(uuid.uuid4()), "came": timezone.now().isoformat(), "care": "outpatient", "name": "Siti"}),
        content_type="application/json", headers={"X-CSRFToken": told["token"]},
    )  # fmt: skip
    assert again.status_code == 200
    assert "Siti" not in "".join(one.new or "" for one in AuditEntry.objects.filter(about="casework_episode"))
