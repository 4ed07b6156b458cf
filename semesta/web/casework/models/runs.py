"""Files that offices send in, and proposals to publish a run."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.jobs.models import Job
from semesta.web.core.models import ScopedModel, User


class UploadState(models.TextChoices):
    """Where a file stands between the sender and the inbox."""

    SENDING = "sending", _("Not wholly sent")
    CHECKING = "checking", _("Being read")
    UNDERSTOOD = "understood", _("Waiting for your decision")
    REFUSED = "refused", _("Not readable")
    ACCEPTED = "accepted", _("In the inbox")
    DISCARDED = "discarded", _("Discarded")


class Upload(ScopedModel):
    """A file as somebody sends it. Its bytes lie under HOME/web/uploads/<key>, after acceptance in the inbox.

    `mark` is what the browser says of the file (its time), so that a cut transfer goes on with the same one. `file_id`
    is the fingerprint of the bytes (formats.read), `findings` what was understood, in counts: no row of the file.
    `version` counts changes: a form that was opened before somebody else decided changes nothing.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    byte_count = models.BigIntegerField()
    mark = models.CharField(max_length=40, blank=True)
    file_id = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=12, choices=UploadState.choices, default=UploadState.SENDING)
    sentence = models.TextField(blank=True)
    findings = models.JSONField(default=dict)
    repeat_of = models.CharField(max_length=300, blank=True)
    inbox_name = models.CharField(max_length=220, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class ProposalState(models.TextChoices):
    """Where a proposal to publish stands."""

    PROPOSED = "proposed", _("Waiting for a second person")
    APPROVED = "approved", _("Agreed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PublishProposal(ScopedModel):
    """One person proposes to publish a run; another agrees or refuses with a reason.

    `manifest_sha256` is what was proposed: a run that was made again since is another one and needs a new proposal.
    """

    run_id = models.CharField(max_length=100)
    month = models.DateField()
    manifest_sha256 = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_for = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_for = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run_id"], condition=models.Q(state="proposed"), name="one_open_proposal_of_a_run"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | ~models.Q(proposed_by=models.F("decided_by")),
                name="published_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.state}"
