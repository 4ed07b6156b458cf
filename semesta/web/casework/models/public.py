"""What the public may see: the city's choices, offices to ask, counters without names, months released as open data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import User


class Licence(models.TextChoices):
    """Open licences: reuse for any purpose, at most with the source named (Satu Data Indonesia: e.g. CC BY)."""

    CC_BY = "CC-BY-4.0", _("Creative Commons Attribution 4.0 (CC BY)")
    ODC_BY = "ODC-By-1.0", _("Open Data Commons Attribution 1.0 (ODC-By)")
    CC0 = "CC0-1.0", _("Creative Commons Zero 1.0 (CC0)")


class PublicPage(models.Model):
    """What a city shows to everybody; without a row nothing is shown. `publisher` is named beside the figures."""

    area_code = models.CharField(max_length=13, unique=True)
    check_on = models.BooleanField(_("the public check is open"), default=False)
    data_on = models.BooleanField(_("open data is shown"), default=False)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, default=Licence.CC_BY)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["area_code"]

    def __str__(self) -> str:
        return self.area_code


class AskedOffice(models.TextChoices):
    """Whom a citizen is sent to."""

    ANY = "any", _("Any question about the check")
    KELURAHAN = "kelurahan", _("Your kelurahan")
    DINSOS = "dinsos", _("The social affairs office (Dinsos)")
    DINKES = "dinkes", _("The health office (Dinkes)")
    DUKCAPIL = "dukcapil", _("The civil registration office (Dukcapil)")
    BPJS = "bpjs", _("BPJS Kesehatan branch")


class PublicOffice(models.Model):
    """Where and how to reach an office that answers are about, as the city wrote it."""

    page = models.ForeignKey(PublicPage, on_delete=models.CASCADE, related_name="offices")
    kind = models.CharField(_("for"), max_length=12, choices=AskedOffice.choices)
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    hours = models.CharField(_("opening hours"), max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "kind"], name="one_public_office_per_kind")]

    def __str__(self) -> str:
        return self.name


class PublicSecret(models.Model):
    """The day's key of all digests below (UTC days since 1970); when it is deleted nobody can make them again."""

    day = models.IntegerField(unique=True)
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.day)


class PublicCount(models.Model):
    """How often an address or a NIK came in one window (Unix time / its length); `digest` under the day's key."""

    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    period = models.BigIntegerField()
    ends = models.BigIntegerField(db_index=True)
    used = models.IntegerField(default=1)
    missed = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "digest", "period"], name="one_public_count_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.used}"


class PublicForm(models.Model):
    """A form that was sent: none is taken twice. `ends` in Unix seconds."""

    nonce = models.CharField(max_length=32, unique=True)
    ends = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return self.nonce


class PublicUse(models.Model):
    """How many checks ended how on a day. Nothing about who."""

    on = models.DateField()
    outcome = models.CharField(max_length=12)
    count = models.IntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-on", "outcome"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["on", "outcome"], name="one_public_use_per_day_and_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.outcome} {self.count}"


class OpenMonth(models.Model):
    """A month of figures as it was released; never changed, so that two versions cannot be held against each other.

    `cells`: [area code, measure, count or None where hidden]; the order of areas is that of their codes.
    """

    area_code = models.CharField(max_length=13)
    month = models.DateField()
    run_id = models.CharField(max_length=100)
    as_of = models.DateField()
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    hide_below = models.PositiveIntegerField()
    cells = models.JSONField()
    cell_count = models.PositiveIntegerField()
    hidden_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    FROZEN_WHEN = "1 = 1"

    class Meta:
        ordering: ClassVar = ["area_code", "month"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area_code", "month"], name="a_month_is_released_once")
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.month:%Y-%m}"
