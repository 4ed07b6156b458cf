"""All that changes what is known of DCI: systems that may ask, and what they asked."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from semesta.peers.dci import known_keys
from semesta.terms.fault import Fault
from semesta.web.casework.actions import outbox
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.models import DciRequest, DciSender, DciState
from semesta.web.core.acting import Acting, acting
from semesta.web.core.actions import disable_user, make_user
from semesta.web.core.jobs import queue
from semesta.web.core.models import ApiClient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from semesta.web.core.scope import Scope

UNANSWERED_KEPT = timedelta(days=7)
PURPOSE = "let a system ask over DCI"
ANSWER, ON_SEARCH, ON_STATUS = "dci.answer", "dci.on-search", "dci.on-status"
ON_SUBSCRIBE, ON_UNSUBSCRIBE = "dci.on-subscribe", "dci.on-unsubscribe"
SEARCH = "registry.search"
"""What a program may that gets tokens for a system (core/clients/scopes.py)."""


def token_digest(token: str) -> str:
    """What is kept of a token: it is random and long, so a plain digest tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def register(scope: Scope, told: Mapping[str, Any], now: datetime) -> tuple[DciSender, str]:
    """A system may ask from now on; and its token, shown once ('' when it signs or has a program for its tokens).

    `told`: sender_id, name, purpose, agreement, area_code, callback_uri, keys (text of a JWKS), program (an ApiClient
    or its id), with_identity. A Fault for what cannot be; PermissionError outside the scope.
    """
    with for_purpose(scope, "office.peers", PURPOSE):
        if not scope.covers(told["area_code"]):
            raise PermissionError("area")
        program = told.get("program")
        if program and not scope.covers(program.area_code):
            raise PermissionError("program")
        return _registered(told, now, scope.user_id)


def register_from_server(told: Mapping[str, Any], now: datetime) -> tuple[DciSender, str]:
    """The same by whoever runs the server."""
    with acting(Acting(purpose=PURPOSE)):
        return _registered(told, now, None)


def _registered(told: Mapping[str, Any], now: datetime, by: int | None) -> tuple[DciSender, str]:
    if DciSender.objects.filter(sender_id=told["sender_id"]).exists():
        raise Fault("Nama pengirim ini sudah terdaftar")
    keys = _keys(told.get("keys", ""))
    program = _program(told.get("program"), told["area_code"])
    token = "" if keys or program else secrets.token_urlsafe(32)
    user = make_user(f"dci-{uuid.uuid4().hex[:12]}", told["name"])
    disable_user(user)  # it stands in the record of looks and never signs in
    sender = DciSender.objects.create(
        sender_id=told["sender_id"], name=told["name"], purpose=told["purpose"], agreement=told["agreement"],
        area_code=told["area_code"], callback_uri=_address(told.get("callback_uri", "")), keys=keys,
        with_identity=bool(told.get("with_identity")), token_digest=token_digest(token) if token else "", user=user,
        program=program, written_by_id=by, written_at=now,
    )  # fmt: skip
    return sender, token


def end(scope: Scope, pk: int, now: datetime) -> DciSender:
    """The system is answered no more; what it asked stays on record. LookupError outside the scope."""
    with for_purpose(scope, "office.peers", "end the asking of a system over DCI"):
        sender = DciSender.objects.filter(pk=pk, ended_at__isnull=True).first()
        if sender is None or not scope.covers(sender.area_code):
            raise LookupError("no such sender here")
        sender.ended_at = now
        sender.save(update_fields=["ended_at"])
        return sender


def _keys(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        return known_keys(text)
    except ValueError:
        raise Fault("Kunci harus berupa JWKS berisi kunci publik saja (Ed25519, P-256 atau RSA)") from None


def _program(told: ApiClient | str | None, area: str) -> ApiClient | None:
    """The program that gets tokens for a system: open, with the scope for it, of that area, of no other system."""
    if not told:
        return None
    public_id = told.public_id if isinstance(told, ApiClient) else told
    found = ApiClient.objects.filter(public_id=public_id, ended_at__isnull=True).first()
    if found is None or SEARCH not in found.scopes.split():
        raise Fault("Program ini tidak ada, sudah diakhiri, atau tidak boleh bertanya sebagai registri sosial")
    if found.area_code and not f"{area}.".startswith(f"{found.area_code}."):
        raise Fault("Wilayah sistem ini harus di dalam wilayah programnya")
    if DciSender.objects.filter(program=found).exists():
        raise Fault("Program ini sudah dipakai sistem lain")
    return found


def _address(text: str) -> str:
    text = text.strip().rstrip("/")
    at_home = text.startswith(("http://127.0.0.1:", "http://localhost:"))
    if text and not (text.startswith("https://") or at_home):
        raise Fault("Alamat jawaban harus https")
    return text


class SentTwice(Exception):
    """This sender sent this message_id before."""


def receive(sender: DciSender, facts: Mapping[str, Any], now: datetime, *, asked: dict[str, Any] | None) -> DciRequest:
    """The request is on record; with `asked`, a job answers it. SentTwice when its message_id is known."""
    try:
        with transaction.atomic():
            made: DciRequest = DciRequest.unscoped.create(
                sender=sender, area_code=sender.area_code, received_at=now, asked=asked,
                state=DciState.PENDING if asked else DciState.RECEIVED, synchronous=asked is None, **facts,
            )  # fmt: skip
    except IntegrityError:
        raise SentTwice from None
    if asked is not None:
        queue.ask_itself(ANSWER, {"request": made.pk}, area_code=sender.area_code, now=now)
    return made


def answered(request: DciRequest, found: int, now: datetime, *, rejected: bool = False) -> None:
    """It is answered; what it asked is forgotten."""
    DciRequest.unscoped.filter(pk=request.pk).update(
        state=DciState.REJECTED if rejected else DciState.SUCCEEDED, found_count=found, answered_at=now, asked=None
    )


def forget_unanswered(now: datetime) -> int:
    """Questions that nobody could answer for UNANSWERED_KEPT are rejected, and what they asked is gone. How many."""
    old = DciRequest.unscoped.filter(asked__isnull=False, received_at__lt=now - UNANSWERED_KEPT)
    return int(old.update(state=DciState.REJECTED, asked=None, answered_at=now))


def answer_later(
    request: DciRequest, kind: str, url: str, form: str, message: Mapping[str, Any], now: datetime
) -> None:
    """The answer waits in the outbox, under the number of the request."""
    body = json.dumps({"url": url, "form": form, "message": message}, ensure_ascii=False).encode()
    key = uuid.uuid5(request.correlation_id, kind)
    peer = f"DCI {request.sender.sender_id}"
    outbox.write(kind, peer, str(request.correlation_id), body, area_code=request.area_code, now=now, key=key)
