"""Who sends a message: known, still allowed, signed by its key or showing its token, and not too often."""

from __future__ import annotations

import hmac
import json
import time
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

from semesta.peers.dci import PLAIN, NotSigned, check_signature
from semesta.web.api.openrosa.limits import GUESS_MOST, GUESS_SECONDS, is_over, too_many
from semesta.web.casework.actions.dci import token_digest
from semesta.web.casework.dci.messages import Unfit, acknowledged, envelope_of, own_id
from semesta.web.casework.models import DciSender
from semesta.web.core.access import PUBLIC, Area, needs

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


def for_sender(*, later: bool) -> Callable[[Callable[[LetIn], dict[str, Any]]], View]:
    """The decorated function gets a message that was let in and gives the JSON of the answer.

    What cannot be taken as a whole is told with a code of the standard: 400, 401, 405, 413, 429 or 503. `later`: as the
    acknowledgement of an asynchronous message. No cookie is looked at.
    """

    def decorate(answer: Callable[[LetIn], dict[str, Any]]) -> View:
        @wraps(answer)
        def answered_to_sender(request: HttpRequest) -> HttpResponse:
            try:
                return _told(answer(_let_in(request)), 200)
            except Unfit as unfit:
                return _told(_unfit(unfit, later=later), unfit.status)

        guarded: View = csrf_exempt(needs(PUBLIC, area=Area.NONE, one_transaction=False)(answered_to_sender))
        return guarded

    return decorate


def _unfit(unfit: Unfit, *, later: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"errors": [{"code": unfit.code, "message": unfit.words}]}
    return {**acknowledged("", (unfit.code, unfit.words)), **told} if later else told


def _told(content: dict[str, Any], status: int) -> HttpResponse:
    answer = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store"
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _let_in(request: HttpRequest) -> LetIn:
    if request.method != "POST":
        raise Unfit("err.request.bad", 405, "messages are posted")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Unfit("err.request.bad", 413, "at most 1 MiB")
    address = str(get_adapter(request).get_client_ip(request))
    if is_over("dci-guess", address, GUESS_MOST, GUESS_SECONDS):
        raise Unfit("err.request.too_many_requests", 429, "wait some minutes")
    try:
        envelope = envelope_of(json.loads(request.body))
    except (ValueError, RecursionError):
        raise Unfit("err.request.bad", 400, "not JSON") from None
    try:
        let_in = _known(request, envelope)
    except Unfit:
        too_many("dci-guess", address, GUESS_MOST, GUESS_SECONDS)
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
    if not sender.keys:
        _check_token(request, sender)
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
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token_digest(token.strip()), sender.token_digest):
        raise Unfit("err.request.unauthorized", 401, "this sender shows its token")
