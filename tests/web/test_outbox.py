"""Messages to peers: written with their cause or not at all, kept while the peer is away, dead with a reason."""

import json
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from semesta.peers import http
from semesta.peers.faults import PeerRefused
from semesta.web.casework.actions import outbox
from semesta.web.casework.actions.uploads import ChangedMeanwhile
from semesta.web.casework.models import MessageState, OutboxMessage
from semesta.web.casework.outbox_jobs import DHIS2, SENDERS, figures_message, send_messages
from semesta.web.core.acting import Acting, acting
from semesta.web.core.jobs.handlers import Task
from semesta.web.core.jobs.models import Job
from semesta.web.core.models import AuditEntry
from semesta.web.core.published.load import switch
from semesta.web.core.published.models import Publication
from tests.fakes import dhis2
from tests.fakes.dhis2 import FakeDhis2
from tests.web.case_samples import EVERYWHERE
from tests.web.test_outbox_killed import KeyedPeer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
WHO = Acting(purpose="tests")


@pytest.fixture(autouse=True)
def of_the_tests(monkeypatch):
    """A kind of message that goes to the address in its body; breakers begin closed."""

    def post(message):
        peer = http.Peer("uji", bytes(message.body).decode(), 2.0, tries=1)
        answer = http.ask(peer, "POST", "", lambda: {"Key": message.key.hex}, b"{}")
        if answer.status == 400:
            raise PeerRefused("uji menolak: isinya salah")
        return f"HTTP {answer.status}"

    monkeypatch.setitem(SENDERS, "test", post)
    http._breaker.cache_clear()


class Clock:
    """The application's clock, moved by the test."""

    def __init__(self, monkeypatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)

    def to(self, moment: datetime) -> None:
        self.now = max(self.now, moment)


def write(url, subject, **other) -> OutboxMessage:
    with acting(WHO):
        return outbox.write("test", "uji", subject, url.encode(), area_code="16.71", now=timezone.now(), **other)


def send() -> dict:
    return send_messages(Task(1, 1, {}, "16.71", WHO, lambda *_: None))


def states() -> list[str]:
    return list(OutboxMessage.unscoped.order_by("id").values_list("state", flat=True))


def test_a_message_that_arrived_is_kept_without_what_it_said():
    with KeyedPeer() as peer:
        message = write(peer.base_url, "satu")
        assert send() == {"tried": 1, "away": []}
        message.refresh_from_db()
        assert (message.state, message.body, message.reason) == (MessageState.SENT, None, "HTTP 200")
        assert peer.acted == [message.key.hex]
        assert send()["tried"] == 0


def test_a_message_goes_with_the_transaction_of_its_cause():
    def cause():
        with acting(WHO):
            outbox.write("test", "uji", "x", b"", area_code="16.71", now=timezone.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    assert OutboxMessage.unscoped.count() == 0
    assert Job.unscoped.filter(kind=outbox.SEND).count() == 0


def test_the_trail_tells_of_a_message_and_not_what_it_says():
    write("http://127.0.0.1:9/1671014110900001", "satu")
    told = AuditEntry.objects.filter(about="casework_outboxmessage").latest("id")
    assert json.loads(told.new)["body"] == "hidden"
    assert "1671014110900001" not in told.new


def test_a_peer_away_for_a_day_gets_everything_once_and_in_order(monkeypatch):
    clock = Clock(monkeypatch)
    began = clock.now
    with KeyedPeer() as peer:
        peer.trouble = "down"
        keys = [write(peer.base_url, f"kabar {number}").key.hex for number in range(5)]
        rounds = 0
        while clock.now < began + timedelta(hours=24):
            send()
            rounds += 1
            next_try = OutboxMessage.unscoped.order_by("not_before").values_list("not_before", flat=True)[0]
            clock.to(next_try)
        assert states() == [MessageState.WAITING] * 5
        assert peer.acted == []
        # 1 + 2 + 4 + … + 64 minutes, then every two hours, each a fifth more or less: 17 to 23 tries each in a day.
        tries = OutboxMessage.unscoped.values_list("attempt", flat=True)
        assert all(14 <= count <= 26 for count in tries), (list(tries), rounds)
        peer.trouble = ""
        http._breaker.cache_clear()  # half a minute of real time has passed
        clock.to(clock.now + timedelta(hours=3))
        with acting(WHO):
            assert outbox.wake(clock.now)
        send()
        assert states() == [MessageState.SENT] * 5
        assert peer.acted == peer.arrivals == keys


def test_while_one_peer_is_away_the_others_get_theirs():
    with KeyedPeer() as away, KeyedPeer() as there:
        away.trouble = "down"
        write(away.base_url, "satu")
        with acting(WHO):
            outbox.write("test", "lain", "dua", there.base_url.encode(), area_code="16.71", now=timezone.now())
        assert send()["away"] == ["uji"]
        assert states() == [MessageState.WAITING, MessageState.SENT]


def test_after_a_week_of_tries_somebody_has_to_look(monkeypatch):
    clock = Clock(monkeypatch)
    message = write("http://127.0.0.1:9", "satu")  # nobody listens there
    clock.to(clock.now + timedelta(days=6, hours=23))
    send()
    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    clock.to(message.not_before + timedelta(hours=2))
    send()
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.DEAD, "uji tidak menjawab (sambungan gagal)")


