"""What the worker writes while it sends a batch: each contact is marked before its message leaves and after.

Killed in between, nobody knows whether that one message went out: it is told as unclear and not sent again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from semesta.web.casework.messaging.hours import consent_required, most_messages
from semesta.web.casework.models import BatchState, MessageBatch, MessageRecipient, Outcome, Why
from semesta.web.casework.queries.contact_choices import standing
from semesta.web.casework.queries.messages import refusal, written_to
from semesta.web.core.acting import acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from semesta.web.core.acting import Acting

AT_ONCE = 100
MOST_ATTEMPTS = 5


def _of(batch: MessageBatch, outcome: str) -> QuerySet[MessageRecipient]:
    return MessageRecipient.unscoped.filter(batch=batch, outcome=outcome)


def begin(who: Acting, batch: MessageBatch, now: datetime) -> None:
    """What an attempt before left: the one message it was sending is unclear; those that quiet hours held wait."""
    with acting(who):
        _of(batch, Outcome.SENDING).update(outcome=Outcome.FAILED, why=Why.UNCLEAR, at=now)
        _of(batch, Outcome.HELD).filter(why=Why.QUIET).update(outcome=Outcome.QUEUED, why="")


def hold_for_quiet_hours(who: Acting, batch: MessageBatch) -> None:
    """Whatever still waits is held back, and says so, until `begin`."""
    with acting(who):
        _of(batch, Outcome.QUEUED).update(outcome=Outcome.HELD, why=Why.QUIET)


def waiting(who: Acting, batch: MessageBatch) -> int:
    """How many still wait to be sent."""
    with acting(who, writes=False):
        return _of(batch, Outcome.QUEUED).count()


def next_ones(who: Acting, batch: MessageBatch, channel: str, since: datetime, now: datetime) -> list[MessageRecipient]:
    """Up to AT_ONCE contacts that wait and were not tried `since`; who opted out, withdrew or was written to often
    enough in the meantime is held back first.
    """
    with acting(who):
        fresh = _of(batch, Outcome.QUEUED).filter(Q(at__isnull=True) | Q(at__lt=since))
        rows = list(fresh.order_by("attempt_count", "pk")[:AT_ONCE])
        addresses = {one.address for one in rows}
        held = standing(None, channel, [one.person_id for one in rows], sorted(addresses))
        often, most = written_to(MessageRecipient.unscoped.all(), addresses, now), most_messages(now)
        kept = []
        for one in rows:
            why = refusal(one.person_id, one.address, held, consent=consent_required(now))
            why = why or (Why.TOO_OFTEN if often.get(one.address, 0) >= most else "")
            if why:
                _of(batch, Outcome.QUEUED).filter(pk=one.pk).update(outcome=Outcome.HELD, why=why)
            else:
                kept.append(one)
        return kept if kept or not rows else next_ones(who, batch, channel, since, now)


def sending(who: Acting, one: MessageRecipient) -> bool:
    """The message leaves now; False when it does not wait any more."""
    with acting(who):
        waits = MessageRecipient.unscoped.filter(pk=one.pk, outcome=Outcome.QUEUED)
        return bool(waits.update(outcome=Outcome.SENDING, attempt_count=F("attempt_count") + 1))


def sent(who: Acting, one: MessageRecipient, answer: str, now: datetime) -> None:
    """The message went out."""
    _ended(who, one, Outcome.SENT, "", answer, now)


def unclear(who: Acting, one: MessageRecipient, now: datetime) -> None:
    """Nobody knows; it is not sent again."""
    _ended(who, one, Outcome.FAILED, Why.UNCLEAR, "", now)


def not_sent(who: Acting, one: MessageRecipient, code: str, now: datetime, *, again: bool) -> None:
    """It waits for another attempt, or has failed: refused, or not reached in MOST_ATTEMPTS."""
    if again and one.attempt_count + 1 < MOST_ATTEMPTS:
        _ended(who, one, Outcome.QUEUED, "", code, now)
    else:
        _ended(who, one, Outcome.FAILED, Why.UNREACHABLE if again else Why.REFUSED, code, now)


def _ended(who: Acting, one: MessageRecipient, outcome: str, why: str, answer: str, now: datetime) -> None:
    with acting(who):
        held = MessageRecipient.unscoped.filter(pk=one.pk, outcome=Outcome.SENDING)
        held.update(outcome=outcome, why=why, answer=answer[:100], at=now)


def put_into_file(who: Acting, rows: Sequence[MessageRecipient], now: datetime) -> None:
    """These contacts stand in the batch's file."""
    with acting(who):
        MessageRecipient.unscoped.filter(pk__in=[one.pk for one in rows], outcome=Outcome.QUEUED).update(
            outcome=Outcome.SENT, at=now
        )


def done(who: Acting, batch: MessageBatch, now: datetime) -> None:
    """Every contact of the batch has its outcome."""
    with acting(who):
        MessageBatch.unscoped.filter(pk=batch.pk, state=BatchState.RELEASED).update(state=BatchState.DONE, done_at=now)
