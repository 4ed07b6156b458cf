"""Messages on their way: each once, by a gateway, a mail server or a file, and what became of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from semesta.terms.fault import Fault
from semesta.web.casework.messaging.senders import senders
from semesta.web.casework.models import MessageRecipient
from semesta.web.core.acting import acting
from semesta.web.core.exports.models import ExportRequest
from semesta.web.core.jobs.handlers import Later
from tests.web.case_samples import EVERYWHERE
from tests.web.message_batches import agreeing, made, now, released, sent_now, states, work
from tests.web.message_fakes import TOKEN, gateway, mail_server, zone_at
from tests.web.outreach_samples import number_of, put_choice

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


@pytest.fixture
def posted(settings):
    """A mail server that is set up."""
    with mail_server() as side:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", side.port, False
        settings.DEFAULT_FROM_EMAIL = "jkn@kota.contoh.id"
        yield side


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


def test_a_file_sends_nothing_by_itself():
    with pytest.raises(Fault, match="dikirim oleh orang"):
        senders()["file"].send("081200000000", "teks", "kunci")
