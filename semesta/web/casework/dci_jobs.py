"""What the worker does for DCI: asynchronous questions are answered into the outbox, answers are signed and sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from semesta.peers.dci import deliver
from semesta.terms.fault import Fault
from semesta.web.casework.actions import dci as actions
from semesta.web.casework.dci.answer import all_rejected, scope_of_sender, search_response
from semesta.web.casework.dci.messages import reply, search_reply
from semesta.web.casework.dci.status import status_response
from semesta.web.casework.dci.subscription import subscribe_response, unsubscribe_response
from semesta.web.casework.models import DciRequest, OutboxMessage
from semesta.web.casework.outbox_jobs import SENDERS
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.jobs.handlers import handler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.web.core.jobs.handlers import Task
    from semesta.web.core.scope import Scope

ACTION_OF = {
    actions.ON_SEARCH: "on-search", actions.ON_STATUS: "txn-on-status", actions.ON_SUBSCRIBE: "on-subscribe",
    actions.ON_UNSUBSCRIBE: "on-unsubscribe",
}  # fmt: skip


@handler(actions.ANSWER, attempts=5)
def answer(task: Task) -> dict[str, Any]:
    """The request is answered: looks, answer in the outbox and its end on record are one transaction, or nothing is."""
    request = DciRequest.unscoped.select_related("sender").get(pk=task.asked["request"])
    asked = request.asked
    scope, now = scope_of_sender(request.sender), timezone.now()
    if asked is None:
        return {}
    if request.sender.ended_at is not None:
        with acting(acting_of(scope, purpose="DCI")):
            actions.answered(request, 0, now, rejected=True)
        return {}
    with acting(acting_of(scope, purpose=f"DCI {request.sender.purpose}")):
        kind, message, found, rejected = _answer_of(request, scope, asked["message"])
        actions.answer_later(request, kind, asked["url"], asked["form"], message, now)
        actions.answered(request, found, now, rejected=rejected)
    return {"found": found}


def _answer_of(request: DciRequest, scope: Scope, asked: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], int, bool]:
    """(kind of message, `message` of the answer, how many people it names, whether nothing of it was answered)."""
    number = request.correlation_id
    if request.action == "search":
        message, found = search_response(request.sender, scope, asked, number)
        return actions.ON_SEARCH, message, found, all_rejected(message)
    if request.action == "subscribe":
        return actions.ON_SUBSCRIBE, subscribe_response(asked, number), 0, True
    if request.action == "unsubscribe":
        return actions.ON_UNSUBSCRIBE, unsubscribe_response(asked, number), 0, True
    return actions.ON_STATUS, status_response(request.sender, scope, asked, number), 0, False


def send_answer(message: OutboxMessage) -> str:
    """The answer is at the address of its sender, signed now; a repeated message carries the same message_id."""
    held = json.loads(bytes(message.body or b"{}"))
    sender_id = message.peer.removeprefix("DCI ")
    told, number = held["message"], str(message.key)
    if message.kind == actions.ON_SEARCH:
        envelope = search_reply(told, to=sender_id, form=held["form"], message_id=number)
    else:
        total = len(told.get("subscribe_response", [0]))
        envelope = reply(
            ACTION_OF[message.kind], told, to=sender_id, form=held["form"], total=total, message_id=number,
            status=told.get("status", "succ"),
        )  # fmt: skip
    if not DciRequest.unscoped.filter(correlation_id=told["correlation_id"], sender__ended_at__isnull=True).exists():
        raise Fault("Sistem penanya ini sudah diakhiri")
    return deliver(held["url"], envelope, message.peer)


SENDERS.update(dict.fromkeys(ACTION_OF, send_answer))
