"""Who looked at which person, why, and at which columns."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models.people import User
from semesta.web.core.models.scoped import ScopedModel


class Look(ScopedModel):
    """One look at one person; `person_key` is the person's number in the published run, never an identity number.

    Rows are added and never changed, and sealed like the entries of the trail (core/audit/chain.py).
    """

    at = models.DateTimeField(_("when"))
    person_key = models.CharField(_("person"), max_length=64)
    # A constraint would lock the user's row with every look, and an index serves no question that `at` does not narrow
    # first. Users are never removed.
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="looks", db_constraint=False, db_index=False)
    organisation = models.CharField(_("organisation"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=200)
    columns = models.CharField(_("columns"), max_length=200, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["person_key"], name="look_by_person")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.purpose}"
