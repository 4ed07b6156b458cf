"""Compliance cases of employers: a firm on the ladder, every act on it, the letters written to it (R5.2, R5.3)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from semesta.rules.compliance import STEPS
from semesta.web.core.models import ScopedModel, User

LADDER = STEPS
"""The acts that are steps of the ladder, in order."""


class FirmAct(models.TextChoices):
    """What somebody, or a file, did about a firm; the ladder's names are those of rules/compliance.STEPS."""

    OPENED = "opened", _("Case opened")
    IMBAUAN = "imbauan", _("First letter (imbauan)")
    TEGURAN_1 = "teguran_1", _("First warning (teguran 1)")
    TEGURAN_2 = "teguran_2", _("Second warning (teguran 2)")
    DENDA = "denda", _("Fine")
    TMP2T = "tmp2t", _("Proposal for TMP2T")
    VISIT = "visit", _("Firm visited")
    IMPOSED = "imposed", _("Public services refused (TMP2T)")
    DECLINED = "declined", _("Proposal declined by DPMPTSP")
    LIFTED = "lifted", _("Public services given again")
    HANDED = "handed", _("Handed to the prosecutor's office (SKK)")
    RETURNED = "returned", _("Given back by the prosecutor's office")
    TAKEN_BACK = "taken_back", _("Taken back")
    CLOSED = "closed", _("Case closed")
    REOPENED = "reopened", _("Case opened again")


class FirmEnd(models.TextChoices):
    """Why a case is closed: `settled` a file says, the others a person."""

    SETTLED = "settled", _("The files show that the firm complies")
    NO_DUTY = "no_duty", _("The firm has no workers, or none who must be registered")
    SHUT = "shut", _("The firm does not work any more")
    OTHER_KEY = "other_key", _("The firm stands under another number")
    MISTAKE = "mistake", _("Listed by mistake")


SAID_OF_FIRMS = ("no_duty", "shut", "other_key", "mistake")


class ComplianceCase(ScopedModel):
    """A firm on the ladder. `finding`, counts and address are as the run had them when the case was opened.

    `step`: the last step of the ladder that stands ('' none), got by the firm on `step_on`; its time runs out on
    `due_on`; from `next_on` the next step may be taken. `sanction`: '', proposed, imposed, declined, lifted.
    `recovery`: '', handed, returned. `file_says`: the outcome that the file of `judged_month` shows (7_proof).
    """

    firm_id = models.CharField(max_length=16)
    firm_key = models.CharField(max_length=200)
    name = models.CharField(_("firm"), max_length=200)
    number = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    finding = models.CharField(_("finding"), max_length=20)
    missing_worker_count = models.IntegerField()
    expected_uncovered_count = models.IntegerField()
    opened_month = models.DateField()
    opened_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)
    step = models.CharField(_("step"), max_length=10, blank=True, choices=[(one, FirmAct(one).label) for one in LADDER])
    step_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    visited_on = models.DateField(null=True)
    sanction = models.CharField(max_length=10, blank=True)
    recovery = models.CharField(max_length=10, blank=True)
    file_says = models.CharField(max_length=12, blank=True)
    judged_month = models.DateField(null=True)
    closed_reason = models.CharField(_("why closed"), max_length=12, blank=True, choices=FirmEnd.choices)
    closed_at = models.DateTimeField(null=True)
    acted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    acted_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["firm_key"], condition=models.Q(is_open=True), name="one_open_case_per_firm"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["firm_id"], name="compliance_by_firm"),
            models.Index(fields=["is_open", "area_code", "step", "next_on"], name="compliance_by_step"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.step}"


class ComplianceStep(ScopedModel):
    """One act on a case; written once. `on`: the day the firm got the letter, was visited, or the office decided.

    `rupiah`: contributions due (fine) or recovered (given back). `undoes`: the act that this one takes back. `by` None:
    a file. A paper, if one came with it, lies under HOME/web/attachments by `sha256`.
    """

    FROZEN_WHEN: ClassVar[str] = "OLD.id IS NOT NULL"

    case = models.ForeignKey(ComplianceCase, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(_("act"), max_length=10, choices=FirmAct.choices)
    on = models.DateField(_("day"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    at = models.DateTimeField()
    note = models.CharField(_("note"), max_length=1000, blank=True)
    rupiah = models.BigIntegerField(null=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone")
    paper_name = models.CharField(_("file"), max_length=150, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    size = models.IntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"


class FirmLetter(ScopedModel):
    """A letter of the ladder as it was written: its PDF lies under HOME/web/attachments by `sha256`. Never changed."""

    FROZEN_WHEN: ClassVar[str] = "OLD.id IS NOT NULL"

    case = models.ForeignKey(ComplianceCase, on_delete=models.PROTECT, related_name="letters")
    step = models.CharField(_("step"), max_length=10, choices=[(one, FirmAct(one).label) for one in LADDER])
    number = models.CharField(_("number"), max_length=100, blank=True)
    dated_on = models.DateField(_("dated"))
    run_id = models.CharField(_("run"), max_length=100)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(_("organisation"), max_length=200)
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "sha256"], name="one_letter_per_content")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
