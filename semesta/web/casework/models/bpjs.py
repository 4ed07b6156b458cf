"""Files to BPJS Kesehatan and its answers, line by line."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User


class BpjsFile(ScopedModel):
    """A file made for BPJS Kesehatan: which layout, how many lines, the digest of its bytes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10)
    layout = models.CharField(_("layout"), max_length=40)
    registered_on = models.DateField(_("registered on"))
    start_on = models.DateField(null=True)
    mutation_code = models.CharField(_("code of the mutation"), max_length=20, blank=True)
    meta = models.JSONField(default=dict)
    line_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"F-{self.pk:05d}"


class Answer(models.TextChoices):
    """What BPJS Kesehatan said about a line."""

    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    UNKNOWN = "unknown", _("Not understood")


class BpjsAnswerFile(ScopedModel):
    """A file of answers, by the digest of its bytes: the same bytes are taken once."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    answered_before = models.PositiveIntegerField(default=0)
    not_ours = models.PositiveIntegerField(default=0)
    not_read = models.PositiveIntegerField(default=0)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name


class BpjsAnswer(ScopedModel):
    """The answer to one line: BPJS's own words stay as they came; `text_key` finds their meaning in BpjsAnswerText."""

    line = models.ForeignKey("ProposalLine", on_delete=models.CASCADE, related_name="answers")
    file = models.ForeignKey(BpjsAnswerFile, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=10, choices=Answer)
    text = models.CharField(max_length=300, blank=True)
    text_key = models.CharField(max_length=300, blank=True)
    psnoka = models.CharField(max_length=13, blank=True)
    start_on = models.DateField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["text_key"], name="answer_by_text")]

    def __str__(self) -> str:
        return self.answer


class BpjsAnswerText(models.Model):
    """What a text of BPJS Kesehatan means: one of the checks (rules/proposal/checks.yaml); a text without a row stays
    unknown. Entered by those who read the answers.
    """

    text_key = models.CharField(max_length=300, unique=True)
    text = models.CharField(max_length=300)
    check_name = models.CharField(max_length=30)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["text"]

    def __str__(self) -> str:
        return self.text
