"""What was kept long enough is forgotten by rule: questions of programs, patients told of, numbers of messages, checks.

At most MOST rows of each kind in one go, so that nobody waits for the table; the next minute goes on. What stays is the
figure: how many messages, and in the trail how many rows went.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce
from django.utils import timezone

from semesta.rules.load import load_rules
from semesta.web.casework.models import (
    BatchState,
    IdentityCheck,
    MessageBatch,
    MessageRecipient,
    Question,
    ToldPatient,
)
from semesta.web.core.acting import Acting, acting
from semesta.web.core.audit.events import note

if TYPE_CHECKING:
    from datetime import datetime

QUESTIONS, PATIENTS = "fhir_question_keep_day", "told_patient_keep_day"
ADDRESSES, CHECKS = "message_address_keep_day", "identity_check_keep_day"
MOST = 1000
BY_RULE = Acting(purpose=f"rules {QUESTIONS}, {PATIENTS}, {ADDRESSES}, {CHECKS}")
ENDED = (BatchState.DONE, BatchState.REFUSED, BatchState.WITHDRAWN)


@dataclass(frozen=True)
class Forgotten:
    """How many rows of each kind went; of messages only the address goes."""

    questions: int
    patients: int
    addresses: int
    checks: int


def forget_kept(now: datetime, most: int = MOST) -> Forgotten:
    """Of each kind at most `most` rows that are over are gone; repeated until nothing is over it changes nothing more.

    Runs as the tables' owner, who sees all areas. What went stands in the trail as counts.
    """
    with acting(BY_RULE):
        gone = Forgotten(
            _questions(_before(QUESTIONS, now), most), _patients(_before(PATIENTS, now), most),
            _addresses(min(_before(ADDRESSES, now), _before("contact_window_day", now)), most),
            _checks(_before(CHECKS, now), most),
        )  # fmt: skip
        if any(asdict(gone).values()):
            note("kept data forgotten", facts=asdict(gone))
    return gone


def _before(rule: str, now: datetime) -> datetime:
    """What ended before this moment is over by the rule of today."""
    return now - timedelta(days=load_rules().whole(rule, timezone.localdate(now)))


def _questions(before: datetime, most: int) -> int:
    """Questions are numbered in the order of their moments: the oldest tell whether there is anything to do."""
    oldest = list(Question.unscoped.order_by("pk").values_list("pk", "made_at")[:most])
    over = [key for key, at in oldest if at < before]
    return Question.unscoped.filter(pk__in=over).delete()[1].get("casework.Question", 0) if over else 0


def _patients(before: datetime, most: int) -> int:
    """With every version and identifier of theirs."""
    over = list(ToldPatient.unscoped.filter(changed_at__lt=before).order_by("changed_at").values_list("pk")[:most])
    keys = [key for (key,) in over]
    return ToldPatient.unscoped.filter(pk__in=keys).delete()[1].get("casework.ToldPatient", 0) if keys else 0


def _checks(before: datetime, most: int) -> int:
    oldest = list(IdentityCheck.unscoped.order_by("pk").values_list("pk", "asked_at")[:most])
    over = [key for key, at in oldest if at < before]
    return int(IdentityCheck.unscoped.filter(pk__in=over).delete()[0]) if over else 0


def _addresses(before: datetime, most: int) -> int:
    """Of batches that ended, batch by batch; never within the window in which messages to an address are counted."""
    ended = Coalesce("done_at", "decided_at", "made_at")
    waiting = MessageBatch.unscoped.filter(state__in=ENDED, addresses_gone_at__isnull=True).annotate(ended=ended)
    left = most
    for key in waiting.filter(ended__lt=before).order_by("pk").values_list("pk", flat=True)[:most]:
        rows = MessageRecipient.unscoped.filter(batch_id=key).exclude(address="")
        chosen = list(rows.order_by("pk").values_list("pk", flat=True)[:left])
        MessageRecipient.unscoped.filter(pk__in=chosen).update(address="")
        if len(chosen) == left:
            return most
        left -= len(chosen)
        MessageBatch.unscoped.filter(pk=key).update(addresses_gone_at=timezone.now())
    return most - left
