"""Agreements with other organisations, what was exchanged under them, and the statement that city and BPJS sign."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User

_SIGNED = "EXISTS (SELECT 1 FROM casework_statement AS s WHERE s.id = OLD.statement_id AND s.signed_at IS NOT NULL)"


class Side(models.TextChoices):
    """Whom somebody speaks for."""

    CITY = "city", _("City")
    BPJS = "bpjs", _("BPJS Kesehatan")


class View(models.TextChoices):
    """What a side says of a step of the difference."""

    AGREE = "agree", _("agrees with this")
    DISPUTE = "dispute", _("disputes")


class Statement(ScopedModel):
    """A Berita Acara Rekonsiliasi of one month (R3.9): both figures of one run, the steps between, what both sides say.

    Signed by both sides it is frozen; a correction is a new `version` that `replaces` it. `content` is what was signed
    (canonical JSON) and `content_sha256` its digest, set by the first signature; `pdf` is made once, by the second.
    """

    FROZEN_WHEN: ClassVar[str] = "OLD.signed_at IS NOT NULL"

    month = models.DateField(_("month"))
    version = models.IntegerField(_("version"))
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    run_id = models.CharField(_("run"), max_length=100)
    manifest_sha256 = models.CharField(max_length=64)
    city_people = models.BigIntegerField()
    bpjs_people = models.BigIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    content = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)
    code = models.CharField(_("verification code"), max_length=24, blank=True)
    pdf = models.BinaryField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-month", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area_code", "month", "version"], name="one_statement_per_version"),
            models.UniqueConstraint(
                fields=["area_code", "month"], condition=models.Q(signed_at__isnull=True), name="one_open_statement"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """`BA-REKON/16.71/2025-05/1`."""
        return f"BA-REKON/{self.area_code}/{self.month:%Y-%m}/{self.version}"


class StatementStep(ScopedModel):
    """One step from the city's figure to BPJS's; `sign` 1 added, -1 taken away, 0 a total."""

    FROZEN_WHEN: ClassVar[str] = _SIGNED

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="steps")
    step = models.IntegerField()
    class_name = models.CharField(max_length=40)
    sign = models.IntegerField()
    people = models.BigIntegerField()
    city_view = models.CharField(max_length=10, choices=View.choices, blank=True)
    bpjs_view = models.CharField(max_length=10, choices=View.choices, blank=True)
    version = models.IntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["statement", "step"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["statement", "step"], name="one_step_of_a_number")]

    def __str__(self) -> str:
        return f"{self.step} {self.class_name}"

    def view_of(self, side: str) -> str:
        """What that side says."""
        return self.city_view if side == Side.CITY else self.bpjs_view


class StatementRemark(ScopedModel):
    """What somebody wrote about a step (none: about the whole); added, never changed."""

    FROZEN_WHEN: ClassVar[str] = "OLD.id IS NOT NULL"

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="remarks")
    step = models.ForeignKey(StatementStep, on_delete=models.PROTECT, null=True, related_name="remarks")
    side = models.CharField(max_length=10, choices=Side.choices)
    view = models.CharField(max_length=10, choices=View.choices, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200)
    at = models.DateTimeField()
    text = models.CharField(max_length=500, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.side} {self.view}"


class StatementSignature(ScopedModel):
    """One side's signature under one content."""

    FROZEN_WHEN: ClassVar[str] = _SIGNED

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    title = models.CharField(_("position"), max_length=200)
    organisation = models.CharField(max_length=200)
    at = models.DateTimeField()
    content_sha256 = models.CharField(max_length=64)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "side"], name="one_signature_per_side"),
            models.UniqueConstraint(fields=["statement", "by"], name="one_signature_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.at:%Y-%m-%d}"


class Agreement(ScopedModel):
    """A PKS: with whom, from when to when, for which purposes, which fields (R9.3)."""

    number = models.CharField(_("number"), max_length=100)
    title = models.CharField(_("title"), max_length=200)
    partner = models.CharField(_("partner"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    purposes = models.JSONField(_("purposes"))
    fields = models.JSONField(_("permitted fields"))
    signed_by = models.CharField(_("signed by"), max_length=400)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-valid_from", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area_code", "number"], name="one_agreement_per_number"),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="agreement_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Direction(models.TextChoices):
    """Which way a file went."""

    IN = "in", _("received")
    OUT = "out", _("sent")


class Exchange(ScopedModel):
    """One file that went in or out under an agreement; written once (`message` names it between the two sides)."""

    FROZEN_WHEN: ClassVar[str] = "OLD.id IS NOT NULL"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="exchanges")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    message = models.CharField(_("message number"), max_length=100)
    on = models.DateField(_("day"))
    purpose = models.CharField(_("purpose"), max_length=200)
    fields = models.JSONField(_("fields"))
    sent_count = models.BigIntegerField(_("rows sent"))
    received_count = models.BigIntegerField(_("rows received"))
    rejected_count = models.BigIntegerField(_("rows rejected"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    signer = models.CharField(_("signed by"), max_length=200)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "direction", "message"], name="one_exchange_per_message"),
            models.CheckConstraint(
                condition=models.Q(received_count__lte=models.F("sent_count"))
                & models.Q(rejected_count__lte=models.F("received_count"))
                & models.Q(rejected_count__gte=0),
                name="exchange_counts_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.direction}"
