"""Messages in batches: made by one person, released by another, one outcome per contact."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.jobs.models import Job
from semesta.web.core.models import ScopedModel, User


class BatchState(models.TextChoices):
    """Where a batch stands; the last three are ends."""

    MADE = "made", _("Waits for release")
    RELEASED = "released", _("Released")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Outcome(models.TextChoices):
    """What became of one contact."""

    QUEUED = "queued", _("Waits to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    HELD = "held", _("Held back")


class Why(models.TextChoices):
    """Why a contact was held back, or why sending failed."""

    NO_ADDRESS = "no_address", _("No number or address")
    OPT_OUT = "opt_out", _("Wants no messages")
    NO_CONSENT = "no_consent", _("No consent")
    TOO_OFTEN = "too_often", _("Written to often enough")
    SAME = "same", _("Same number in this batch")
    PAST = "past", _("The deadline has passed")
    QUIET = "quiet", _("Quiet hours")
    REFUSED = "refused", _("Refused by the gateway or mail server")
    UNREACHABLE = "unreachable", _("The gateway or mail server did not answer")
    UNCLEAR = "unclear", _("Not known whether it went out; not sent again by itself")


class MessageBatch(ScopedModel):
    """One text to the contacts of one rule in one area; `text` still has its placeholders. Who makes it never releases
    it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact_rule = models.CharField(max_length=30)
    sender = models.CharField(max_length=20)
    text = models.CharField(_("text"), max_length=700)
    run_id = models.CharField(max_length=100)
    month = models.DateField()
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.MADE)
    contact_count = models.PositiveIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_for = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_for = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    addresses_gone_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["released", "done"])
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("made_by"))),
                name="batch_released_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_rule}: {self.state}"


class MessageRecipient(ScopedModel):
    """One contact of a batch and what became of it. `key` goes with the message, so that a gateway knows it again.

    `address` is empty `message_address_keep_day` days after the batch ended.
    """

    batch = models.ForeignKey(MessageBatch, on_delete=models.CASCADE, related_name="recipients")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person_id = models.BigIntegerField()
    address = models.CharField(max_length=254, blank=True)
    due_on = models.DateField(null=True)
    family_count = models.PositiveIntegerField(default=1)
    arrears_month_count = models.PositiveIntegerField(default=0)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.QUEUED)
    why = models.CharField(_("why"), max_length=12, choices=Why, blank=True)
    answer = models.CharField(max_length=100, blank=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["batch", "outcome", "id"], name="recipient_by_outcome"),
            models.Index(fields=["address", "at"], name="recipient_by_address"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "person_id"], name="one_message_per_contact_of_a_batch"),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=["held", "failed"]) | ~models.Q(why=""), name="recipient_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.outcome}"
