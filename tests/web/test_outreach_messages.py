"""Batches of messages: sums add up, two people, an outcome each, nobody is written to against their word."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.actions import messages as actions
from semesta.web.casework.messaging.addresses import phone_of
from semesta.web.casework.messaging.words import TEXTS
from semesta.web.casework.models import MessageBatch, MessageRecipient
from semesta.web.casework.queries.messages import counted, judged
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.jobs.models import Job
from semesta.web.core.published.tables.models import ContactWork
from tests.web.case_samples import EVERYWHERE
from tests.web.message_batches import RULE, agreeing, contacts, made, now, released, states, work
from tests.web.message_fakes import TOKEN, gateway, zone_at
from tests.web.outreach_samples import put_batch, put_choice
from tests.web.published_city import looking

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with timezone.override(zone_at(12)):
        yield


@pytest.fixture
def wired(settings):
    """A gateway that is set up."""
    with gateway() as side:
        settings.GATEWAY = {**settings.GATEWAY, "url": side.address, "token": TOKEN}
        yield side


# -- whom


def test_every_contact_is_judged_once_and_each_that_is_held_back_says_why(city, shown_city):
    agreed = agreeing(city, 4)
    user = city.users["dinsos"]
    put_choice(agreed[1]["area_code"], user, address=agreed[1]["address"], choice="opt_out", source="reply")
    put_choice(agreed[2]["area_code"], user, person_id=agreed[2]["person_id"], address=agreed[0]["address"])
    long_ago = timezone.now() - timedelta(days=31)
    for at in (timezone.now(), timezone.now(), long_ago):
        put_batch(
            city.area, user,
            {"address": agreed[3]["address"], "outcome": "sent", "at": at, "person_id": agreed[3]["person_id"]},
        )  # fmt: skip
    scope = city.scope("dinsos")
    with looking(scope) as shown:
        found = judged(shown, RULE, city.area, "phone", timezone.now(), timezone.localdate())
    why = {one.person_id: one.why for one in found}
    assert [why[one["person_id"]] for one in agreed] == ["", "opt_out", "same", "too_often"]
    every, counts = contacts(city), counted(found)
    assert sum(counts.values()) == len(every) == len(found)
    # Of others nobody knows a consent; without a number of theirs that is what is told first.
    without = sum(not phone_of(one["phone"]) for one in every)
    assert counts["no_address"] == without > 0
    assert counts["no_consent"] == len(every) - without - len(agreed)


def test_two_messages_within_the_window_are_enough_and_old_ones_do_not_count(city, shown_city):
    (one,) = agreeing(city, 1)
    values = {"address": one["address"], "outcome": "sent", "person_id": one["person_id"]}
    put_batch(city.area, city.users["dinsos"], {**values, "at": timezone.now()})
    put_batch(city.area, city.users["dinsos"], {**values, "at": timezone.now() - timedelta(days=31)})
    with looking(city.scope("dinsos")) as shown:
        found = judged(shown, RULE, city.area, "phone", timezone.now(), timezone.localdate())
    assert {each.why for each in found if each.person_id == one["person_id"]} == {""}


def test_a_list_whose_days_have_passed_is_held_back_whole(city, shown_city):
    with looking(city.scope("dinsos")) as shown:
        rows = shown.rows(ContactWork).filter(due_on__isnull=False, phone__isnull=False)
        one = next(each for each in rows.order_by("id") if phone_of(each.phone))
    put_choice(one.area_code, city.users["dinsos"], person_id=one.person_id, address=phone_of(one.phone))
    with looking(city.scope("dinsos")) as shown:
        for today, why in ((one.due_on, ""), (one.due_on + timedelta(days=1), "past")):
            found = judged(shown, one.contact_rule, city.area, "phone", timezone.now(), today)
            assert {each.why for each in found if each.person_id == one.person_id} == {why}


# -- made and released


def test_a_batch_keeps_every_contact_and_a_batch_for_nobody_is_refused(city, shown_city):
    with pytest.raises(Refusal):
        made(city)
    agreeing(city, 2)
    batch = made(city)
    outcomes = [outcome for outcome, _why in states(batch).values()]
    assert outcomes.count("queued") == 2
    with acting(EVERYWHERE, writes=False):
        assert MessageRecipient.unscoped.filter(batch=batch).count() == batch.contact_count == len(contacts(city))


def test_a_batch_of_a_way_that_is_not_set_up_or_of_another_area_is_refused(city, shown_city):
    agreeing(city, 1)
    for sender in ("gateway", "mail", "pigeon"):
        with pytest.raises(Refusal, match="belum diatur"):
            made(city, sender)
    with pytest.raises(Refusal), looking(city.scope("dinsos", "16.71.04")) as shown:
        actions.make_batch(shown.scope, shown, RULE, city.area, "file", TEXTS[RULE])


def test_who_made_a_batch_never_releases_it_and_it_is_released_once(city, shown_city):
    agreeing(city, 1)
    batch, scope = made(city), city.scope("dinsos")
    with acting(acting_of(scope)), pytest.raises(Refusal, match="rekan"):
        actions.release(scope, batch, batch.version, timezone.now())
    released(city, batch)
    other = city.scope("dinkes")
    with acting(acting_of(other)), pytest.raises(ChangedMeanwhile):
        actions.release(other, batch, batch.version, timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic(), acting(EVERYWHERE):
        MessageBatch.unscoped.filter(pk=batch.pk).update(decided_by=city.users["dinsos"])


def test_a_batch_is_refused_with_a_reason_or_taken_back_by_who_made_it(city, shown_city):
    agreeing(city, 1)
    first, second, judge, maker = made(city), made(city), city.scope("coordinator"), city.scope("dinsos")
    with acting(acting_of(judge)):
        with pytest.raises(Refusal):
            actions.refuse(judge, first, first.version, " ", timezone.now())
        with pytest.raises(Refusal):
            actions.withdraw(judge, second, second.version, timezone.now())
        actions.refuse(judge, first, first.version, "kalimat kurang jelas", timezone.now())
    with acting(acting_of(maker)):
        actions.withdraw(maker, second, second.version, timezone.now())
    assert [now(one).state for one in (first, second)] == ["refused", "withdrawn"]
    for one in (first, second):
        work(one)
        assert {outcome for outcome, _why in states(one).values()} == {"queued", "held"}


# -- pages


def test_the_preview_writes_nothing_and_two_people_bring_a_batch_on_its_way(city, shown_city, wired):
    agreed = agreeing(city, 2)
    maker, judge = city.client("dinsos"), city.client("coordinator")
    new = reverse("outreach_batch_new")
    told = {"contact_rule": RULE, "area": city.area, "sender": "gateway", "text": TEXTS[RULE]}
    page = maker.post(new, {**told, "preview": "1"}).content.decode()
    assert "Akan dikirimi" in page
    assert all(one["address"] not in page for one in agreed)
    with acting(EVERYWHERE, writes=False):
        assert not MessageBatch.unscoped.exists()
    assert "tidak pernah menyebut penyakit" in maker.post(new, {**told, "text": "Obat TB"}).content.decode()
    address = maker.post(new, told).headers["Location"]
    with acting(EVERYWHERE, writes=False):
        batch = MessageBatch.unscoped.get()
    decide = reverse("outreach_batch_decide", args=[batch.public_id])
    assert "rekan" in maker.post(decide, {"deed": "release", "version": "1"}, follow=True).content.decode()
    assert "Lepas" in judge.get(address).content.decode()
    assert judge.post(decide, {"deed": "release", "version": "1"}).status_code == 302
    with acting(EVERYWHERE):
        job = Job.unscoped.get(kind="messages.send")
        assert job.asked == {"batch": batch.pk}
    assert "Pengiriman" in judge.get(address).content.decode()
    judge.post(decide, {"deed": "stop"})
    with acting(EVERYWHERE, writes=False):
        assert Job.unscoped.get(pk=job.pk).state == "cancelled"
    judge.post(decide, {"deed": "go_on"})
    work(now(batch))
    page = judge.get(address).content.decode()
    assert "Terkirim" in page
    assert all(one["address"] not in page for one in agreed)


def test_bpjs_reads_batches_and_makes_none(city, shown_city):
    client = city.client("bpjs")
    assert client.get(reverse("outreach_batches")).status_code == 200
    assert client.get(reverse("outreach_batch_new")).status_code == 403
    with pytest.raises(PermissionError), looking(city.scope("bpjs")) as shown:
        actions.make_batch(shown.scope, shown, RULE, city.area, "file", TEXTS[RULE])
