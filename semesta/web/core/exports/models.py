"""A list that somebody asked to take out: who, why, how much, who let it go, how often it was fetched."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User

if TYPE_CHECKING:
    from datetime import datetime


def new_token() -> str:
    """A name that nobody guesses."""
    return secrets.token_hex(16)


class ExportState(models.TextChoices):
    """Where a request stands; that its time is over follows from `expires_at`."""

    WAITING = "waiting", _("waits for a second person")
    READY = "ready", _("ready to fetch")
    REFUSED = "refused", _("not let go")


class ExportRequest(ScopedModel):
    """`area_code` is the first of `areas`; `columns` are titles; `sha256` is the digest of the rows as kept."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    name = models.CharField(_("list"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=200)
    columns = models.JSONField(_("columns"))
    kinds = models.JSONField()
    row_count = models.BigIntegerField(_("rows"))
    sha256 = models.CharField(max_length=64)
    names_people = models.BooleanField()
    run_id = models.CharField(_("run"), max_length=100, blank=True)
    areas = models.JSONField(_("areas"))
    role = models.CharField(_("role"), max_length=30)
    organisation = models.CharField(_("organisation"), max_length=200)
    of_bpjs = models.BooleanField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    requested_at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=10, choices=ExportState.choices)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    expires_at = models.DateTimeField(_("can be fetched until"))
    fetched_count = models.IntegerField(_("fetched"), default=0)
    fetched_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
                name="export_decided_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.row_count})"

    def over(self, now: datetime | None = None) -> bool:
        """Its rows are gone, or go with the next tidying."""
        return (now or timezone.now()) >= self.expires_at
