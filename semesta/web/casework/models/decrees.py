"""Decrees (SK) and records of agreement: the list frozen with its digest, one row per version."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User


class Paper(models.TextChoices):
    """What the list is an annex to."""

    SK_MAYOR = "sk_mayor", _("Decree of the mayor")
    SK_HEAD = "sk_head", _("Decree of the head of the health office")
    MINUTES = "minutes", _("Berita Acara of updated data")


class Decree(ScopedModel):
    """One version of a list. `sha256` is the digest of its content; a later version names the one it replaces."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    paper = models.CharField(_("paper"), max_length=10, choices=Paper)
    kind = models.CharField(max_length=10)
    number = models.CharField(_("number"), max_length=100, blank=True)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    city = models.CharField(max_length=100)
    office = models.CharField(max_length=200)
    signer_title = models.CharField(_("title of the signer"), max_length=100)
    signer_name = models.CharField(_("name of the signer"), max_length=100)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    line_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.number or f'D-{self.pk:05d}'} v{self.version}"


class DecreeLine(ScopedModel):
    """A row of the list as it was fixed; `place` counts from 1."""

    decree = models.ForeignKey(Decree, on_delete=models.CASCADE, related_name="rows")
    line = models.ForeignKey("ProposalLine", on_delete=models.PROTECT, related_name="decree_rows")
    place = models.PositiveIntegerField()
    nik = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=200)
    birth_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    address = models.CharField(max_length=300, blank=True)
    start_on = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["decree", "place"], name="one_row_per_place")]

    def __str__(self) -> str:
        return str(self.place)
