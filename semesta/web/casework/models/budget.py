"""The city's budget sheet, value by value and version by version, and questions put to the optimiser."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.jobs.models import Job
from semesta.web.core.models import ScopedModel, User


class BudgetVersion(ScopedModel):
    """One saving of the sheet of a year: who, for which office, when, why. Never changed; a correction is the next."""

    FROZEN_WHEN: ClassVar[str] = "OLD.id IS NOT NULL"

    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("version"))
    note = models.CharField(_("why"), max_length=300, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-year", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area_code", "year", "number"], name="one_budget_version_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.year}/{self.number}"


class BudgetValue(ScopedModel):
    """One value that a version wrote: `key` as the sheet names it with dots (people.pbpu_pemda, heads.2026-01,
    sources.2), `value` None: taken back, no longer told. What a version left alone has no row of it.
    """

    FROZEN_WHEN: ClassVar[str] = "OLD.id IS NOT NULL"

    version = models.ForeignKey(BudgetVersion, on_delete=models.PROTECT, related_name="values")
    key = models.CharField(max_length=80)
    value = models.JSONField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["version", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "key"], name="one_value_per_key")]

    def __str__(self) -> str:
        return self.key


class BudgetPlan(ScopedModel):
    """A question to the optimiser (flow.plan_question), put to one run, and its answer in numbers of people.

    Answered (`made_at`) it is frozen; `result_sha256` is what the trail holds of the answer.
    """

    FROZEN_WHEN: ClassVar[str] = "OLD.made_at IS NOT NULL"

    run_id = models.CharField(_("run"), max_length=100)
    question = models.JSONField()
    title = models.CharField(_("name"), max_length=120, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.JSONField(null=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    rules_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.run_id}"
