"""The audit trail: what was written and looked at, by whom, and the seals over it. Rows are added and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """What an entry tells of."""

    INSERT = "insert", _("added")
    UPDATE = "update", _("changed")
    DELETE = "delete", _("removed")
    EVENT = "event", _("happened")


class AuditEntry(models.Model):
    """One write to one row (made by a trigger), or one event such as a sign-in.

    `about` is the table or the event; `key` the row's key; `old` and `new` the row as a JSON object, secrets hidden.
    """

    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind.choices)
    about = models.CharField(_("about"), max_length=80)
    key = models.TextField(_("key"), blank=True)
    old = models.TextField(_("before"), null=True)
    new = models.TextField(_("after"), null=True)
    actor = models.TextField(_("who"), blank=True)
    organisation = models.TextField(_("organisation"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["about", "key"], name="audit_by_row"),
            models.Index(fields=["actor"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.about}"


class AuditBlock(models.Model):
    """The seal over entries, or looks, first_id..last_id: SHA-256 of the previous seal and of every row's own digest.

    `digests` lists `id digest` line by line, so that a change tells which row it was. All blocks are one chain.
    `over`: what it seals, the letter in front of each number there (core/audit/seal.py).
    """

    over = models.CharField(max_length=1, blank=True, default="")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    entry_count = models.IntegerField()
    digests = models.TextField()
    previous = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["over", "last_id"], name="audit_block_once")]

    def __str__(self) -> str:
        return f"{self.first_id}..{self.last_id} {self.seal[:12]}"
