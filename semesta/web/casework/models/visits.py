"""Rounds of household visits: what was drawn and how, who goes where, and what was found (req 51-53, R7.1-R7.3)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.models import ScopedModel, User


class RoundKind(models.TextChoices):
    """Only a random round may enter an estimate; a targeted one goes where work waits."""

    RANDOM = "random", _("Random sample")
    TARGETED = "targeted", _("Targeted visits")


class RoundDesign(models.TextChoices):
    """How the households were chosen (semesta/plan/sample)."""

    SIMPLE = "simple", _("Simple: every household alike")
    STRATIFIED = "stratified", _("By kecamatan")
    CLUSTER = "cluster", _("By kelurahan and RT")
    WORKLIST = "worklist", _("From the work list")


class RoundState(models.TextChoices):
    """Where a round stands."""

    DRAWN = "drawn", _("Drawn")
    FIELD = "field", _("In the field")
    CLOSED = "closed", _("Closed")


class Part(models.TextChoices):
    """What a household of a round is there for; a reserve is visited only when a rule calls it in."""

    MAIN = "main", _("Drawn")
    RESERVE = "reserve", _("Reserve")
    REPLACEMENT = "replacement", _("Replacement")


class VisitOutcome(models.TextChoices):
    """How a visit to a household ended. The first two are answers; the others say why there is none."""

    COMPLETE = "complete", _("Everybody asked")
    GONE = "gone", _("Nobody of the card lives there")
    PARTLY = "partly", _("Some asked")
    REFUSED = "refused", _("Refused to answer")
    ABSENT = "absent", _("Nobody at home")
    NOT_FOUND = "not_found", _("Address not found")


ANSWERED = (VisitOutcome.COMPLETE, VisitOutcome.GONE)
"""Visits that tell who lives there; all others are non-response."""


class PesiarStage(models.TextChoices):
    """The stages of PESIAR (R7.1), for a household: mapped, visited, explained, registered."""

    PETAKAN = "petakan", _("Mapped (petakan)")
    SISIR = "sisir", _("Visited (sisir)")
    ADVOKASI = "advokasi", _("Explained (advokasi)")
    REGISTRASI = "registrasi", _("Registered (registrasi)")


class Found(models.TextChoices):
    """What a visit found about one person of the card, or one who is not on it (R7.3)."""

    LIVES = "lives", _("Lives here")
    MOVED = "moved", _("Moved away")
    DEAD = "dead", _("Died")
    UNKNOWN = "unknown", _("Not known at the address")
    DOUBLE = "double", _("Registered twice")
    NOT_ASKED = "not_asked", _("Not asked")


class CardShown(models.TextChoices):
    """What the card or Mobile JKN showed at the door."""

    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Not active")
    NONE = "none", _("Not registered")
    UNSEEN = "unseen", _("Nothing shown")


class Round(models.Model):
    """One round of visits. With `design`, `settings`, `seed` and the run's register anybody draws the same again.

    `frame_sha256` is the digest of the frame in its defined order; `frame` its totals (households, residents, by
    stratum), `counts` what was drawn. No person's data: kelurahan officers see rounds of their city.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area_code = models.CharField(max_length=13)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=RoundKind)
    design = models.CharField(_("design"), max_length=12, choices=RoundDesign)
    settings = models.JSONField(default=dict)
    seed = models.CharField(_("seed"), max_length=40)
    frame_sha256 = models.CharField(_("digest of the frame"), max_length=64)
    frame = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    run_id = models.CharField(max_length=100)
    month = models.DateField(_("month"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.DRAWN)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name


class RoundAgent(models.Model):
    """Somebody who visits for a round: a user of the office, or an agent without an account.

    `area_code` holds all of the agent's households. `token_digest` opens the forms on the agent's phone until
    `token_until`; '' while none was given.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area_code = models.CharField(max_length=13)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="agents")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(_("agent code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    per_day = models.PositiveSmallIntegerField(_("households per day"))
    token_digest = models.CharField(max_length=64, blank=True)
    token_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "code"], name="one_agent_per_code"),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~models.Q(token_digest=""), name="one_agent_per_token"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RoundHousehold(ScopedModel):
    """A household of a round. `household_key` is its family card (NKK) in the run; it never stands in an address.

    `probability` is its chance to be drawn (NULL in targeted rounds), `draw_order` its place in the draw and
    `visit_order` in the agent's walk on `visit_on`. A reserve is called in only for the household it replaces.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="households")
    household_key = models.CharField(max_length=32)
    part = models.CharField(max_length=12, choices=Part, default=Part.MAIN)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    stratum = models.CharField(_("stratum"), max_length=40)
    cluster = models.CharField(_("cluster"), max_length=40)
    probability = models.FloatField(null=True)
    draw_order = models.PositiveIntegerField()
    member_count = models.PositiveSmallIntegerField(_("people on the card"))
    head_name = models.CharField(_("head of the family"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    rt = models.CharField("RT", max_length=10, blank=True)
    rw = models.CharField("RW", max_length=10, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    agent = models.ForeignKey(RoundAgent, on_delete=models.PROTECT, null=True, related_name="households")
    visit_on = models.DateField(_("day of the visit"), null=True)
    visit_order = models.PositiveIntegerField(null=True)
    stage = models.CharField(_("stage"), max_length=12, choices=PesiarStage, default=PesiarStage.PETAKAN)
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["draw_order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "household_key"], name="one_household_per_round"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["round", "agent", "visit_on", "visit_order"], name="household_by_agent"),
            models.Index(fields=["round", "part", "stratum", "cluster", "draw_order"], name="household_by_cluster"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.draw_order}"


class Visit(ScopedModel):
    """One visit to a household as it came in. An edit comes as a new visit that names the `replaces`d one.

    `instance_id` is the form's own and unique: what is sent again is the same visit. `current` is the visit that
    counts for the household: the newest that nothing replaced. `next_door`: households found in dwellings without a
    listed household between this house and the next listed one (half-open interval), asked in the same visit.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="visits")
    household = models.ForeignKey(RoundHousehold, on_delete=models.PROTECT, related_name="visits")
    agent = models.ForeignKey(RoundAgent, on_delete=models.PROTECT, null=True, related_name="visits")
    instance_id = models.CharField(max_length=100, unique=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    current = models.BooleanField(default=True)
    form_version = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=20)
    visited_at = models.DateTimeField(_("visited at"))
    received_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=12, choices=VisitOutcome)
    stage = models.CharField(_("stage"), max_length=12, choices=PesiarStage, default=PesiarStage.SISIR)
    next_door = models.PositiveSmallIntegerField(_("households without a card next door"), default=0)
    notice_given = models.BooleanField(_("notice given"), default=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    follow_up_on = models.DateField(_("come again on"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(current=True), name="one_current_visit_per_household"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.outcome}"


class VisitPerson(ScopedModel):
    """One person of a visit: on the card (`person_id` of the run) or found there without being on it (`listed` False).

    `next_door`: lives in a dwelling without a listed household (see Visit). `person_id` of somebody not listed is
    filled when the office finds them in the run.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="people")
    person_id = models.BigIntegerField(null=True)
    listed = models.BooleanField(default=True)
    next_door = models.BooleanField(default=False)
    nik = models.CharField(max_length=32, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    birth_on = models.DateField(_("date of birth"), null=True)
    sex = models.CharField(max_length=1, blank=True)
    found = models.CharField(_("found"), max_length=12, choices=Found)
    card = models.CharField(_("card shown"), max_length=10, choices=CardShown, default=CardShown.UNSEEN)
    reason = models.CharField(_("why without active cover"), max_length=300, blank=True)
    employer = models.CharField(_("employer"), max_length=200, blank=True)
    willing = models.BooleanField(_("willing to register"), null=True)
    chosen_route = models.CharField(_("route chosen"), max_length=30, blank=True)
    documents = models.CharField(_("documents"), max_length=300, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["person_id"], name="visit_person_by_person")]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.found}"
