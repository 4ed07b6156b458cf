"""The addresses of a registry: search and status, each at once (`sync`) or by a message that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.utils import timezone

from semesta.web.api.dci.letting_in import LetIn, for_sender
from semesta.web.casework.actions.dci import SentTwice, answered, receive
from semesta.web.casework.dci.answer import scope_of_sender, search_response
from semesta.web.casework.dci.messages import (
    Unfit,
    acknowledged,
    callback_of,
    header_fault,
    own_key,
    reply,
    transaction_of,
)
from semesta.web.casework.dci.status import status_fault, status_response
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published.by_nik import remembered_number

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TWICE = ("rjct.message_id.duplicate", "this message_id was sent before")


@for_sender(later=False)
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
            rejected = all(each["status"] == "rjct" for each in message["search_response"])
            answered(request, found, timezone.now(), rejected=rejected)
    except SentTwice:
        return _refused(come, "on-search", transaction_id, TWICE)
    total, status = len(message["search_response"]), "rjct" if rejected else "succ"
    code, words = ("rjct.errors.too_many", "no request of this message could be answered") if rejected else ("", "")
    return reply(
        "on-search",
        message,
        to=come.sender.sender_id,
        form=come.form,
        total=total,
        status=status,
        code=code,
        words=words,
    )


@for_sender(later=True)
def search_later(come: LetIn) -> dict[str, Any]:
    """The question is taken; the answer is posted to the sender's address (on-search)."""
    _must_fit(come, "search")
    return _taken(come, "search", "on-search")


@for_sender(later=False)
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


@for_sender(later=True)
def status_later(come: LetIn) -> dict[str, Any]:
    """The same by a message that follows (txn/on-status)."""
    _must_fit(come, "txn-status")
    return _taken(come, "txn-status", "txn/on-status")


@needs(PUBLIC, area=Area.NONE)
def key_set(_request: HttpRequest) -> HttpResponse:
    """The public key that answers are signed with, as a JWKS (RFC 7517)."""
    return JsonResponse(own_key().key_set())


def _must_fit(come: LetIn, action: str) -> None:
    """Unfit for a message without the part that its action names."""
    part = come.envelope.message.get("search_request")
    if action == "search" and (not isinstance(part, list) or not part):
        raise Unfit("err.request.bad", 400, "message.search_request is a list with at least one entry")
    if action == "search" and remembered_number() is None:
        raise Unfit("err.service.unavailable", 503, "no month is published here yet")
    if action == "txn-status" and (words := status_fault(come.envelope.message)):
        raise Unfit("err.request.bad", 400, words)


def _facts(come: LetIn, action: str) -> dict[str, Any]:
    """What is kept of a message: its numbers."""
    header, message = come.envelope.header, come.envelope.message
    entries = message["search_request"] if action == "search" else [message["txnstatus_request"]]
    return {
        "message_id": header["message_id"], "transaction_id": transaction_of(come.envelope), "action": action,
        "references": [str(each.get("reference_id", ""))[:99] for each in entries if isinstance(each, dict)],
    }  # fmt: skip


def _taken(come: LetIn, action: str, tail: str) -> dict[str, Any]:
    transaction_of(come.envelope)
    url = callback_of(come.sender.callback_uri, come.envelope.header.get("sender_uri"), tail)
    if url is None:
        words = "sender_uri lies at or under the address registered for answers"
        raise Unfit("err.sender_uri.invalid", 400, words)
    fault = header_fault(come.envelope, action, timezone.now())
    if fault:
        return acknowledged("", ("err.request.bad", ": ".join(fault)))
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
