"""Which publication is shown: one row says so, and changing it is one transaction."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """One run, loaded into tables of its own. `loaded_at` NULL: unfinished, seen by nobody.

    The rows of its tables are derived and carry no audit trigger: `manifest_sha256` names the run that they came from,
    `row_counts` what was loaded. This row is covered by the trail like every other: who showed which run, and when.
    """

    run_id = models.CharField(_("run"), max_length=100)
    month = models.DateField(_("month"))
    manifest_sha256 = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True)
    row_counts = models.JSONField(default=dict)
    shown = models.BooleanField(_("shown"), default=False)
    shown_at = models.DateTimeField(_("shown since"), null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shown"], condition=models.Q(shown=True), name="one_publication_shown")
        ]

    def __str__(self) -> str:
        return self.run_id

    @property
    def space(self) -> str:
        """The schema of its tables on PostgreSQL; the name under which its file is attached on SQLite."""
        return space_of(self.pk)


def space_of(number: int) -> str:
    """`publication_17`."""
    return f"publication_{int(number)}"
