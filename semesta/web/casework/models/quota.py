"""What city and BPJS Kesehatan agreed on: places and money; and what is already promised out of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import User


class Contract(models.Model):
    """The agreement of a year. The row is the lock of the guard: whoever takes places holds it first.

    `headcount`: cards that the city pays, from the Berita Acara or the newest file (`headcount_from`: the first day of
    that month). `spent_rupiah` was paid for the months up to `spent_to_month`; what is left must last to December.
    """

    area_code = models.CharField(max_length=13)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.CharField(_("number of the agreement"), max_length=100)
    quota_people = models.PositiveIntegerField(_("quota (people)"))
    budget_rupiah = models.BigIntegerField(_("budget of the year (rupiah)"))
    spent_rupiah = models.BigIntegerField(_("paid so far (rupiah)"), default=0)
    spent_to_month = models.DateField(_("paid for the months up to"), null=True, blank=True)
    headcount = models.PositiveIntegerField(_("people paid now"))
    headcount_from = models.DateField(_("counted for the month"))
    cut_off_day = models.PositiveSmallIntegerField(_("cut-off day"), null=True, blank=True)
    cut_off_inclusive = models.BooleanField(_("the cut-off day itself is in time"), null=True, blank=True)
    residence_min_month = models.PositiveSmallIntegerField(_("least months of residence"), null=True, blank=True)
    meta = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["area_code", "year"], name="one_contract_per_year")]

    def __str__(self) -> str:
        return f"{self.number} ({self.year})"


class ReservationState(models.TextChoices):
    """Whether a place is still held."""

    HELD = "held", _("held")
    RELEASED = "released", _("released")
    PROVED = "proved", _("in the headcount")


class Reservation(models.Model):
    """A place and its money from `from_month` to December for a decided line. No person's data: all may count."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="reservations")
    line = models.OneToOneField("ProposalLine", on_delete=models.CASCADE, related_name="reservation")
    people = models.SmallIntegerField()
    from_month = models.DateField()
    rupiah = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=ReservationState, default=ReservationState.HELD)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contract", "state"], name="reservation_by_state")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.state}"
