"""Questions over DCI that are answered later: by the worker, through the outbox, signed, once."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from semesta.peers import http
from semesta.web.casework.actions.dci import ANSWER, end, forget_unanswered
from semesta.web.casework.dci_jobs import answer
from semesta.web.casework.models import DciRequest, DciState, MessageState, OutboxMessage
from semesta.web.casework.outbox_jobs import send_messages
from semesta.web.core.acting import Acting, acting
from semesta.web.core.jobs.handlers import Task
from semesta.web.core.jobs.models import Job
from semesta.web.core.models import Look
from tests.fakes.registry import FakeRegistry
from tests.web.dci_asking import Asker, by_nik, somebody
from tests.web.test_dci import status_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city", "as_owner")]


@pytest.fixture
def peer():
    cache.clear()
    http._breaker.cache_clear()
    keys = Client().get("/dci/v1.0.0/.well-known/jwks.json").json()
    with FakeRegistry("openspp.dinsos.example", keys) as standing:
        yield standing


@pytest.fixture
def asker(city, peer):
    return Asker(city, callback_uri=f"{peer.base_url}/dci")


def task(asked=None) -> Task:
    return Task(1, 1, asked or {}, "16.71", Acting(purpose="job"), lambda *_: None)


def work() -> None:
    """What the worker does: every question is answered, every message that is due is sent."""
    for job in Job.unscoped.filter(kind=ANSWER).order_by("id"):
        answer(task(job.asked))
    send_messages(task())


def test_the_answer_arrives_signed_with_the_numbers_of_the_question_and_both_are_forgotten(city, asker, peer):
    person = somebody(city, status="ACTIVE")
    taken = asker.ask(by_nik(person.nik), path="/search").json()["message"]
    assert taken["ack_status"] == "ACK"
    assert DciRequest.unscoped.get().state == DciState.PENDING
    work()
    (came,) = peer.acted.values()
    assert came["path"] == "/dci/registry/on-search"
    assert came["message"]["correlation_id"] == taken["correlation_id"]
    (record,) = came["message"]["search_response"][0]["data"]["reg_records"]
    assert (record["enrolment_status"], record["identifier"][0]["identifier_value"]) == ("active", person.nik)
    request, message = DciRequest.unscoped.get(), OutboxMessage.unscoped.get()
    assert (request.state, request.asked, request.found_count) == (DciState.SUCCEEDED, None, 1)
    assert (message.state, message.body) == (MessageState.SENT, None)
    assert Look.unscoped.filter(user=asker.sender.user).count() == 1


def test_the_worker_that_answers_again_looks_and_sends_once(city, asker, peer):
    asker.ask(by_nik(somebody(city, status="ACTIVE").nik), path="/search")
    work()
    work()
    assert len(peer.arrivals) == 1
    assert Look.unscoped.filter(user=asker.sender.user).count() == 1


def test_a_broken_acknowledgement_brings_the_same_message_again_and_the_peer_acts_once(city, asker, peer):
    asker.ask(by_nik(somebody(city, status="ACTIVE").nik), path="/search")
    peer.trouble, peer.troubles_left = "truncated", 2  # it has acted, and we did not hear it
    work()
    assert OutboxMessage.unscoped.get().state == MessageState.SENT
    assert len(peer.arrivals) == 3
    assert len(peer.acted) == 1


def test_a_system_that_refuses_the_answer_is_told_to_the_office_and_one_that_was_ended_gets_none(city, asker, peer):
    asker.ask(by_nik("1671010101010000"), path="/search")
    peer.says = ("err.request.bad", "tidak dimengerti")
    work()
    message = OutboxMessage.unscoped.get()
    assert message.state == MessageState.DEAD
    assert message.reason == "DCI openspp.dinsos.example menolak: tidak dimengerti (HTTP 400)"
    peer.says = None
    asker.ask(by_nik("1671010101010001"), path="/search")
    end(city.scope("office_admin"), asker.sender.pk, timezone.now())
    work()
    assert peer.arrivals == []
    request = DciRequest.unscoped.latest("id")
    assert (request.state, request.asked) == (DciState.REJECTED, None)


def test_a_question_that_could_not_be_answered_for_a_week_is_forgotten(asker):
    asker.ask(by_nik("1671010101010000"), path="/search")
    now = timezone.now()
    with acting(Acting(purpose="tests")):
        assert forget_unanswered(now + timedelta(days=6)) == 0
        assert forget_unanswered(now + timedelta(days=8)) == 1
    request = DciRequest.unscoped.get()
    assert (request.state, request.asked) == (DciState.REJECTED, None)


def test_a_status_is_told_later_too(city, asker, peer):
    asker.ask(by_nik("1671010101010000", reference_id="R-3"), path="/search")
    taken = status_of(asker, "transaction_id", "T-1", path="/txn/status").json()["message"]
    assert taken["ack_status"] == "ACK"
    work()
    came = next(one for one in peer.acted.values() if one["header"]["action"] == "txn-on-status")
    assert came["path"] == "/dci/registry/txn/on-status"
    told = came["message"]["txnstatus_response"]["txn_status"]["search_response"]
    assert [(one["reference_id"], one["status"]) for one in told] == [("R-3", "succ")]
