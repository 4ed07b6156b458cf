"""Batches of messages: sums add up, two people, an outcome each, nobody is written to against their word."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.actions import messages as actions
from semesta.web.casework.message_jobs import send_batch
from semesta.web.casework.messaging.addresses import phone_of
from semesta.web.casework.messaging.words import TEXTS
from semesta.web.casework.models import MessageBatch, MessageRecipient
from semesta.web.casework.queries.messages import counted, judged
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.exports.models import ExportRequest
from semesta.web.core.jobs.handlers import Later, Task
from semesta.web.core.jobs.models import Job
from semesta.web.core.published.tables.models import ContactWork
from tests.web.case_samples import EVERYWHERE
from tests.web.message_fakes import TOKEN, gateway, mail_server, zone_at
from tests.web.outreach_samples import number_of, put_batch, put_choice
from tests.web.published_city import looking

pytestmark = pytest.mark.django_db
RULE = "before_payment"


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


@pytest.fixture
def posted(settings):
    """A mail server that is set up."""
    with mail_server() as side:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", side.port, False
        settings.DEFAULT_FROM_EMAIL = "jkn@kota.contoh.id"
        yield side


def contacts(city) -> list[dict]:
    with looking(city.scope("dinsos")) as shown:
        rows = shown.rows(ContactWork).filter(contact_rule=RULE).order_by("due_on", "area_code", "id")
        return list(rows.values("person_id", "area_code", "phone"))


def agreeing(city, number: int) -> list[dict]:
    """The first contacts with numbers of their own; they agree to messages."""
    seen, chosen = set(), []
    for one in contacts(city):
        address = phone_of(one["phone"])
        if address and address not in seen:
            seen.add(address)
            chosen.append({**one, "address": address})
    for one in chosen[:number]:
        put_choice(one["area_code"], city.users["dinsos"], person_id=one["person_id"], address=one["address"])
    assert len(chosen) >= number
    return chosen[:number]


def made(city, sender="file", text=TEXTS[RULE]) -> MessageBatch:
    with looking(city.scope("dinsos")) as shown, acting(acting_of(shown.scope)):
        return actions.make_batch(shown.scope, shown, RULE, city.area, sender, text)


def released(city, batch) -> MessageBatch:
    scope = city.scope("coordinator")
    with acting(acting_of(scope)):
        actions.release(scope, batch, batch.version, timezone.now())
    return now(batch)


def now(batch) -> MessageBatch:
    with acting(EVERYWHERE, writes=False):
        return MessageBatch.unscoped.get(pk=batch.pk)


def work(batch) -> None:
    """As a worker does it, which sees every area; what it wrote stays when it lets the job wait."""
    later = None
    with acting(EVERYWHERE):
        try:
            send_batch(Task(batch.job_id or 0, 1, {"batch": batch.pk}, batch.area_code, EVERYWHERE, lambda *_: None))
        except Later as raised:
            later = raised
    if later is not None:
        raise later


def states(batch) -> dict[str, tuple[str, str]]:
    with acting(EVERYWHERE, writes=False):
        rows = MessageRecipient.unscoped.filter(batch=batch)
        return {address: (outcome, why) for address, outcome, why in rows.values_list("address", "outcome", "why")}


def sent_now(city, batch) -> dict[str, tuple[str, str]]:
    batch = released(city, batch)
    work(batch)
    return states(batch)


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


# -- sent


def test_the_gateway_gets_each_number_once_with_its_text_key_and_token(city, shown_city, wired):
    agreed = agreeing(city, 3)
    found = sent_now(city, made(city, "gateway"))
    assert [found[one["address"]] for one in agreed] == [("sent", "")] * 3
    assert sorted(wired.numbers()) == sorted(one["address"] for one in agreed)
    for body, headers in zip(wired.got, wired.headers, strict=True):
        assert body["message"].startswith("Pemberitahuan JKN: iuran keluarga Bapak/Ibu")
        assert "{" not in body["message"]
        assert body["id"] == headers["Idempotency-Key"]
    with acting(EVERYWHERE, writes=False):
        answers = MessageRecipient.unscoped.filter(outcome="sent").values_list("answer", flat=True)
        assert sorted(answers) == ["wa-1", "wa-2", "wa-3"]


def test_a_gateway_with_fields_of_its_own_is_told_by_settings(city, shown_city, wired, settings):
    settings.GATEWAY = {
        **settings.GATEWAY,
        "body": '{"target": "{number}", "to": "{to}", "data": {"pesan": ["{text}"]}}',
    }
    (one,) = agreeing(city, 1)
    sent_now(city, made(city, "gateway"))
    assert wired.got[0]["target"] == one["address"].removeprefix("+")
    assert wired.got[0]["data"]["pesan"][0].startswith("Pemberitahuan JKN")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (400, ("failed", "refused")), (302, ("failed", "refused")), (500, ("failed", "unclear")),
        (504, ("failed", "unclear")), ("drop", ("failed", "unclear")),
    ],
)  # fmt: skip
def test_what_a_gateway_refuses_and_what_nobody_can_tell_is_said_and_not_sent_again(
    city, shown_city, wired, answer, outcome
):
    first, second = agreeing(city, 2)
    wired.answers[first["address"]] = answer
    batch = made(city, "gateway")
    found = sent_now(city, batch)
    assert (found[first["address"]], found[second["address"]]) == (outcome, ("sent", ""))
    assert now(batch).state == "done"
    work(now(batch))
    assert sorted(wired.numbers()) == sorted([first["address"], second["address"]])


def test_a_busy_gateway_is_asked_again_later_and_five_times_at_most(city, shown_city, wired):
    (one,) = agreeing(city, 1)
    wired.answers[one["address"]] = 429
    batch = released(city, made(city, "gateway"))
    for _attempt in range(4):
        with pytest.raises(Later) as later:
            work(batch)
        assert timedelta(minutes=4) < later.value.until - timezone.now() <= timedelta(minutes=5)
        assert states(batch)[one["address"]] == ("queued", "")
    work(batch)
    assert states(batch)[one["address"]] == ("failed", "unreachable")
    assert len(wired.got) == 5


def test_a_gateway_that_is_gone_is_left_alone_after_three_and_nothing_is_lost(city, shown_city, wired, settings):
    agreed = agreeing(city, 5)
    batch = released(city, made(city, "gateway"))
    settings.GATEWAY = {**settings.GATEWAY, "url": "http://127.0.0.1:9/"}
    with pytest.raises(Later):
        work(batch)
    found = states(batch)
    assert {found[one["address"]] for one in agreed} == {("queued", "")}
    settings.GATEWAY = {**settings.GATEWAY, "url": wired.address}
    work(batch)
    assert sorted(wired.numbers()) == sorted(one["address"] for one in agreed)


def test_a_wrong_token_fails_and_is_told_without_the_token(city, shown_city, wired, settings):
    settings.GATEWAY = {**settings.GATEWAY, "token": "salah"}
    (one,) = agreeing(city, 1)
    assert sent_now(city, made(city, "gateway"))[one["address"]] == ("failed", "refused")
    with acting(EVERYWHERE, writes=False):
        assert MessageRecipient.unscoped.get(address=one["address"]).answer == "HTTP 401"
    page = city.client("dinsos").get(reverse("outreach_batches")).content.decode()
    assert "salah" not in page
    assert "127.0.0.1" in page


def test_who_says_stop_between_making_and_sending_gets_nothing(city, shown_city, wired):
    first, second, third = agreeing(city, 3)
    batch = made(city, "gateway")
    user = city.users["dinsos"]
    put_choice("16.71", user, address=first["address"], choice="opt_out", source="reply")
    # Written down in another city, and by the person alone: the worker heeds it all the same.
    put_choice("16.72", user, person_id=second["person_id"], address=number_of(9), choice="opt_out")
    found = sent_now(city, batch)
    assert found[first["address"]] == found[second["address"]] == ("held", "opt_out")
    assert wired.numbers() == [third["address"]]


def test_in_quiet_hours_everybody_is_held_back_until_eight(city, shown_city, wired):
    (one,) = agreeing(city, 1)
    batch = released(city, made(city, "gateway"))
    with timezone.override(zone_at(22)), pytest.raises(Later) as later:
        work(batch)
    with timezone.override(zone_at(22)):
        assert timezone.localtime(later.value.until).hour == 8
    assert states(batch)[one["address"]] == ("held", "quiet")
    assert wired.got == []
    work(batch)
    assert states(batch)[one["address"]] == ("sent", "")


def test_a_message_that_was_leaving_when_the_worker_died_is_unclear_and_never_sent_again(city, shown_city, wired):
    first, second = agreeing(city, 2)
    batch = released(city, made(city, "gateway"))
    with acting(EVERYWHERE):
        MessageRecipient.unscoped.filter(batch=batch, address=first["address"]).update(outcome="sending")
    work(batch)
    assert states(batch)[first["address"]] == ("failed", "unclear")
    assert wired.numbers() == [second["address"]]


def test_mail_goes_to_who_gave_an_address_and_refusals_are_told(city, shown_city, posted):
    agreed = agreeing(city, 4)
    hosts = ("terima.id", "tolak.id", "putus.id", "nanti.id")
    addresses = [f"warga{number}@{host}" for number, host in enumerate(hosts)]
    for one, address in zip(agreed, addresses, strict=True):
        put_choice(one["area_code"], city.users["dinsos"], person_id=one["person_id"], channel="email", address=address)
    batch = released(city, made(city, "mail"))
    with pytest.raises(Later):
        work(batch)
    found = states(batch)
    assert [found[one] for one in addresses] == [
        ("sent", ""), ("failed", "refused"), ("failed", "unclear"), ("queued", ""),
    ]  # fmt: skip
    assert {why for address, (_outcome, why) in found.items() if not address} == {"no_address"}
    ((to, content),) = posted.got
    assert to == addresses[0]
    assert "From: jkn@kota.contoh.id" in content
    assert "Subject: Pemberitahuan JKN" in content


def test_a_file_holds_who_may_be_written_to_and_leaves_by_the_one_way(city, shown_city):
    agreed = agreeing(city, 2)
    batch = made(city)
    found = sent_now(city, batch)
    assert [found[one["address"]] for one in agreed] == [("sent", "")] * 2
    client = city.client("dinsos")
    address = reverse("outreach_batch_file", args=[batch.public_id])
    assert client.post(address, {"purpose": "dikirim lewat nomor kantor"}).headers["Location"] == reverse(
        "office_exports"
    )
    with acting(EVERYWHERE, writes=False):
        export = ExportRequest.unscoped.get()
    assert (export.row_count, export.names_people, export.columns) == (2, True, ["Nomor", "Teks"])


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
