"""What the worker does for the outbox: messages that are due are sent, oldest first, each by the sender of its kind."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from semesta.flow.figures_out import body_of, values_of_run
from semesta.flow.home import Home
from semesta.flow.manifest import read_manifest
from semesta.peers import dhis2
from semesta.peers.faults import PeerUnreachable
from semesta.peers.setup import read_setup
from semesta.terms.fault import Fault
from semesta.web.casework.actions import outbox
from semesta.web.casework.models import MessageState, OutboxMessage
from semesta.web.core.acting import acting
from semesta.web.core.jobs.handlers import handler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from semesta.web.core.jobs.handlers import Task
    from semesta.web.core.published.models import Publication

    Sender = Callable[[OutboxMessage], str]

DHIS2 = "dhis2.values"
log = logging.getLogger("semesta.jobs")


def send_figures(message: OutboxMessage) -> str:
    """A run's figures are at the DHIS2 of peers.yaml; what it did with them. Reckoned now, from the run's folder."""
    setup, asked = read_setup(Path(settings.SEMESTA_HOME)), json.loads(bytes(message.body or b"{}"))
    if setup.dhis2 is None:
        raise Fault("Bagian dhis2 dalam peers.yaml belum diisi")
    run = Home(Path(settings.SEMESTA_HOME)).run(asked["run_id"])
    body, content_type = body_of(values_of_run(run, setup.dhis2_codes), setup.dhis2_codes)
    done = dhis2.send(setup.dhis2, body, content_type, key=message.key.hex)
    counts = f"{done.imported} baru, {done.updated} diperbarui, {done.ignored} diabaikan"
    return "; ".join([counts, *done.conflicts[:2]])


SENDERS: dict[str, Sender] = {DHIS2: send_figures}
"""How a message of each kind is sent: what the peer said, PeerUnreachable to try later, another Fault to give up."""


def figures_message(run_id: str = "") -> Callable[[Publication], None]:
    """What to do in the transaction that shows a run: when a DHIS2 is set up, a message with its figures is written.

    `run_id` '' is the run that the publication shows; a corrected earlier month is shown by one of the newest.
    """
    home = Path(settings.SEMESTA_HOME)

    def write(publication: Publication) -> None:
        try:
            wanted = read_setup(home).dhis2 is not None
        except Fault:
            wanted = True  # a setup that cannot be read is told by the message, which nobody would miss otherwise
        if wanted:
            run = run_id or publication.run_id
            manifest = read_manifest(Home(home).run(run))
            body, subject = json.dumps({"run_id": run}).encode(), f"{manifest['area']} {manifest['month'][:7]}"
            outbox.write(DHIS2, "DHIS2", subject, body, area_code=manifest["area"], now=timezone.now())

    return write


@handler(outbox.SEND, lane="outbox", attempts=3)
def send_messages(task: Task) -> dict[str, Any]:
    """No message is due any more, but those of peers that did not answer: they wait for their next try."""
    sent, away = 0, set[str]()
    for message in _due(away):
        now = timezone.now()
        task.progress("mengirim", float(sent), 0)
        with acting(task.who):
            begun = outbox.begin_try(message, now)
        if begun and not _sent(message, task):
            away.add(message.peer)
        sent += begun
    return {"tried": sent, "away": sorted(away)}


def _due(away: set[str]) -> Iterator[OutboxMessage]:
    """Messages that may be tried now, one after the other; the next is asked for when the last was dealt with."""
    last = 0
    while True:
        due = OutboxMessage.unscoped.filter(state=MessageState.WAITING, not_before__lte=timezone.now(), pk__gt=last)
        message = due.exclude(peer__in=away).order_by("pk").first()
        if message is None:
            return
        last = message.pk
        yield message


def _sent(message: OutboxMessage, task: Task) -> bool:
    """The message was tried, outside of any transaction, and what came of it is written down; False when its peer was
    not there.
    """
    ending, words, there = _tried(message)
    with acting(task.who):
        ending(message, words, timezone.now())
    return there


def _tried(message: OutboxMessage) -> tuple[Callable[[OutboxMessage, str, datetime], None], str, bool]:
    send = SENDERS.get(message.kind)
    if send is None:
        return outbox.dead, f"Jenis pesan {message.kind} tidak dikenal", True
    try:
        return outbox.arrived, send(message), True
    except PeerUnreachable as away:
        return outbox.not_now, str(away), False
    except Fault as fault:
        return outbox.dead, str(fault), True
    except Exception:
        # A fault of our own in one message must not hold up the others; it is tried again, and dead after its time.
        facts = {"event": "message broke", "message": message.pk, "kind": message.kind}
        log.error("message broke", exc_info=True, extra={"facts": facts})
        return outbox.not_now, "Kesalahan tak terduga di Semesta; tempatnya ada di log", True
