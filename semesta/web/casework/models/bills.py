"""What offices signed of a bill of BPJS Kesehatan: checked by one, agreed to by others, taken back with a reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User


class BillAct(models.TextChoices):
    """What somebody did to a bill; TAKEN_BACK ends the turn: nothing of it holds any more."""

    CHECKED = "checked", _("checked")
    CITY_AGREED = "city_agreed", _("agreed to for the city")
    BPJS_AGREED = "bpjs_agreed", _("agreed to for BPJS Kesehatan")
    TAKEN_BACK = "taken_back", _("taken back")


class BillStep(ScopedModel):
    """One act about the bill of a month; written once. `figures`: the bill's sums (rupiah) as they were signed."""

    FROZEN_WHEN: ClassVar[str] = "OLD.id IS NOT NULL"

    invoice_month = models.DateField(_("month billed"))
    turn = models.IntegerField()
    act = models.CharField(_("act"), max_length=12, choices=BillAct.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    organisation = models.CharField(_("organisation"), max_length=200)
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    run_id = models.CharField(_("run"), max_length=100)
    manifest_sha256 = models.CharField(max_length=64)
    figures = models.JSONField()

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area_code", "invoice_month", "turn", "act"], name="one_bill_act_a_turn"),
            models.UniqueConstraint(
                fields=["area_code", "invoice_month", "turn", "by"],
                condition=~models.Q(act=BillAct.TAKEN_BACK),
                name="one_bill_act_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_month:%Y-%m} {self.act}"
