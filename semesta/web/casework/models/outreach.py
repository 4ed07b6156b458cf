"""Outreach (req 54, R7.1, R7.4): sessions and what they left, who may be written to, and what reaching people did."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.jobs.models import Job
from semesta.web.core.models import ScopedModel, User


class SessionKind(models.TextChoices):
    """Where people were met."""

    BPJS_KELILING = "bpjs_keliling", "BPJS Keliling"
    PESIAR = "pesiar", "PESIAR"
    POSYANDU = "posyandu", "Posyandu"
    MPP = "mpp", _("Public service mall (MPP)")
    MEETING = "meeting", _("Meeting of residents")


class Topic(models.TextChoices):
    """What was explained, and what somebody still needs help with."""

    REGISTER = "register", _("Registering: who, where, with which papers")
    DUES = "dues", _("Contributions, due day, the family card pays together")
    REHAB = "rehab", _("Arrears and paying by instalments (REHAB)")
    REACTIVATION = "reactivation", _("Reactivation after leaving the national list")
    CHANGE = "change", _("Changing the segment after work, study, a move")
    NEWBORN = "newborn", _("Registering a newborn")
    SERVICE = "service", _("Rights at the puskesmas and the hospital")
    CHANNELS = "channels", _("Mobile JKN, PANDAWA, Care Center")


class OutreachSession(ScopedModel):
    """One session: where, when, by whom, for how many, what was explained, and what was understood. No participant.

    `area_code` is the kelurahan. Of the `asked_count` who took the short quiz of `question_count` questions,
    `right_before` and `right_after` are all right answers together, before and after the session (None: not asked).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=SessionKind)
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200)
    agent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("held by"))
    audience_count = models.PositiveIntegerField(_("people present"))
    topics = models.JSONField(_("what was explained"), default=list)
    asked_count = models.PositiveIntegerField(default=0)
    question_count = models.PositiveSmallIntegerField(default=0)
    right_before = models.PositiveIntegerField(null=True)
    right_after = models.PositiveIntegerField(null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-held_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["area_code", "held_on"], name="session_by_area")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(asked_count__lte=models.F("audience_count")), name="session_asks_who_is_there"
            ),
            models.CheckConstraint(
                condition=models.Q(right_before__isnull=True)
                | models.Q(right_before__lte=models.F("asked_count") * models.F("question_count")),
                name="session_right_before_of_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(right_after__isnull=True)
                | models.Q(right_after__lte=models.F("asked_count") * models.F("question_count")),
                name="session_right_after_of_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.held_on}"

    def share(self, right: int | None) -> float | None:
        """Right answers of all answers, a share of 1; None where nobody was asked."""
        answers = self.asked_count * self.question_count
        return None if right is None or not answers else right / answers

    @property
    def understood(self) -> float | None:
        """The understanding score: mean share of right answers after the session."""
        return self.share(self.right_after)


class SessionFollowUp(ScopedModel):
    """Somebody met at a session who still needs something; `person_id` is the person's number in the runs."""

    session = models.ForeignKey(OutreachSession, on_delete=models.PROTECT, related_name="follow_ups")
    person_id = models.BigIntegerField()
    topic = models.CharField(_("what is needed"), max_length=20, choices=Topic)
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["done_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person_id", "topic"], name="one_follow_up_per_need")
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.topic}"


class Channel(models.TextChoices):
    """By what somebody is written to: SMS and WhatsApp go to the same number."""

    PHONE = "phone", _("Phone number (SMS, WhatsApp)")
    EMAIL = "email", _("E-mail")


class Choice(models.TextChoices):
    """What somebody decided about being written to. An opt-out ends only when the same person takes it back."""

    CONSENT = "consent", _("Agrees to messages")
    OPT_OUT = "opt_out", _("Wants no messages")
    AGAIN = "again", _("Takes the opt-out back and agrees")


class ChoiceSource(models.TextChoices):
    """How we know."""

    FORM = "form", _("Signed form")
    SESSION = "session", _("At a session")
    VISIT = "visit", _("At a household visit")
    COUNTER = "counter", _("At an office")
    CALL = "call", _("By telephone")
    REPLY = "reply", _("Reply to a message")


class ContactChoice(ScopedModel):
    """A person's word about messages to one address; added, never changed, kept whatever is published.

    `person_id` is the person's number in the runs (None: only the address is known, as with a reply STOP). The address
    is kept as it is: it must be known again in every later file, and a digest of a telephone number hides nothing.
    `user` None: nobody wrote it down, a gateway handed the reply on.
    """

    FROZEN_WHEN: ClassVar[str] = "OLD.id IS NOT NULL"

    person_id = models.BigIntegerField(null=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.CharField(_("address"), max_length=254)
    choice = models.CharField(_("choice"), max_length=10, choices=Choice)
    source = models.CharField(_("how we know"), max_length=10, choices=ChoiceSource)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    given_on = models.DateField(_("given on"))
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.CharField(max_length=200, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["address"], name="choice_by_address"),
            models.Index(fields=["person_id"], name="choice_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.choice}"


class Basis(models.TextChoices):
    """Who counts as reached."""

    VISITS = "visits", _("Met in household visits")
    MESSAGES = "messages", _("A message was sent")
    SESSIONS = "sessions", _("Followed up after a session")


class OutreachEffect(ScopedModel):
    """What reaching people did between two published months, as `semesta outreach` tells it; `result` is its JSON.

    Worked out once per question by a job, and never changed afterwards.
    """

    FROZEN_WHEN: ClassVar[str] = "OLD.made_at IS NOT NULL"

    basis = models.CharField(_("who was reached"), max_length=10, choices=Basis)
    before = models.DateField()
    after = models.DateField()
    before_run = models.CharField(max_length=100)
    after_run = models.CharField(max_length=100)
    result = models.JSONField(null=True)
    sentence = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.basis} {self.before} {self.after}"
