"""Proposals: people whom an office wants the city to register, or to take off its list; one line per person."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User


class Kind(models.TextChoices):
    """What a proposal asks for (rules/proposals.KINDS)."""

    ADD = "add", _("Register in the city's quota")
    NEWBORN = "newborn", _("Register a newborn")
    CARE = "care", _("Needs care now")
    REMOVE = "remove", _("Take off the city's list")


class State(models.TextChoices):
    """Where a line stands (rules/proposals.STATES)."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")
    DECIDED = "decided", _("Decided")
    LISTED = "listed", _("On the decree")
    EXPORTED = "exported", _("Sent to BPJS Kesehatan")
    ACCEPTED = "accepted", _("Accepted by BPJS Kesehatan")
    REJECTED = "rejected", _("Rejected by BPJS Kesehatan")
    REFUSED = "refused", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ACTIVE = "active", _("Active, proved by the file")
    REMOVED = "removed", _("Off the list, proved by the file")


class FlowChoice(models.Model):
    """The city takes this flow for a kind of proposal from a day on; `working_days`: its own promise per step."""

    area_code = models.CharField(max_length=13)
    kind = models.CharField(max_length=10, choices=Kind)
    flow = models.CharField(max_length=1)
    from_on = models.DateField()
    working_days = models.JSONField(default=dict)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-from_on", "-id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.flow}"


class Proposal(models.Model):
    """A letter of one office: lines of one kind that go one way. It names nobody: whoever sees a line may see it."""

    area_code = models.CharField(max_length=13)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    flow = models.CharField(max_length=1)
    working_days = models.JSONField(default=dict)
    organisation = models.CharField(max_length=200)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"U-{self.pk:06d}"


class ProposalLine(ScopedModel):
    """One person in a proposal, as the registers had them when they were put on it.

    `step`: the step that is awaited ('' when the line is closed or waits for the next file); `at_step_since`: since
    when; `due_at`: until when by the promise. `open`: sent and not closed. `last_user`: who did the last step.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    step = models.CharField(max_length=10, default="propose")
    open = models.BooleanField(default=False)
    at_step_since = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    last_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    nik = models.CharField(max_length=32, blank=True)
    nkk = models.CharField(max_length=16, blank=True)
    psnoka = models.CharField(max_length=13, blank=True)
    name = models.CharField(max_length=200)
    birth_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    family_relation = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=300, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    facility_code = models.CharField(max_length=8, blank=True)
    resident_since_on = models.DateField(_("resident since"), null=True, blank=True)

    decile = models.PositiveSmallIntegerField(null=True)
    deadline_on = models.DateField(null=True)
    completes_family = models.BooleanField(default=False)
    findings = models.JSONField(default=list)
    blocked = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)
    checked_run = models.CharField(max_length=100, blank=True)

    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    start_on = models.DateField(null=True)
    bpjs_file = models.ForeignKey("BpjsFile", on_delete=models.PROTECT, null=True, related_name="lines")

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["step", "area_code", "id"], name="line_by_step"),
            models.Index(fields=["state", "area_code", "id"], name="line_by_state"),
            models.Index(fields=["nik"], name="line_by_nik"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["nik"], condition=models.Q(open=True) & ~models.Q(nik=""), name="one_open_line_per_nik"
            )
        ]

    def __str__(self) -> str:
        return f"B-{self.pk:07d}"


class HealthGround(ScopedModel):
    """Why a line comes first for its health: kept apart, so that lists of those who may not see it never load it."""

    line = models.OneToOneField(ProposalLine, on_delete=models.CASCADE, related_name="health")
    ground = models.CharField(max_length=20)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        pass

    def __str__(self) -> str:
        return str(self.line_id)


class ProposalDocument(ScopedModel):
    """A paper at hand for a line: which, its number and day, who saw it."""

    line = models.ForeignKey(ProposalLine, on_delete=models.CASCADE, related_name="documents")
    document = models.CharField(max_length=30)
    number = models.CharField(_("number"), max_length=100, blank=True)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "document"], name="one_of_each_document_per_line")
        ]

    def __str__(self) -> str:
        return self.document


class ProposalStep(ScopedModel):
    """A step that was done on a line: by whom, from when to when, in time or late, and what they said."""

    line = models.ForeignKey(ProposalLine, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10)
    deed = models.CharField(max_length=10)
    state_before = models.CharField(max_length=10)
    state_after = models.CharField(max_length=10)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.CharField(max_length=200)
    since = models.DateTimeField()
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.step}: {self.deed}"
