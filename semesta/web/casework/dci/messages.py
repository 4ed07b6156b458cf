"""Envelopes of DCI: what came is held against the standard, what goes is built and signed."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from semesta.peers import dci
from semesta.peers.setup import read_setup
from semesta.web.casework.dci.answer import VERSION, all_rejected, now_text
from semesta.web.casework.dci.question import moment_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MOST_REQUESTS = 100
MESSAGE_LIVES = timedelta(minutes=15)
"""A message whose `message_ts` is farther from now is not answered: it may be an old one sent again."""
PARTS = {"search": "search_request", "txn-status": "txnstatus_request", "subscribe": "subscribe_request"}
"""Which part of a message its action names; unsubscribe has none of its own."""
COUNTED = frozenset({"search", "subscribe"})
"""Actions whose `total_count` is the number of entries."""


class Unfit(Exception):
    """The message as a whole cannot be taken: a code, an HTTP status, words for whoever runs the other system."""

    def __init__(self, code: str, status: int, words: str) -> None:
        super().__init__(code)
        self.code, self.status, self.words = code, status, words


@dataclass(frozen=True)
class Envelope:
    """What came, its outer form checked; `repr` shows nothing of the message."""

    signature: Any
    header: Mapping[str, Any]
    message: Mapping[str, Any]

    def __repr__(self) -> str:
        return "Envelope()"


def envelope_of(told: Any) -> Envelope:
    """The three parts of a message; Unfit when it is none, or encrypted (which is not offered)."""
    if not isinstance(told, dict) or not isinstance(told.get("header"), dict):
        raise Unfit("err.request.bad", 400, "a message has a header")
    if not isinstance(told.get("message"), dict):
        raise Unfit("err.request.bad", 400, "a message has a message")
    header = told["header"]
    if header.get("is_msg_encrypted") is True or "ciphertext" in told["message"]:
        raise Unfit("err.encryption.invalid", 400, "encrypted messages are not read; the connection is encrypted")
    for name in ("message_id", "message_ts", "action", "sender_id"):
        if not isinstance(header.get(name), str) or not 0 < len(header[name]) <= 99:
            raise Unfit("err.request.bad", 400, f"header.{name} is missing")
    if str(header.get("version") or VERSION) != VERSION:
        raise Unfit("err.version.not_supported", 400, f"version {VERSION} is spoken here")
    return Envelope(told.get("signature"), header, told["message"])


def header_fault(envelope: Envelope, action: str, now: datetime) -> tuple[str, str] | None:
    """(code of MsgHeaderStatusReasonCode, words) of the first thing wrong in a header; None when nothing is."""
    header, part = envelope.header, envelope.message.get(PARTS.get(action, ""))
    moment = moment_of(header["message_ts"])
    if moment is None or abs(now - moment) > MESSAGE_LIVES:
        return "rjct.message_ts.invalid", "message_ts is this moment in ISO 8601 with a time zone"
    if header["action"] != action:
        return "rjct.action.invalid", f"action is {action} here"
    if action in COUNTED:
        try:
            count = int(header.get("total_count", ""))
        except (TypeError, ValueError):
            return "rjct.total_count.invalid", "total_count is a whole number"
        if not isinstance(part, list) or not part or count != len(part):
            return "rjct.total_count.invalid", f"total_count is the number of {PARTS[action]}"
        if count > MOST_REQUESTS:
            return "rjct.total_count.limit_exceeded", f"at most {MOST_REQUESTS} requests in a message"
    return None


def transaction_of(envelope: Envelope) -> str:
    """transaction_id; Unfit without one."""
    told = envelope.message.get("transaction_id")
    if not isinstance(told, str) or not 0 < len(told) <= 99:
        raise Unfit("err.request.bad", 400, "message.transaction_id is missing or longer than 99")
    return told


def own_id() -> str:
    """The name under which this registry is known to others: `dci.sender_id` of peers.yaml, else `semesta`."""
    return read_setup(Path(settings.SEMESTA_HOME)).dci_sender_id


def own_key() -> dci.OwnKey:
    """The key that answers are signed with: of the home's own secret, so a new secret is a new key."""
    return dci.own_key(salted_hmac("semesta.dci.signing", "ed25519", algorithm="sha256").digest())


def reply(
    action: str, message: Mapping[str, Any], *, to: str, form: str, status: str = "succ", code: str = "",
    words: str = "", total: int = 1, message_id: str = "",
) -> dict[str, Any]:  # fmt: skip
    """A signed envelope to a sender, in the form of signature that it uses itself."""
    header: dict[str, Any] = {
        "version": VERSION, "message_id": message_id or str(uuid.uuid4()), "message_ts": now_text(), "action": action,
        "status": status,
        **({"status_reason_code": code, "status_reason_message": words} if code else {}),
        "total_count": total, "completed_count": total, "sender_id": own_id(),
        "receiver_id": to, "is_msg_encrypted": False, "meta": {},
    }  # fmt: skip
    signature = dci.signed(header, message, own_key(), int(time.time()), form)
    return {"signature": signature, "header": header, "message": dict(message)}


def search_reply(message: Mapping[str, Any], *, to: str, form: str, message_id: str = "") -> dict[str, Any]:
    """A signed on-search; as a whole it is rejected when no entry was answered."""
    rejected = all_rejected(message)
    return reply(
        "on-search", message, to=to, form=form, total=len(message["search_response"]), message_id=message_id,
        status="rjct" if rejected else "succ", code="rjct.errors.too_many" if rejected else "",
        words="no request of this message could be answered" if rejected else "",
    )  # fmt: skip


def acknowledged(correlation_id: str, fault: tuple[str, str] | None = None) -> dict[str, Any]:
    """The answer to an asynchronous message: ACK, or ERR with its code."""
    told: dict[str, Any] = {"ack_status": "ERR" if fault else "ACK", "timestamp": now_text()}
    if fault:
        told["error"] = {"code": fault[0], "message": fault[1]}
    return {"message": {**told, "correlation_id": correlation_id}}


def callback_of(registered: str, told: Any, tail: str) -> str | None:
    """Where an answer goes: `sender_uri` of the message when it lies at or under the registered address, else that.

    None when there is no address, or another one is told: answers name people and go where the agreement says.
    """
    base = registered.rstrip("/")
    if not base:
        return None
    if told in (None, ""):
        return f"{base}/registry/{tail}"
    if not isinstance(told, str) or ".." in told or any(sign in told for sign in "@?#\\ "):
        return None
    told = told.rstrip("/")
    if told != base and not told.startswith(base + "/"):
        return None
    return told if told.endswith(tail) else f"{base}/registry/{tail}"
