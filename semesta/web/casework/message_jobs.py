"""What workers do for the desk of outreach: send a batch, work out what reaching people did."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from semesta.terms.fault import Fault
from semesta.web.casework.actions import message_sending as writing
from semesta.web.casework.actions.messages import SEND
from semesta.web.casework.actions.outreach_effect import EFFECT, keep_effect
from semesta.web.casework.messaging.hours import quiet_until
from semesta.web.casework.messaging.sender import NotSent, Unclear
from semesta.web.casework.messaging.senders import senders
from semesta.web.casework.models import BatchState, MessageBatch, OutreachEffect
from semesta.web.casework.queries.messages import text_of
from semesta.web.casework.queries.outreach_effect import people_reached
from semesta.web.core.jobs.handlers import Later, handler

if TYPE_CHECKING:
    from semesta.web.casework.messaging.sender import Sender
    from semesta.web.casework.models import MessageRecipient
    from semesta.web.core.jobs.handlers import Task

PAUSE = timedelta(minutes=5)
"""After MISSES in a row, and before who could not be reached is tried again."""
MISSES = 3
SAID = "mengirim pesan"


@handler(SEND, lane="messages", attempts=5)
def send_batch(task: Task) -> dict[str, Any]:
    """Every contact of the batch has its outcome. Killed and begun again, nobody gets a message twice."""
    batch = MessageBatch.unscoped.get(pk=task.asked["batch"])
    if batch.state == BatchState.RELEASED:
        way, since = senders()[batch.sender], timezone.now()
        writing.begin(task.who, batch, since)
        if way.lacks():
            raise Fault("Cara mengirim ini tidak diatur lagi; atur kembali, lalu lanjutkan", ", ".join(way.lacks()))
        _send(task, batch, way) if way.by_itself else _put_together(task, batch, way)
        writing.done(task.who, batch, timezone.now())
    return {"batch": batch.public_id.hex}


def _put_together(task: Task, batch: MessageBatch, way: Sender) -> None:
    since = timezone.now()
    while rows := writing.next_ones(task.who, batch, way.channel, since, timezone.now()):
        writing.put_into_file(task.who, rows, timezone.now())


def _send(task: Task, batch: MessageBatch, way: Sender) -> None:
    """One after the other; Later in quiet hours, when the other side does not answer, and while any wait again."""
    since, total, gone, missed = timezone.now(), writing.waiting(task.who, batch), 0, 0
    while rows := writing.next_ones(task.who, batch, way.channel, since, timezone.now()):
        for one in rows:
            if until := quiet_until(timezone.now()):
                writing.hold_for_quiet_hours(task.who, batch)
                raise Later(until, "jam tenang")
            missed = 0 if _sent(task, batch, one, way) else missed + 1
            gone += 1
            task.progress(SAID, float(gone), float(total))
            if missed == MISSES:
                raise Later(timezone.now() + PAUSE, "tidak ada jawaban")
    if writing.waiting(task.who, batch):
        raise Later(timezone.now() + PAUSE, "tidak ada jawaban")


def _sent(task: Task, batch: MessageBatch, one: MessageRecipient, way: Sender) -> bool:
    """The contact has its outcome, or waits again; False when the other side did not answer."""
    if not writing.sending(task.who, one):
        return True
    now = timezone.now()
    try:
        answer = way.send(one.address, text_of(batch, one, timezone.localdate(now)), one.key.hex)
    except NotSent as refused:
        writing.not_sent(task.who, one, refused.code, timezone.now(), again=refused.again)
        return not refused.again
    except Unclear:
        writing.unclear(task.who, one, timezone.now())
        return False
    writing.sent(task.who, one, answer, timezone.now())
    return True


@handler(EFFECT, lane="effect", attempts=2)
def work_out_effect(task: Task) -> dict[str, Any]:
    """The question has its answer, or the sentence why it has none."""
    from semesta.flow.outreach import outreach_effect

    held = OutreachEffect.unscoped.get(pk=task.asked["effect"])
    if held.made_at is None:
        home = Path(settings.SEMESTA_HOME)
        people = people_reached(home, held)
        try:
            found = outreach_effect(home, before=held.before, after=held.after, people=people).to_json()
        except Fault as fault:
            keep_effect(task.who, held.pk, None, str(fault), timezone.now())
        else:
            keep_effect(task.who, held.pk, found, "", timezone.now())
    return {"effect": held.pk}
