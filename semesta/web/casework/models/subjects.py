"""What citizens ask about their data (UU PDP arts 30-32, 41), and breaches (art. 46), with their clocks."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import Organisation, ScopedModel, User


def new_receipt() -> str:
    """What the citizen is given to ask again: ten characters without look-alikes."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(10))


class Right(models.TextChoices):
    """What is asked for."""

    ACCESS = "access", _("see my data")
    CORRECTION = "correction", _("correct my data")
    RESTRICTION = "restriction", _("restrict the use of my data")
    OBJECTION = "objection", _("object to an automatic decision")


class SubjectState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("open")
    FORWARDED = "forwarded", _("with the office that owns the data")
    ANSWERED = "answered", _("answered, not yet told")
    TOLD = "told", _("told to the citizen")


class SubjectRequest(ScopedModel):
    """A citizen's request; `person_key` is the person's number in the run. The clock runs from `received_at`."""

    receipt = models.CharField(_("receipt"), max_length=10, unique=True, default=new_receipt)
    right = models.CharField(_("what is asked"), max_length=20, choices=Right.choices)
    person_key = models.CharField(max_length=64)
    received_at = models.DateTimeField(_("received at"))
    due_at = models.DateTimeField(_("due"))
    identity_checked = models.CharField(_("how identity was checked"), max_length=200)
    wish = models.CharField(_("what the citizen says"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=SubjectState.choices, default=SubjectState.OPEN)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("owning office")
    )
    granted = models.BooleanField(null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    told_at = models.DateTimeField(_("told at"), null=True)
    version = models.IntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["due_at", "id"]

    def __str__(self) -> str:
        return self.receipt


class SubjectStep(ScopedModel):
    """What was done about a request; added, never changed."""

    FROZEN_WHEN: ClassVar[str] = "OLD.id IS NOT NULL"

    request = models.ForeignKey(SubjectRequest, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=SubjectState.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200)
    at = models.DateTimeField()
    text = models.CharField(max_length=500, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.state


class Breach(ScopedModel):
    """A failure to protect data: what happened, through whom or which list, the clock, whom it concerns."""

    happened_from = models.DateTimeField(_("happened from"))
    happened_to = models.DateTimeField(_("happened to"))
    found_at = models.DateTimeField(_("found at"))
    due_at = models.DateTimeField(_("notice due"))
    what = models.CharField(_("what happened"), max_length=500)
    data = models.CharField(_("which data"), max_length=300)
    done = models.CharField(_("what was done about it"), max_length=500)
    account = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account concerned")
    )
    list_token = models.CharField(_("list concerned"), max_length=32, blank=True)
    affected_count = models.BigIntegerField(null=True)
    authority_told_at = models.DateTimeField(_("authority told at"), null=True)
    people_told_at = models.DateTimeField(_("people told at"), null=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.found_at:%Y-%m-%d}"
