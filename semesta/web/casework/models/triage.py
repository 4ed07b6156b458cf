"""Lists of people whom a decree switches off, split by what can be done for each, followed to the end (req 24)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User


class Way(models.TextChoices):
    """What can be done for somebody on the list (R2.30-R2.33, 2.7), in the order of the page."""

    REACTIVATE = "reactivate", _("Can be reactivated")
    LETTER = "letter", _("Needs a letter of illness")
    APBD = "apbd", _("Move to the city's quota")
    ABLE = "able", _("Able to pay")
    COVERED = "covered", _("Has active cover again")
    GONE = "gone", _("Dead or moved away")
    IDENTIFY = "identify", _("Not found: identify first")


class Progress(models.TextChoices):
    """What was done."""

    OPEN = "open", _("Not started")
    LETTER_ASKED = "letter_asked", _("Facility asked for a letter")
    SIKS = "siks", _("Entered in SIKS-NG")
    PROPOSED = "proposed", _("Proposed for the city's quota")
    TOLD = "told", _("Told how to pay")
    CLOSED = "closed", _("Closed")


class TriageList(ScopedModel):
    """One uploaded list, by the digest of its bytes; every row of the file is a line or counted as not read."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    decree_number = models.CharField(max_length=100, blank=True)
    effective_on = models.DateField(null=True)
    row_count = models.PositiveIntegerField()
    not_read = models.PositiveIntegerField(default=0)
    run_id = models.CharField(max_length=100)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["area_code", "sha256"], name="one_triage_per_file")]

    def __str__(self) -> str:
        return self.decree_number or self.name


class TriageLine(ScopedModel):
    """One person of the list. `first`: the list or the registers say catastrophic illness (health, R9.5)."""

    list = models.ForeignKey(TriageList, on_delete=models.CASCADE, related_name="lines")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    row_number = models.PositiveIntegerField()
    person_id = models.BigIntegerField(null=True)
    nik = models.CharField(max_length=32, blank=True)
    psnoka = models.CharField(max_length=13, blank=True)
    name = models.CharField(max_length=200, blank=True)
    birth_on = models.DateField(null=True)
    decile = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    first = models.BooleanField(default=False)
    way = models.CharField(max_length=10, choices=Way)
    progress = models.CharField(max_length=15, choices=Progress, default=Progress.OPEN)
    outcome = models.CharField(max_length=10, blank=True)
    until_on = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True)
    proposal_line = models.ForeignKey("ProposalLine", on_delete=models.SET_NULL, null=True, related_name="triage")

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["list", "way", "progress"], name="triage_by_way")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["list", "row_number"], name="one_triage_line_per_row")]

    def __str__(self) -> str:
        return str(self.row_number)
