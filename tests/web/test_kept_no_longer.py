"""What was kept by rule is forgotten in time: questions, patients told of, addresses, answers of Dukcapil."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from semesta.rules.load import load_rules
from semesta.web.casework.actions import told
from semesta.web.casework.actions.forgetting import Forgotten, forget_kept
from semesta.web.casework.models import (
    IdentityCheck,
    MessageBatch,
    MessageRecipient,
    Question,
    QuestionKind,
    ToldIdentifier,
    ToldPatient,
    ToldVersion,
)
from semesta.web.core.acting import Acting, acting
from semesta.web.core.models import AuditEntry
from tests.web.message_batches import agreeing, made, sent_now
from tests.web.programs import register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner", "shown_city")]
NOW = timezone.now()
QUESTION, PATIENT, ADDRESS, CHECK = 30, 365, 90, 90
NOTHING = Forgotten(0, 0, 0, 0)


def after(days: int):
    """A moment after a row of NOW is `days` old and a second."""
    return NOW + timedelta(days=days, seconds=1)


@pytest.fixture
def client(city):
    return register(city).client


def put_question(client, number: int, at=NOW):
    question = told.keep_question(
        QuestionKind.ELIGIBILITY, {"identifier": f"1671010101{number:06d}"}, client_id=client.pk,
        area_code=client.area_code, purpose="TREAT", base="https://x.example", now=at, person_id=number,
    )  # fmt: skip
    told.keep_answer(question, at, answer={"outcome": "complete"})
    return question


def put_patient(city, client, name: str, at=NOW):
    said = told.Statement(
        {"name": name}, [("https://rs.example/mrn", name)], "1671010101010001", name, None, "L", 1, "", ""
    )
    return told.keep_patient(city.scope("facility"), client.pk, name, said, at)


@pytest.mark.parametrize(("rule", "days"), [
    ("fhir_question_keep_day", QUESTION), ("told_patient_keep_day", PATIENT), ("message_address_keep_day", ADDRESS),
    ("identity_check_keep_day", CHECK),
])  # fmt: skip
def test_each_is_a_dated_value_of_the_city(rule, days):
    assert load_rules().whole(rule, timezone.localdate()) == days


def test_a_question_and_its_answer_go_after_their_days_and_not_before(client):
    with acting(Acting(purpose="tests")):
        put_question(client, 1)
        late = put_question(client, 2, NOW + timedelta(days=5))
    assert forget_kept(after(QUESTION - 1)) == NOTHING
    assert forget_kept(after(QUESTION)) == Forgotten(1, 0, 0, 0)
    assert Question.unscoped.get().pk == late.pk
    (entry,) = AuditEntry.objects.filter(about="kept data forgotten")
    assert entry.new == '{"addresses": 0, "checks": 0, "patients": 0, "questions": 1}'
    gone = AuditEntry.objects.filter(about="casework_question").latest("pk")
    assert "1671010101000001" not in (gone.old or "") + (gone.new or "")


def test_a_patient_told_of_goes_with_all_versions_after_the_last_change(city, client):
    with acting(Acting(purpose="tests")):
        old, changed = put_patient(city, client, "MAWAR"), put_patient(city, client, "MELATI")
        more = told.Statement({"name": "MELATI II"}, [], "", "MELATI II", None, "P", None, "", "")
        told.change_patient(changed, client.pk, more, NOW + timedelta(days=10))
    assert forget_kept(after(PATIENT - 1)) == NOTHING
    assert forget_kept(after(PATIENT)) == Forgotten(0, 1, 0, 0)
    assert set(ToldPatient.unscoped.values_list("pk", flat=True)) == {changed.pk}
    assert set(ToldVersion.unscoped.values_list("patient_id", "version")) == {(changed.pk, 1), (changed.pk, 2)}
    assert not ToldIdentifier.unscoped.filter(patient_id=old.pk).exists()
    for entry in AuditEntry.objects.filter(about__startswith="casework_told"):
        assert "MAWAR" not in (entry.old or "") + (entry.new or "")
        assert "1671010101010001" not in (entry.old or "") + (entry.new or "")


def test_numbers_of_messages_go_after_the_batch_ended_and_that_they_were_sent_stays(city):
    agreeing(city, 2)
    before = sent_now(city, made(city))
    sent = sum(outcome == "sent" for outcome, _ in before.values())
    assert sent == 2
    batch = MessageBatch.unscoped.get()
    assert forget_kept(batch.done_at + timedelta(days=ADDRESS)) == NOTHING
    with_address = MessageRecipient.unscoped.exclude(address="").count()
    assert forget_kept(batch.done_at + timedelta(days=ADDRESS, seconds=1)) == Forgotten(0, 0, with_address, 0)
    assert not MessageRecipient.unscoped.exclude(address="").exists()
    assert MessageRecipient.unscoped.filter(outcome="sent").count() == sent
    batch.refresh_from_db()
    assert batch.addresses_gone_at is not None
    assert forget_kept(batch.done_at + timedelta(days=ADDRESS + 1)) == NOTHING
    answer = city.client("dinsos").post(reverse("outreach_batch_file", args=[batch.public_id]), {"purpose": "kirim"})
    assert answer.status_code == 404


def test_a_batch_that_waits_keeps_its_numbers(city):
    agreeing(city, 1)
    made(city)
    assert forget_kept(after(10 * ADDRESS)) == NOTHING
    assert MessageRecipient.unscoped.exclude(address="").exists()


def test_it_goes_in_parts_and_ends(city, client):
    with acting(Acting(purpose="tests")):
        for number in range(5):
            put_question(client, number)
        for number in range(3):
            IdentityCheck.unscoped.create(
                area_code=city.area, person_id=number, run_id="r", asked_by=city.users["dinsos"], asked_for="Dinsos",
                purpose="correct", asked_at=NOW, outcome="found",
            )  # fmt: skip
    parts = [forget_kept(after(CHECK), most=2) for _ in range(4)]
    assert parts == [Forgotten(2, 0, 0, 2), Forgotten(2, 0, 0, 1), Forgotten(1, 0, 0, 0), NOTHING]


def test_numbers_of_two_batches_go_in_parts(city):
    agreeing(city, 3)
    sent_now(city, made(city))
    batch = MessageBatch.unscoped.get()
    held = MessageRecipient.unscoped.exclude(address="").count()
    late = batch.done_at + timedelta(days=ADDRESS, seconds=1)
    assert held > 2
    assert forget_kept(late, most=2).addresses == 2
    batch.refresh_from_db()
    assert batch.addresses_gone_at is None
    assert forget_kept(late, most=held).addresses == held - 2
    batch.refresh_from_db()
    assert batch.addresses_gone_at is not None
