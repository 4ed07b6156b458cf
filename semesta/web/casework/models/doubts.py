"""What people decided about doubtful pairs. A decision is taken back, never deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User


class Decision(models.TextChoices):
    """One human or two; `later` puts the pair aside for this month."""

    SAME = "same", _("Same person")
    DIFFERENT = "different", _("Different people")
    LATER = "later", _("Not now")


class DoubtDecision(ScopedModel):
    """One decision about the register row with this NIK and the card with this number.

    It counts when `second_by` is there or the rule asked for one decider (`needs_second` false), until `taken_back_at`.
    `evidence` is what was weighed, as it stood.
    """

    resident_nik = models.CharField(max_length=16)
    psnoka = models.CharField(max_length=13)
    person_id = models.BigIntegerField(null=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    purpose = models.CharField(_("ground"), max_length=200)
    evidence = models.JSONField(default=dict)
    month = models.DateField()
    run_id = models.CharField(max_length=100)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    needs_second = models.BooleanField(default=False)
    second_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    second_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident_nik", "psnoka"], condition=models.Q(taken_back_at__isnull=True),
                name="one_decision_per_pair",
            )
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["by", "at"], name="doubt_decision_by_day")]

    def __str__(self) -> str:
        return f"{self.pk} {self.decision}"

    @property
    def counts(self) -> bool:
        """The next run goes by it."""
        open_one = self.needs_second and self.second_by_id is None
        return self.taken_back_at is None and not open_one and self.decision != Decision.LATER
