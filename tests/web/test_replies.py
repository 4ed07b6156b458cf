"""Replies that a gateway hands on: STOP holds at once, whatever shape the post has; nothing is kept of any other."""

import io
import json
import logging

import pytest
from django.test import Client
from django.utils import timezone

from semesta.web.casework.messaging.replies import says_stop, values_at
from semesta.web.casework.models import ContactChoice
from semesta.web.casework.queries.contact_choices import standing
from semesta.web.core.acting import acting
from semesta.web.core.models import AuditEntry
from tests.web.case_samples import EVERYWHERE
from tests.web.outreach_samples import number_of, put_batch, put_choice

pytestmark = pytest.mark.django_db
TOKEN = "kunci-balasan-gerbang-kota"
NUMBER = number_of(1)
PLAIN = NUMBER.removeprefix("+")


@pytest.fixture
def gateway(settings):
    """Posts as a gateway to the address with this end, with the settings given."""

    def post(content, kind="application/json", end=TOKEN, own=TOKEN, **shape):
        settings.GATEWAY_REPLY = {"token": own, "each": "", "from": "from", "text": "text", **shape}
        body = content if kind != "application/json" or isinstance(content, bytes) else json.dumps(content)
        return Client(enforce_csrf_checks=True).post(f"/balasan/{end}", body, content_type=kind)

    return post


def choices() -> list[ContactChoice]:
    with acting(EVERYWHERE):
        return list(ContactChoice.unscoped.order_by("pk"))


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("STOP", True), (" stop. ", True), ("*Berhenti* ya", True), ("_STOP_", True), ("Tolak, terima kasih", True),
        ("unsubscribe", True), ("Stopkontak rusak", False), ("Jangan stop ya", False), ("terima kasih", False),
        ("", False), ("🙏", False),
    ],
)  # fmt: skip
def test_the_first_word_decides(text, stops):
    assert says_stop(text) is stops


def test_a_path_leads_through_names_places_and_every_place():
    told = {"a": [{"b": 1}, {"b": 2}, {"c": 3}], "d": "x"}
    assert list(values_at(told, "a.*.b")) == [1, 2]
    assert list(values_at(told, "a.1.b")) == [2]
    assert list(values_at(told, "d")) == ["x"]
    assert [list(values_at(told, path)) for path in ("a.9.b", "a.b", "d.e", "f")] == [[], [], [], []]


META = {
    "entry": [{"changes": [{"value": {"messages": [
        {"from": PLAIN, "text": {"body": "Stop"}}, {"from": "6281200000002", "text": {"body": "apa ini?"}},
    ]}}]}]
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind", "shape", "replies"),
    [
        ({"from": PLAIN, "text": "STOP"}, "application/json", {}, 1),
        (f"From=whatsapp%3A%2B{PLAIN}&Body=berhenti", "application/x-www-form-urlencoded",
         {"from": "From", "text": "Body"}, 1),
        (META, "application/json", {"each": "entry.*.changes.*.value.messages.*", "text": "text.body"}, 2),
    ],
    ids=["json", "form", "whatsapp"],
)  # fmt: skip
def test_a_reply_stop_holds_at_once_and_once(city, gateway, content, kind, shape, replies):
    put_batch(city.area, city.users["dinsos"], {"outcome": "sent", "at": timezone.now()})
    put_choice(city.area, city.users["dinsos"], person_id=1)
    with acting(EVERYWHERE):
        assert standing(None, "phone", [1], []).agreed == {1: NUMBER}
    answer = gateway(content, kind=kind, **shape)
    assert (answer.status_code, answer.json()) == (200, {"replies": replies, "stops": 1})
    with acting(EVERYWHERE):
        held = standing(None, "phone", [1], [NUMBER])
    assert held.agreed == {}
    assert held.out(None, NUMBER)
    kept = choices()[-1]
    assert (kept.area_code, kept.source, kept.user, kept.person_id) == (city.area, "reply", None, None)
    assert gateway(content, kind=kind, **shape).status_code == 200  # the gateway sends it again
    assert len(choices()) == 2  # the consent and the opt-out
    entry = AuditEntry.objects.filter(about="casework_contactchoice", actor="gateway").get()
    assert PLAIN not in f"{entry.old}{entry.new}"


def test_nothing_is_kept_of_another_reply_or_of_what_is_no_number(city, gateway):
    for told in ({"from": PLAIN, "text": "terima kasih"}, {"from": "TELKOMSEL", "text": "STOP"}, {"from": PLAIN}, []):
        assert gateway(told).json()["stops"] == 0
    assert choices() == []


def test_a_number_that_was_never_written_to_is_heeded_everywhere(city, gateway):
    assert gateway({"from": PLAIN, "text": "STOP"}).json()["stops"] == 1
    with acting(EVERYWHERE):
        assert standing(None, "phone", [], [NUMBER]).out(None, NUMBER)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"\xff", 400),
        (b"x" * (300 << 10), 413),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(gateway, content, status):
    answer = gateway(content)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_another_token_opens_nothing_and_none_is_open_by_itself(city, gateway, settings):
    told = {"from": PLAIN, "text": "STOP"}
    assert gateway(told, end="salah").status_code == 404
    assert gateway(told, end="pendek", own="pendek").status_code == 404
    assert gateway(told, end="x", own="").status_code == 404
    assert choices() == []


def test_the_gateways_own_question_is_answered_and_the_log_holds_no_token(city, gateway, monkeypatch):
    written = io.StringIO()
    for handler in logging.getLogger().handlers:
        if type(handler) is logging.StreamHandler:
            monkeypatch.setattr(handler, "stream", written)
    gateway({"from": PLAIN, "text": "STOP"})
    asked = Client().get(f"/balasan/{TOKEN}?hub.mode=subscribe&hub.challenge=1158201444")
    assert asked.content == b"1158201444"
    assert Client().get(f"/balasan/{TOKEN}?hub.challenge=%3Cscript%3E").content == b""
    assert Client().put(f"/balasan/{TOKEN}").status_code == 405
    assert written.getvalue().count('"route": "balasan/<str:token>"') == 4
    assert TOKEN not in written.getvalue()
    assert PLAIN not in written.getvalue()
