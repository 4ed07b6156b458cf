"""A case: what an office does about one person, firm or birth until the next file shows that it is settled."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User
from semesta.web.core.models.people import OrganisationKind

NO_DAY = date(9999, 12, 31)
"""Sorts a case without a clock behind those with one."""


class NoDay(models.Value):
    """NO_DAY written into the statement: of a bound value SQLite does not know that the index of urgency is by it."""

    def __init__(self) -> None:
        super().__init__(NO_DAY, output_field=models.DateField())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """A text, as SQLite keeps days."""
        return f"'{NO_DAY.isoformat()}'", ()

    def as_postgresql(self, _compiler: Any, _connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """A date."""
        return f"'{NO_DAY.isoformat()}'::date", ()


class CaseKind(models.TextChoices):
    """What a case is about; a person has one case of a kind."""

    COVER = "cover", _("No active cover")
    KEEP = "keep", _("About to lose cover")
    WRONGLY_PAID = "wrongly_paid", _("Card of somebody dead or moved")
    REMIND = "remind", _("Reminder to pay")
    NEWBORN = "newborn", _("Newborn not registered")
    EMPLOYER = "employer", _("Employer")
    FOUND = "found", _("Found without cover by a visit")


class CaseState(models.TextChoices):
    """Where a case stands. An outcome is claimed by a person and proved or refuted by a file."""

    NEW = "new", _("New")
    ASSIGNED = "assigned", _("Assigned")
    WORKING = "working", _("In progress")
    WAITING = "waiting", _("Waiting")
    CLAIMED = "claimed", _("Claimed done")
    REFUTED = "refuted", _("Refuted by the file")
    PROVED = "proved", _("Proved by the file")
    CLOSED = "closed", _("Closed")


OPEN_STATES = ("new", "assigned", "working", "waiting", "claimed", "refuted")
_WORDS = ", ".join(f"'{state}'" for state in OPEN_STATES)
IS_OPEN = RawSQL(f"casework_case.state IN ({_WORDS})", (), output_field=models.BooleanField())  # noqa: S611 our words
"""As the indexes of open cases say it: with bound values SQLite does not know that they are the same."""


class CloseReason(models.TextChoices):
    """Why a case is closed: the first ones a person says, the others a file showed."""

    DECLINES = "declines", _("The person declines help")
    NOT_FOUND = "not_found", _("Not found at the address")
    MOVED = "moved", _("Moved away")
    DEAD = "dead", _("Died")
    ABLE = "able", _("Pays for themselves and does not want help")
    CONFIRMED = "confirmed", _("The active card was confirmed to be this person's")
    MISTAKE = "mistake", _("Listed by mistake")
    COVERED = "covered", _("The file shows active cover")
    CARD_ENDED = "card_ended", _("The file shows no active card any more")
    SETTLED = "settled", _("The file shows it settled")
    PAYING_ON = "paying_on", _("The file shows paid cover")
    LAPSED = "lapsed", _("The file shows that cover stopped")
    DEAD_OR_MOVED = "dead_or_moved", _("The register shows the person dead or moved")
    NO_WORK = "no_work", _("The file gives no more work")
    NOT_IN_FILES = "not_in_files", _("The person stands in no file any more")
    OWN_CASE = "own_case", _("The files know the person now; what is left to do stands in their own case")


SAID_BY_PEOPLE = ("declines", "not_found", "moved", "dead", "able", "confirmed", "mistake")


class Case(ScopedModel):
    """One case. `subject`: `p17` the person 17 of the runs, `e…` a firm, `b…` a birth; of whom only a visit knows
    `n` and the NIK, else `v…` for house, name and birth. One case per kind and subject.

    `route`, `reason`, `priority`, `due_on` are as the last file gave them while the case was open.
    `version` grows with every change of the row; who changes it names the version that they saw.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=CaseKind.choices)
    subject = models.CharField(max_length=200)
    person_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200, blank=True)
    route = models.CharField(_("route"), max_length=30, blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    priority = models.SmallIntegerField(_("priority"))
    urgent = models.BooleanField(_("urgent"), default=False)
    due_on = models.DateField(_("due"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=CaseState.choices, default=CaseState.NEW)
    office = models.CharField(_("office"), max_length=20, choices=OrganisationKind.choices)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="cases")
    waiting_for = models.CharField(_("waiting for"), max_length=200, blank=True)
    claim = models.CharField(_("claimed outcome"), max_length=30, blank=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_month = models.DateField(null=True)
    claim_starts_on = models.DateField(null=True)
    judged_month = models.DateField(null=True)
    to_confirm = models.BooleanField(_("active by likeness only"), default=False)
    closed_reason = models.CharField(_("why closed"), max_length=20, blank=True, choices=CloseReason.choices)
    closed_at = models.DateTimeField(null=True)
    opened_month = models.DateField()
    opened_at = models.DateTimeField()
    reopened_count = models.SmallIntegerField(default=0)
    version = models.IntegerField(default=1)

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "subject"], name="one_case_per_subject")]
        indexes: ClassVar = [
            models.Index(fields=["person_id"], name="case_by_person"),
            models.Index(
                "priority", Coalesce("due_on", NO_DAY), "id",
                condition=models.Q(state__in=OPEN_STATES), name="case_by_urgency",
            ),
            models.Index(
                fields=["assignee"], name="case_by_assignee",
                condition=models.Q(state__in=OPEN_STATES) & models.Q(assignee__isnull=False),
            ),
            # Holds all that the counts of a list ask for.
            models.Index(
                fields=[
                    "area_code", "route", "priority", "assignee", "office", "state", "due_on", "to_confirm",
                ],
                condition=models.Q(state__in=OPEN_STATES), name="case_counted",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"

    @property
    def is_open(self) -> bool:
        """There is something to do, or a claim that no file has judged."""
        return self.state in OPEN_STATES


class CaseNote(ScopedModel):
    """What somebody wrote about a case; never changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=2000)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"


class CaseAttachment(ScopedModel):
    """A paper of a case: the file lies under HOME/web/attachments by the digest of its content."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(_("document"), max_length=100, blank=True)
    name = models.CharField(_("file"), max_length=150)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.media_type}"


class OfficeTurn(ScopedModel):
    """An office's turn at a case: from when, until when, and the day by which it should be done."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="turns")
    office = models.CharField(_("office"), max_length=20, choices=OrganisationKind.choices)
    from_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    to_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.office}"


class FollowedPublication(models.Model):
    """A publication that all cases were brought up to, with how many were opened, closed and so on."""

    publication_number = models.IntegerField(unique=True)
    run_id = models.CharField(max_length=100)
    month = models.DateField()
    finished_at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.run_id
