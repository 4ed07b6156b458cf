"""Who sends a message: known, still allowed, proven by what was agreed (signature, token), and not too often."""

from __future__ import annotations

import hmac
import json
import time
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from semesta.peers.dci import PLAIN, NotSigned, check_signature
from semesta.web.api.openrosa.limits import GUESS_MOST, GUESS_SECONDS, too_many
from semesta.web.casework.actions.dci import SEARCH, token_digest
from semesta.web.casework.dci.messages import Unfit, acknowledged, envelope_of, own_id
from semesta.web.casework.models import DciSender
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.clients.asking import caller_of
from semesta.web.core.clients.limits import take_one

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from semesta.web.casework.dci.messages import Envelope

    View = Callable[..., HttpResponseBase]

LARGEST = 1 << 20
SENDER_MOST, SENDER_SECONDS = 600, 60
"""Messages of one sender in a minute."""
UNNAMED = "semesta"


@dataclass(frozen=True)
class LetIn:
    """A message and its sender; `form` is how it was signed, and how the answer is."""

    sender: DciSender
    envelope: Envelope
    form: str


def for_sender(answer: Callable[[LetIn], dict[str, Any]]) -> View:
    """The decorated function gets a message that was let in and gives the JSON of the answer.

    What cannot be taken as a whole is told with a code of the standard, both as an HTTP error (`errors`) and as an
    acknowledgement (`message.ack_status` ERR), with 400, 401, 403, 405, 413, 415, 429 or 503. No cookie is looked at.
    """

    @wraps(answer)
    def answered_to_sender(request: HttpRequest) -> HttpResponse:
        try:
            return _told(answer(_let_in(request)), 200)
        except Unfit as unfit:
            told = acknowledged("", (unfit.code, unfit.words))
            return _told({**told, "errors": [{"code": unfit.code, "message": unfit.words}]}, unfit.status)

    guarded: View = csrf_exempt(needs(PUBLIC, area=Area.NONE, one_transaction=False)(answered_to_sender))
    return guarded


def _told(content: dict[str, Any], status: int) -> HttpResponse:
    answer = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store"
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == 405:
        answer.headers["Allow"] = "POST"
    return answer


def _let_in(request: HttpRequest) -> LetIn:
    if request.method != "POST":
        raise Unfit("err.request.bad", 405, "messages are posted")
    if request.content_type != "application/json":
        raise Unfit("err.request.bad", 415 if request.content_type else 400, "a message is application/json")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Unfit("err.request.bad", 413, "at most 1 MiB")
    try:
        envelope = envelope_of(json.loads(request.body))
    except (ValueError, RecursionError):
        raise Unfit("err.request.bad", 400, "not JSON") from None
    try:
        let_in = _known(request, envelope)
    except Unfit:
        # A right proof is answered all the same: keys and tokens are not found by trying.
        address = str(get_adapter(request).get_client_ip(request))
        if too_many("dci-guess", address, GUESS_MOST, GUESS_SECONDS):
            raise Unfit("err.request.too_many_requests", 429, "too many wrong proofs; wait ten minutes") from None
        raise
    if too_many("dci", let_in.sender.sender_id, SENDER_MOST, SENDER_SECONDS):
        raise Unfit("err.request.too_many_requests", 429, "wait a minute")
    receiver, own = envelope.header.get("receiver_id"), own_id()
    if receiver and own not in {UNNAMED, receiver}:
        raise Unfit("err.receiver_id.invalid", 400, f"this is {own}")
    return let_in


def _known(request: HttpRequest, envelope: Envelope) -> LetIn:
    sender = DciSender.objects.filter(sender_id=envelope.header["sender_id"], ended_at__isnull=True).first()
    if sender is None:
        raise Unfit("err.sender_id.invalid", 401, "this sender is not registered here")
    if sender.program_id is not None:
        _check_program(request, sender)
    elif not sender.keys:
        _check_token(request, sender)
    if not sender.keys:
        return LetIn(sender, envelope, PLAIN)
    try:
        form = check_signature(
            envelope.signature, envelope.header, envelope.message, sender.keys, int(time.time())
        )  # fmt: skip
    except NotSigned as why:
        if str(why) == "missing":
            raise Unfit("err.signature.missing", 401, "this sender signs its messages") from None
        raise Unfit("err.signature.invalid", 401, "the signature does not hold") from None
    return LetIn(sender, envelope, form)


def _check_token(request: HttpRequest, sender: DciSender) -> None:
    """It shows the token that it was given."""
    if not hmac.compare_digest(token_digest(_bearer(request)), sender.token_digest):
        raise Unfit("err.request.unauthorized", 401, "this sender shows its token")


def _check_program(request: HttpRequest, sender: DciSender) -> None:
    """It shows a token that its own program got from our token service, for searching."""
    caller = caller_of(_bearer(request), timezone.localdate())
    if caller is None or caller.client_id != sender.program_id:
        raise Unfit("err.request.unauthorized", 401, "this sender shows a token of its program (oauth2/token)")
    if not caller.may(SEARCH):
        raise Unfit("err.request.forbidden", 403, f"the token does not open {SEARCH}")
    if take_one(caller.client_id, caller.minute_most).over:
        raise Unfit("err.request.too_many_requests", 429, "wait a minute")


def _bearer(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