def test_a_refused_message_is_dead_at_once_and_goes_again_under_its_key_when_somebody_says_so(city):
    with KeyedPeer() as peer:
        peer.told = lambda asked: (400, "application/json", b"{}")
        message = write(peer.base_url, "satu")
        send()
        message.refresh_from_db()
        assert (message.state, message.attempt, message.reason) == (MessageState.DEAD, 1, "uji menolak: isinya salah")
        del peer.told
        again = outbox.try_again(city.scope("office_admin"), message.pk, message.version, timezone.now())
        assert again.state == MessageState.WAITING
        with pytest.raises(ChangedMeanwhile):
            outbox.try_again(city.scope("office_admin"), message.pk, message.version, timezone.now())
        send()
        assert peer.acted == [message.key.hex]


def test_a_fault_of_our_own_in_one_message_holds_up_no_other(monkeypatch):
    monkeypatch.setitem(SENDERS, "broken", lambda message: 1 // 0)
    with KeyedPeer() as peer, acting(WHO):
        outbox.write("broken", "rusak", "satu", b"", area_code="16.71", now=timezone.now())
        good = write(peer.base_url, "dua")
        send()
        assert peer.acted == [good.key.hex]
    broken = OutboxMessage.unscoped.get(kind="broken")
    assert (broken.state, broken.attempt) == (MessageState.WAITING, 1)
    assert broken.reason.startswith("Kesalahan tak terduga")


def test_nobody_repeats_a_message_of_another_area_or_without_the_right(city, other_city):
    message = write("http://127.0.0.1:9", "satu")
    with acting(WHO):
        outbox.dead(message, "sebab", timezone.now())
    with pytest.raises(LookupError):
        outbox.try_again(other_city.scope("office_admin"), message.pk, message.version + 1, timezone.now())
    with pytest.raises(PermissionError):
        outbox.try_again(city.scope("dinsos"), message.pk, message.version + 1, timezone.now())


def test_a_newer_message_of_the_same_subject_replaces_the_one_that_waits():
    with KeyedPeer() as peer:
        older, newer = write(peer.base_url, "16.71 2025-05"), write(peer.base_url, "16.71 2025-05")
        send()
        assert states() == [MessageState.REPLACED, MessageState.SENT]
        assert peer.acted == [newer.key.hex]
        older.refresh_from_db()
        assert older.body is None


def test_a_key_is_written_once():
    key = uuid.uuid4()
    assert write("http://127.0.0.1:9", "satu", key=key).pk == write("http://127.0.0.1:9", "dua", key=key).pk


def test_bodies_of_the_dead_are_kept_for_thirty_days(monkeypatch, city):
    clock = Clock(monkeypatch)
    message = write("http://127.0.0.1:9", "satu")
    with acting(WHO):
        outbox.dead(message, "sebab", clock.now)
        assert outbox.forget_bodies(clock.now + timedelta(days=29)) == 0
        assert outbox.forget_bodies(clock.now + timedelta(days=31)) == 1
    with pytest.raises(ChangedMeanwhile):
        outbox.try_again(city.scope("office_admin"), message.pk, message.version + 1, clock.now)


@pytest.fixture
def dhis2_peer(city_home, settings):
    """The city's home names a DHIS2 on this machine."""
    settings.SEMESTA_HOME = city_home
    with FakeDhis2() as peer:
        setup = city_home / "peers.yaml"
        setup.write_text(f"dhis2: {{base_url: '{peer.base_url}', token: {dhis2.TOKEN}}}", encoding="utf-8")
        setup.chmod(0o600)
        yield peer
        setup.unlink()


def test_showing_a_run_writes_its_figures_for_dhis2_in_the_same_transaction(shown_city, dhis2_peer):
    Publication.objects.filter(pk=shown_city.pk).update(shown=False)

    def write_and_fail(publication):
        figures_message()(publication)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        switch(shown_city.pk, also=write_and_fail)
    assert not Publication.objects.filter(shown=True).exists()
    assert states() == []
    switch(shown_city.pk, also=figures_message())
    message = OutboxMessage.unscoped.get()
    assert (message.kind, message.subject, message.area_code) == (DHIS2, "16.71 2025-05", "16.71")
    send()
    message.refresh_from_db()
    assert message.state == MessageState.SENT, message.reason
    assert {period for _, period, _ in dhis2_peer.held} == {"202505"}
    assert dhis2_peer.keys == [message.key.hex]
    assert message.reason.startswith(f"{len(dhis2_peer.held)} baru, 0 diperbarui")


def test_without_a_dhis2_nothing_is_written(shown_city, settings, tmp_path):
    settings.SEMESTA_HOME = tmp_path
    with acting(WHO):
        figures_message()(shown_city)
    assert states() == []


def test_a_setup_that_cannot_be_read_does_not_hold_up_a_publication_and_is_told(shown_city, dhis2_peer, city_home):
    (city_home / "peers.yaml").chmod(0o644)
    with acting(WHO):
        figures_message()(shown_city)
    send()
    message = OutboxMessage.unscoped.get()
    assert message.state == MessageState.DEAD
    assert "chmod 600" in message.reason


def test_the_page_shows_what_is_dead_and_why_and_sends_it_again(city, other_city):
    message = write("http://127.0.0.1:9", "kabar satu")
    with acting(EVERYWHERE):
        outbox.dead(message, "uji menolak: isinya salah", timezone.now())
    client = city.client("office_admin")
    page = client.get(reverse("office_outbox")).content.decode()
    assert "isinya salah" in page
    assert "isinya salah" not in other_city.client("office_admin").get(reverse("office_outbox")).content.decode()
    told = client.post(
        reverse("office_send_again"), {"message": message.pk, "version": message.version + 1}, follow=True
    )
    assert told.status_code == 200
    message.refresh_from_db()
    assert message.state == MessageState.WAITING
