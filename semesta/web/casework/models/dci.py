"""Registries of social programmes that may ask over DCI who is covered, and what they asked."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ApiClient, ScopedModel, User


class DciSender(models.Model):
    """A system that may ask: under which agreement and purpose, about whom (`area_code`), with which keys.

    `keys` is its public JSON Web Key Set: with keys it signs every message. `program`: it shows tokens that this
    program got from our token service. With neither it shows one token that stays, of which only the digest is kept.
    Answers are sent to `callback_uri` and below it, nowhere else. `user` stands for it in the record of looks; nobody
    can sign in as it. `with_identity`: the agreement lets it know name, birth date and sex. `written_by` None: whoever
    runs the server.
    """

    sender_id = models.CharField(max_length=99, unique=True)
    area_code = models.CharField(max_length=13)
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200)
    agreement = models.CharField(max_length=100)
    with_identity = models.BooleanField(default=False)
    callback_uri = models.URLField(max_length=300, blank=True)
    keys = models.JSONField(default=dict, blank=True)
    token_digest = models.CharField(max_length=64, blank=True)
    program = models.OneToOneField(ApiClient, on_delete=models.PROTECT, null=True, related_name="dci_sender")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class DciState(models.TextChoices):
    """The words of the standard."""

    RECEIVED = "rcvd", _("Received")
    PENDING = "pdng", _("Being answered")
    SUCCEEDED = "succ", _("Answer given")
    REJECTED = "rjct", _("Rejected")


class DciRequest(ScopedModel):
    """One message that a sender sent: its numbers, where it stands, how many people the answer named; never who.

    `asked` holds the question of an asynchronous request until it is answered, and is empty afterwards; the trail does
    not hold it.
    """

    sender = models.ForeignKey(DciSender, on_delete=models.PROTECT, related_name="requests")
    correlation_id = models.UUIDField(unique=True, default=uuid.uuid4)
    message_id = models.CharField(max_length=99)
    transaction_id = models.CharField(max_length=99)
    action = models.CharField(max_length=20)
    synchronous = models.BooleanField()
    references = models.JSONField(default=list)
    state = models.CharField(max_length=4, choices=DciState.choices)
    asked = models.JSONField(null=True)
    found_count = models.IntegerField(default=0)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "message_id"], name="one_dci_request_per_message")
        ]
        indexes: ClassVar = [models.Index(fields=["sender", "transaction_id"], name="dci_request_by_transaction")]

    def __str__(self) -> str:
        return f"{self.action} {self.state}"
