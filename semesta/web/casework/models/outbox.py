"""Messages to peers: written with what causes them, sent by a job, kept until they arrived or somebody must look."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel


class MessageState(models.TextChoices):
    """Where a message stands; a dead one can be tried again, the other two ends cannot."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Arrived")
    DEAD = "dead", _("Cannot be delivered")
    REPLACED = "replaced", _("Replaced by a newer one")


class OutboxMessage(ScopedModel):
    """One message: what `kind` of thing goes to which `peer` about what, and how often that was tried.

    `key` goes with every try, so that a peer that honours it acts once. Of one peer and subject one message waits: a
    newer one replaces it, so an old value never overwrites a new one. `body` is gone once the message has arrived or
    was replaced; it may name people, so the trail does not hold it. `reason`: why the last try failed, or what the peer
    said.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=40)
    peer = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    body = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    attempt = models.IntegerField(default=0)
    written_at = models.DateTimeField()
    trying_since = models.DateTimeField()
    not_before = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    version = models.IntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "not_before"], name="outbox_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["peer", "subject"], condition=models.Q(state="waiting"), name="one_message_of_a_subject_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
