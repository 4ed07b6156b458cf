"""What goes to phones and comes back: the form of a round, who lives where, filled forms as they came, conflicts."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.casework.models.visits import Round, RoundAgent, RoundHousehold, Visit
from semesta.web.core.models import ScopedModel, User


class Source(models.TextChoices):
    """How a filled form came."""

    ODK = "odk", _("ODK Collect")
    PAGE = "page", _("Offline page")
    CENTRAL = "central", _("File from ODK Central")
    KOBO = "kobo", _("File from KoboToolbox")


class SubmissionState(models.TextChoices):
    """What became of a filled form; none is ever thrown away."""

    READ = "read", _("Read as a visit")
    KEPT = "kept", _("Kept, not read")
    SETTLED = "settled", _("Looked at, set aside")


class FieldForm(models.Model):
    """The form of a round as phones get it; made once, so that everybody of a round answers the same questions."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="form")
    form_id = models.CharField(max_length=60, unique=True)
    version = models.CharField(max_length=40)
    xform = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.form_id


class RoundPerson(ScopedModel):
    """Somebody on the card of a household of a round, as the run had them when the round went to the field.

    The phone knows them by `public_id`; the NIK stays here.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(RoundHousehold, on_delete=models.CASCADE, related_name="listed")
    position = models.PositiveSmallIntegerField()
    person_id = models.BigIntegerField(null=True)
    nik = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=200, blank=True)
    birth_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    relation = models.CharField(max_length=60, blank=True)
    work = models.CharField(max_length=60, blank=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["household_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["household", "position"], name="one_person_per_place_on_a_card")
        ]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.position}"


class Submission(ScopedModel):
    """A filled form as it came, kept before anything is read from it. `content`: the XML of a phone, else JSON.

    `why` says why it was not read. A form sent again is the same row (`post_count`); one that carries a known
    instanceID and other words is a row of its own. `waiting_for`: names of photos that are still to come.
    `removed_at`: since when the content is gone, after the days of the rule `field_form_keep_day`; its visit stays.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="submissions")
    agent = models.ForeignKey(RoundAgent, on_delete=models.PROTECT, null=True, related_name="submissions")
    household = models.ForeignKey(RoundHousehold, on_delete=models.PROTECT, null=True, related_name="submissions")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, null=True, related_name="submission")
    source = models.CharField(_("source"), max_length=10, choices=Source)
    instance_id = models.CharField(max_length=100)
    deprecated_id = models.CharField(max_length=100, blank=True)
    form_version = models.CharField(max_length=40, blank=True)
    base_version = models.PositiveIntegerField(null=True)
    branch_id = models.CharField(max_length=100, blank=True)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    waiting_for = models.JSONField(default=list)
    received_at = models.DateTimeField(default=timezone.now)
    post_count = models.PositiveIntegerField(default=1)
    state = models.CharField(_("state"), max_length=10, choices=SubmissionState, default=SubmissionState.KEPT)
    why = models.CharField(_("why not read"), max_length=30, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instance_id", "sha256"], name="one_submission_per_content")
        ]
        indexes: ClassVar = [
            models.Index(fields=["round", "state", "id"], name="submission_by_state"),
            models.Index(fields=["deprecated_id"], name="submission_by_deprecated"),
        ]

    def __str__(self) -> str:
        return f"{self.instance_id}: {self.state}"


class SubmissionFile(ScopedModel):
    """A photo of a filled form: under HOME/web/attachments by the digest of its content, without what the camera wrote
    about place and time. `refused`: why it was not kept ('size', 'kind', 'broken', 'active'); then there is no content,
    nor after `removed_at`.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    media_type = models.CharField(max_length=40, blank=True)
    size = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    refused = models.CharField(max_length=10, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "name", "sha256", "refused"], name="one_file_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.media_type}"


class VisitConflict(ScopedModel):
    """Two visits to one household of which neither phone knew the other's; both are kept, a coordinator says which
    counts. Until then the later one does.
    """

    household = models.ForeignKey(RoundHousehold, on_delete=models.PROTECT, related_name="conflicts")
    earlier = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    later = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    kept = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["earlier", "later"], name="one_conflict_per_pair_of_visits")
        ]

    def __str__(self) -> str:
        return f"{self.household_id}"
