"""What Dukcapil said when it was asked whether what an office believes of a person is what it holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User


class CheckOutcome(models.TextChoices):
    """Dukcapil's word on the NIK as a whole, or that there was no answer."""

    FOUND = "found", _("The NIK is in force")
    NOT_FOUND = "not_found", _("Dukcapil does not know this NIK")
    DECEASED = "deceased", _("The person has died")
    DOUBLE = "double", _("The NIK is held twice")
    INACTIVE = "inactive", _("The NIK is no longer in force")
    NO_QUOTA = "no_quota", _("The day's questions are used up")
    REFUSED = "refused", _("Dukcapil refused the question")
    NO_ANSWER = "no_answer", _("No answer came")


class IdentityCheck(ScopedModel):
    """One question to Dukcapil's verification about a person of the month, and its answer; never the facts asked.

    `agreements`: [field, agrees (null: nothing said), likeness 0 to 100 or null] in Dukcapil's order. `question`: the
    number that both sides keep of it. `words`: why it was refused, without numbers of persons.
    """

    person_id = models.BigIntegerField()
    run_id = models.CharField(max_length=100)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_for = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20)
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=CheckOutcome)
    agreements = models.JSONField(default=list)
    question = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person_id"], name="check_by_person"),
            models.Index(fields=["asked_at"], name="check_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.asked_at:%Y-%m-%d}"
