"""The addresses of a registry: search and status, each at once (`sync`) or by a message that follows; subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.utils import timezone

from semesta.web.api.dci.letting_in import LetIn, for_sender
from semesta.web.casework.actions.dci import SentTwice, answered, receive
from semesta.web.casework.dci.answer import all_rejected, scope_of_sender, search_response
from semesta.web.casework.dci.messages import (
    PARTS,
    Unfit,
    acknowledged,
    callback_of,
    header_fault,
    own_key,
    reply,
    search_reply,
    transaction_of,
)
from semesta.web.casework.dci.question import form_fault
from semesta.web.casework.dci.status import status_fault, status_response
from semesta.web.casework.dci.subscription import subscribe_fault, unsubscribe_fault
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published.by_nik import remembered_number

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TWICE = ("rjct.message_id.duplicate", "this message_id was sent before")


@for_sender
def search_now(come: LetIn) -> dict[str, Any]:
    """Who is enrolled, in the answer itself (on-search)."""
    _must_fit(come, "search")
    scope, transaction_id = scope_of_sender(come.sender), transaction_of(come.envelope)
    fault = header_fault(come.envelope, "search", timezone.now())
    if fault:
        return _refused(come, "on-search", transaction_id, fault)
    try:
        with acting(acting_of(scope, purpose=f"DCI {come.sender.purpose}")):
            request = receive(come.sender, _facts(come, "search"), timezone.now(), asked=None)
            message, found = search_response(come.sender, scope, come.envelope.message, request.correlation_id)
            answered(request, found, timezone.now(), rejected=all_rejected(message))
    except SentTwice:
        return _refused(come, "on-search", transaction_id, TWICE)
    return search_reply(message, to=come.sender.sender_id, form=come.form)


@for_sender
def search_later(come: LetIn) -> dict[str, Any]:
    """The question is taken; the answer is posted to the sender's address (on-search)."""
    _must_fit(come, "search")
    return _taken(come, "search", "on-search")


@for_sender
def status_now(come: LetIn) -> dict[str, Any]:
    """Where requests of this sender stand, in the answer itself (txn-on-status)."""
    _must_fit(come, "txn-status")
    scope, transaction_id = scope_of_sender(come.sender), transaction_of(come.envelope)
    fault = header_fault(come.envelope, "txn-status", timezone.now())
    if fault:
        return _refused(come, "txn-on-status", transaction_id, fault)
    try:
        with acting(acting_of(scope, purpose=f"DCI {come.sender.purpose}")):
            request = receive(come.sender, _facts(come, "txn-status"), timezone.now(), asked=None)
            message = status_response(come.sender, scope, come.envelope.message, request.correlation_id)
            answered(request, 0, timezone.now())
    except SentTwice:
        return _refused(come, "txn-on-status", transaction_id, TWICE)
    return reply("txn-on-status", message, to=come.sender.sender_id, form=come.form)


@for_sender
def status_later(come: LetIn) -> dict[str, Any]:
    """The same by a message that follows (txn/on-status)."""
    _must_fit(come, "txn-status")
    return _taken(come, "txn-status", "txn/on-status")


@for_sender
def subscribe_later(come: LetIn) -> dict[str, Any]:
    """The question is taken; on-subscribe says that nobody is followed from here."""
    _must_fit(come, "subscribe")
    return _taken(come, "subscribe", "on-subscribe")


@for_sender
def unsubscribe_later(come: LetIn) -> dict[str, Any]:
    """The same for a subscription that should end."""
    _must_fit(come, "unsubscribe")
    return _taken(come, "unsubscribe", "on-unsubscribe")


@needs(PUBLIC, area=Area.NONE)
def key_set(_request: HttpRequest) -> HttpResponse:
    """The public key that answers are signed with, as a JWKS (RFC 7517)."""
    return JsonResponse(own_key().key_set())


FAULTS = {"txn-status": status_fault, "subscribe": subscribe_fault, "unsubscribe": unsubscribe_fault}


def _must_fit(come: LetIn, action: str) -> None:
    """Unfit for a message without the part that its action names."""
    message = come.envelope.message
    if action in FAULTS and (words := FAULTS[action](message)):
        raise Unfit("err.request.bad", 400, words)
    if action != "search":
        return
    if not isinstance(message.get("search_request"), list) or not message["search_request"]:
        raise Unfit("err.request.bad", 400, "message.search_request is a list with at least one entry")
    if remembered_number() is None:
        raise Unfit("err.service.unavailable", 503, "no month is published here yet")


def _facts(come: LetIn, action: str) -> dict[str, Any]:
    """What is kept of a message: its numbers."""
    header, message = come.envelope.header, come.envelope.message
    part = message.get(PARTS.get(action, ""), [])
    entries = part if isinstance(part, list) else [part]
    return {
        "message_id": header["message_id"], "transaction_id": transaction_of(come.envelope), "action": action,
        "references": [str(each.get("reference_id", ""))[:99] for each in entries if isinstance(each, dict)],
    }  # fmt: skip


def _taken(come: LetIn, action: str, tail: str) -> dict[str, Any]:
    transaction_of(come.envelope)
    url = callback_of(come.sender.callback_uri, come.envelope.header.get("sender_uri"), tail)
    if url is None:
        words = "sender_uri lies at or under the address registered for answers"
        return acknowledged("", ("err.sender_uri.invalid", words))
    fault = header_fault(come.envelope, action, timezone.now())
    if fault:
        return acknowledged("", ("err.request.bad", ": ".join(fault)))
    no = form_fault(come.envelope.message["search_request"]) if action == "search" else None
    if no is not None:
        return acknowledged("", ("err.request.bad", f"{no.code}: {no.words}"))
    scope = scope_of_sender(come.sender)
    asked = {"message": come.envelope.message, "url": url, "form": come.form}
    try:
        with acting(acting_of(scope, purpose=f"DCI {come.sender.purpose}")):
            request = receive(come.sender, _facts(come, action), timezone.now(), asked=asked)
    except SentTwice:
        return acknowledged("", ("err.request.bad", ": ".join(TWICE)))
    return acknowledged(str(request.correlation_id))


def _refused(come: LetIn, action: str, transaction_id: str, fault: tuple[str, str]) -> dict[str, Any]:
    """An answer whose header says why nothing of the message was done."""
    part = "search_response" if action == "on-search" else "txnstatus_response"
    message = {"transaction_id": transaction_id, "correlation_id": "", part: [] if part == "search_response" else {}}
    return reply(
        action, message, to=come.sender.sender_id, form=come.form, status="rjct", code=fault[0], words=fault[1], total=0
    )
