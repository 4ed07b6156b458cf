"""All that changes messages to peers. A message is written in the transaction of what causes it, or not at all.

A try is counted, and the next one put off, before anything is sent: killed in the middle, the message is sent again
later under the same key. Who may send at all is the one job of lane `outbox`.
"""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.actions.uploads import ChangedMeanwhile
from semesta.web.casework.models import MessageState, OutboxMessage
from semesta.web.core.jobs import queue

if TYPE_CHECKING:
    from datetime import datetime

    from semesta.web.core.scope import Scope

SEND = "outbox.send"
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
KEEP_TRYING = timedelta(days=7)
"""So long a peer may be away; then somebody has to look."""
DEAD_BODIES_KEPT = timedelta(days=30)
SAID_LENGTH = 300


def write(
    kind: str, peer: str, subject: str, body: bytes, *, area_code: str, now: datetime, key: uuid.UUID | None = None
) -> OutboxMessage:
    """The message waits, and a job is asked to send it; an earlier one of the same subject that waits is replaced.

    With a `key` that is known already, the message that has it. RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a message is written in the transaction of what causes it")
    if key is not None and (held := OutboxMessage.unscoped.filter(key=key).first()):
        return held  # type: ignore[no-any-return]  # the manager of scoped models knows no model
    waiting = OutboxMessage.unscoped.filter(peer=peer, subject=subject, state=MessageState.WAITING)
    waiting.update(state=MessageState.REPLACED, body=None, ended_at=now)
    made: OutboxMessage = OutboxMessage.unscoped.create(
        key=key or uuid.uuid4(), kind=kind, peer=peer, subject=subject, body=body, area_code=area_code, written_at=now,
        trying_since=now, not_before=now,
    )  # fmt: skip
    queue.ask_itself(SEND, {}, area_code=area_code, now=now)
    return made


def wake(now: datetime) -> bool:
    """A job is asked for when a message is due: whatever became of the job that was asked for when it was written."""
    due = OutboxMessage.unscoped.filter(state=MessageState.WAITING, not_before__lte=now).order_by("id").first()
    if due is None:
        return False
    queue.ask_itself(SEND, {}, area_code=due.area_code, now=now)
    return True


def begin_try(message: OutboxMessage, now: datetime) -> bool:
    """The try is counted and the next one put off; False when the message does not wait (any more)."""
    later = now + _wait(message.attempt + 1)
    held = OutboxMessage.unscoped.filter(
        pk=message.pk, state=MessageState.WAITING, attempt=message.attempt, not_before__lte=now
    )
    if not held.update(attempt=message.attempt + 1, tried_at=now, not_before=later):
        return False
    message.refresh_from_db()
    return True


def arrived(message: OutboxMessage, said: str, now: datetime) -> None:
    """The peer has it. What it was is forgotten, also when a newer one replaced it meanwhile."""
    OutboxMessage.unscoped.filter(pk=message.pk).update(
        state=MessageState.SENT, body=None, ended_at=now, reason=said[:SAID_LENGTH], version=message.version + 1
    )


def not_now(message: OutboxMessage, reason: str, now: datetime) -> None:
    """It waits for its next try; after KEEP_TRYING it is dead."""
    if now - message.trying_since >= KEEP_TRYING:
        dead(message, reason, now)
        return
    OutboxMessage.unscoped.filter(pk=message.pk, state=MessageState.WAITING).update(reason=reason[:SAID_LENGTH])


def dead(message: OutboxMessage, reason: str, now: datetime) -> None:
    """Trying again by itself would change nothing: somebody has to look."""
    OutboxMessage.unscoped.filter(pk=message.pk, state=MessageState.WAITING).update(
        state=MessageState.DEAD, reason=reason[:SAID_LENGTH], ended_at=now, version=message.version + 1
    )


def try_again(scope: Scope, pk: int, version: int, now: datetime) -> OutboxMessage:
    """A dead message waits again, under the same key, as if new. LookupError outside the scope.

    ChangedMeanwhile when it is not dead, its body is gone, or a newer one of its subject waits.
    """
    with for_purpose(scope, "office.peers", "send a message again"):
        message = OutboxMessage.objects.within(scope).filter(pk=pk).first()
        if message is None:
            raise LookupError("no such message here")
        newer = OutboxMessage.objects.within(scope).filter(
            peer=message.peer, subject=message.subject, state=MessageState.WAITING
        )
        held = OutboxMessage.objects.within(scope).filter(
            pk=pk, version=version, state=MessageState.DEAD, body__isnull=False
        )
        if newer.exists() or not held.update(
            state=MessageState.WAITING, attempt=0, trying_since=now, not_before=now, ended_at=None, version=version + 1
        ):
            raise ChangedMeanwhile(message)
        queue.ask_itself(SEND, {}, area_code=message.area_code, now=now)
        message.refresh_from_db()
        return message  # type: ignore[no-any-return]  # the manager of scoped models knows no model


def forget_bodies(now: datetime) -> int:
    """Bodies of messages dead for DEAD_BODIES_KEPT are gone: they may name people. How many."""
    old = OutboxMessage.unscoped.filter(state=MessageState.DEAD, ended_at__lt=now - DEAD_BODIES_KEPT)
    return int(old.exclude(body__isnull=True).update(body=None))


def _wait(attempt: int) -> timedelta:
    """1, 2, 4 … minutes, at most two hours, each a fifth shorter or longer, so that not all come back at once."""
    wait = min(FIRST_WAIT * 2 ** min(attempt - 1, 20), LONGEST_WAIT)
    varied: timedelta = wait * random.uniform(0.8, 1.2)  # noqa: S311 (spreads load, guards nothing)
    return varied
