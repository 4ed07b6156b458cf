"""A guarantee episode: a patient in care without proven cover, from the counter to the file that shows the cover."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.casework.models.proposals import ProposalLine
from semesta.web.core.models import Organisation, ScopedModel, User


class Identity(models.TextChoices):
    """How well it is known who the patient is."""

    KNOWN = "known", _("Found in the files")
    TYPED = "typed", _("Named, not found in the files")
    NEWBORN = "newborn", _("Newborn, by the mother")
    UNKNOWN = "unknown", _("Identity unknown")


class Care(models.TextChoices):
    """How the patient came; no diagnosis."""

    EMERGENCY = "emergency", _("Emergency")
    INPATIENT = "inpatient", _("Admitted to a ward")
    OUTPATIENT = "outpatient", _("Outpatient")


class EpisodeState(models.TextChoices):
    """Whose turn it is."""

    FACILITY = "facility", _("At the facility")
    DINSOS = "dinsos", _("At Dinsos")
    DINKES = "dinkes", _("At Dinkes")
    FILE = "file", _("Registered, waits for the file")
    CLOSED = "closed", _("Closed")


class EpisodeOutcome(models.TextChoices):
    """Why an episode is closed: the first a file showed, the others a facility said."""

    PROVED = "proved", _("The file shows active cover")
    MERGED = "merged", _("Goes on in another episode of the same patient")
    OTHER_PAYER = "other_payer", _("Somebody else pays (accident, work, own insurance)")
    DECLINED = "declined", _("The family does not want the registration")
    DIED = "died", _("The patient died")
    MISTAKE = "mistake", _("Opened by mistake")


SAID_BY_FACILITY = (
    EpisodeOutcome.OTHER_PAYER, EpisodeOutcome.DECLINED, EpisodeOutcome.DIED, EpisodeOutcome.MISTAKE,
)  # fmt: skip


class Ground(models.TextChoices):
    """Why care cannot wait (R6.1): health data, for the facility that wrote it and roles that see health alone."""

    LIFE = "life", _("Life-saving")
    DIALYSIS = "dialysis", _("Haemodialysis")
    CANCER = "cancer", _("Cancer treatment")
    BIRTH = "birth", _("Giving birth")
    CHRONIC = "chronic", _("Another catastrophic or chronic illness")


class CounterDesk(models.Model):
    """What a facility's counter goes by; `calendar` '' is the rule's. `sealed`: its access to BPJS, encrypted."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="counter_desk")
    calendar = models.CharField(_("calendar of the 3 x 24 hours"), max_length=20, blank=True)
    service = models.CharField(_("service"), max_length=10, blank=True)
    sealed = models.TextField(blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.organisation_id)


class Episode(ScopedModel):
    """One patient at one facility. Who it is stands as written down at the counter; class, reason and route as the file
    of `run_id` told them then.

    `state`: whose turn it is, `at_since` since when, `due_at` by the service target. `papers_due_at`: 3 x 24 hours by
    `papers_calendar`; `protected_until_on`: three months from `inactive_on`. `start_on`: the day on which cover begins
    by the city's terms. `client_id`: the number that a device without a network gave it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_id = models.UUIDField(null=True, unique=True)
    version = models.PositiveIntegerField(default=1)
    facility = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="episodes")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    admitted_at = models.DateTimeField(_("came at"))
    care = models.CharField(_("how the patient came"), max_length=10, choices=Care)

    identity = models.CharField(_("identity"), max_length=10, choices=Identity)
    person_id = models.BigIntegerField(null=True)
    mother_person_id = models.BigIntegerField(null=True)
    nik = models.CharField(max_length=32, blank=True)
    nkk = models.CharField(max_length=16, blank=True)
    psnoka = models.CharField(max_length=13, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    birth_on = models.DateField(_("birth date"), null=True)
    sex = models.CharField(_("sex"), max_length=1, blank=True)
    description = models.CharField(_("how to recognise the patient"), max_length=300, blank=True)

    run_id = models.CharField(max_length=100, blank=True)
    month = models.DateField(null=True)
    class_name = models.CharField(max_length=40, blank=True)
    segment = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    route = models.CharField(max_length=30, blank=True)
    inactive_on = models.DateField(null=True)
    arrears_months = models.PositiveSmallIntegerField(default=0)

    papers_calendar = models.CharField(max_length=20)
    papers_due_at = models.DateTimeField()
    protected_until_on = models.DateField(null=True)

    state = models.CharField(_("state"), max_length=10, choices=EpisodeState, default=EpisodeState.FACILITY)
    at_since = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    registered_on = models.DateField(null=True)
    start_on = models.DateField(null=True)
    line = models.ForeignKey(ProposalLine, on_delete=models.PROTECT, null=True, related_name="episodes")
    bill_rupiah = models.BigIntegerField(_("estimate of the bill"), null=True)

    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=EpisodeOutcome, blank=True)
    proved_run = models.CharField(max_length=100, blank=True)
    proved_month = models.DateField(null=True)
    proved_start_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["facility", "state", "id"], name="episode_by_facility"),
            models.Index(
                fields=["state", "at_since"], name="episode_by_turn", condition=models.Q(closed_at__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["facility", "person_id"],
                condition=models.Q(closed_at__isnull=True, person_id__isnull=False),
                name="one_open_episode_per_patient",
            ),
            models.CheckConstraint(
                condition=models.Q(bill_rupiah__isnull=True) | models.Q(bill_rupiah__gte=0),
                name="episode_bill_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """`E-000012`."""
        return f"E-{self.pk:06d}"

    @property
    def is_open(self) -> bool:
        """No file has shown the cover, and nobody closed it."""
        return self.closed_at is None

    @property
    def late_cover(self) -> bool | None:
        """Cover began after the patient came: what was done before is not JKN's to pay. None while not known."""
        start = self.proved_start_on or self.start_on
        return None if start is None else start > timezone.localdate(self.admitted_at)


class EpisodeTurn(ScopedModel):
    """An office's time with an episode: from when to when, when somebody there first looked, what they did."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="turns")
    office = models.CharField(max_length=10, choices=EpisodeState)
    from_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    to_at = models.DateTimeField(null=True)
    deed = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=300, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.CharField(max_length=200, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["episode"], condition=models.Q(to_at__isnull=True), name="one_open_turn_per_episode"
            )
        ]

    def __str__(self) -> str:
        return f"{self.episode_id} {self.office}"


class EpisodePaper(ScopedModel):
    """A paper that is at hand; `document` is a name of rules/proposal/documents.yaml or the words of a route."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="papers")
    document = models.CharField(max_length=200)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["episode", "document"], name="one_of_each_paper_per_episode")
        ]

    def __str__(self) -> str:
        return self.document


class EpisodeHealth(ScopedModel):
    """Why care cannot wait, kept apart from the episode: lists of those who may not see it never load it (R9.5)."""

    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, related_name="health")
    ground = models.CharField(max_length=10, choices=Ground)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        pass

    def __str__(self) -> str:
        return str(self.episode_id)
