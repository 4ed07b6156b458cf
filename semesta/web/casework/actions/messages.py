"""Batches of messages: made by one person, released by another, withdrawn, stopped; never twice to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.messaging.senders import senders
from semesta.web.casework.messaging.words import checked_text
from semesta.web.casework.models import BatchState, MessageBatch, MessageRecipient, Outcome
from semesta.web.casework.queries.messages import contacts_in, judged
from semesta.web.casework.queries.outreach import RULES
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal
from semesta.web.core.audit.events import note
from semesta.web.core.jobs import queue

if TYPE_CHECKING:
    from datetime import datetime

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

SEND = "messages.send"
MOST_CONTACTS = 10_000
"""Of one batch: a larger one is made kecamatan by kecamatan."""
AT_ONCE = 1_000


def make_batch(scope: Scope, shown: Shown, rule: str, area: str, sender: str, text: str) -> MessageBatch:
    """A batch that waits for release, one row per contact, those held back with their reason. Nothing is sent.

    A Refusal for an area outside the scope, a sender that is not set up, a text that must not be, too many contacts,
    or when nobody would be written to.
    """
    with for_purpose(scope, "outreach.send", "make a batch of messages"):
        way = senders().get(sender)
        if way is None or way.lacks():
            raise Refusal(_("This way of sending is not set up."))
        if rule not in RULES or not area or not scope.covers(area):
            raise Refusal(_("Choose a rule and an area within yours."))
        words, now = checked_text(text), timezone.now()
        must_be_few(shown, rule, area)
        found = judged(shown, rule, area, way.channel, now, timezone.localdate(now))
        if not any(not one.why for one in found):
            raise Refusal(_("Nobody of this list may be written to; the preview says why."))
        batch: MessageBatch = MessageBatch.unscoped.create(
            area_code=area, contact_rule=rule, sender=sender, text=words, run_id=shown.run_id, month=shown.month,
            contact_count=len(found), made_by_id=scope.user_id, made_for=scope.organisation_name,
        )  # fmt: skip
        MessageRecipient.unscoped.bulk_create(
            [
                MessageRecipient(
                    batch=batch, area_code=one.area_code, person_id=one.person_id, address=one.address,
                    due_on=one.due_on, family_count=one.family_count, arrears_month_count=one.arrears_month_count,
                    outcome=Outcome.HELD if one.why else Outcome.QUEUED, why=one.why,
                )
                for one in found
            ],
            batch_size=AT_ONCE,
        )  # fmt: skip
        return batch


def must_be_few(shown: Shown, rule: str, area: str) -> None:
    """A Refusal when the rule has more contacts in the area than one batch may hold."""
    count = contacts_in(shown, rule, area).count()
    if count > MOST_CONTACTS:
        raise Refusal(_("%(count)s contacts are too many for one batch: choose a smaller area.") % {"count": count})


def release(scope: Scope, batch: MessageBatch, version: int, now: datetime) -> None:
    """A job sends the batch. A Refusal for who made it, or a sender that is no longer set up."""
    with for_purpose(scope, "outreach.release", "release a batch of messages"):
        if batch.made_by_id == scope.user_id:
            raise Refusal(_("Who made a batch does not release it: a colleague does."))
        way = senders().get(batch.sender)
        if way is None or way.lacks():
            raise Refusal(_("This way of sending is not set up."))
        _decide(scope, batch, version, BatchState.RELEASED, now)
        job = queue.ask(SEND, {"batch": batch.pk}, scope=scope, area_code=batch.area_code, now=now)
        MessageBatch.objects.within(scope).filter(pk=batch.pk).update(job=job)
        note("batch released", key=batch.public_id.hex, facts={"contacts": batch.contact_count, "sender": batch.sender})


def refuse(scope: Scope, batch: MessageBatch, version: int, reason: str, now: datetime) -> None:
    """The batch is not released, and why; a Refusal without a reason."""
    with for_purpose(scope, "outreach.release", "refuse a batch of messages"):
        if not reason.strip():
            raise Refusal(_("Say why."))
        _decide(scope, batch, version, BatchState.REFUSED, now, reason)


def withdraw(scope: Scope, batch: MessageBatch, version: int, now: datetime) -> None:
    """Who made the batch takes it back before it was released."""
    with for_purpose(scope, "outreach.send", "withdraw a batch of messages"):
        if batch.made_by_id != scope.user_id:
            raise Refusal(_("Only who made it can withdraw it."))
        _decide(scope, batch, version, BatchState.WITHDRAWN, now)


def _decide(
    scope: Scope, batch: MessageBatch, version: int, state: BatchState, now: datetime, reason: str = ""
) -> None:
    stands = MessageBatch.objects.within(scope).filter(pk=batch.pk, version=version, state=BatchState.MADE)
    if not stands.update(
        state=state, version=version + 1, decided_by=scope.user_id, decided_for=scope.organisation_name, decided_at=now,
        reason=reason.strip()[:300],
    ):  # fmt: skip
        raise ChangedMeanwhile(_("Somebody decided about this batch meanwhile. Look at it again."))


def stop(scope: Scope, batch: MessageBatch, now: datetime) -> bool:
    """Sending ends within seconds; what waits is kept. False when it had ended."""
    with for_purpose(scope, "outreach.release", "stop sending a batch"):
        return batch.job is not None and queue.cancel(batch.job, now)


def go_on(scope: Scope, batch: MessageBatch, now: datetime) -> bool:
    """What waits is sent after all; False when it is being sent, or done."""
    with for_purpose(scope, "outreach.release", "go on sending a batch"):
        return batch.job is not None and batch.state == BatchState.RELEASED and queue.resume(batch.job, now)
