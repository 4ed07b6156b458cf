"""What programs of facilities told and asked: own patients, and questions that are answered later."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from semesta.web.core.models import ApiClient, Organisation, ScopedModel


class ToldPatient(ScopedModel):
    """A patient as a facility's program has them: a statement of the facility, beside the registers and never in them.

    `fhir_id` is the program's own or made here; no two of one organisation are the same. `person_id`: the person of the
    month whom the statement was linked with, `grade` how surely, `differs` what it says otherwise than the register.
    `area_code` is the program's. It leaves with `semesta_action.csv` (casework/export.py).
    Gone `told_patient_keep_day` days after its last change.
    """

    fhir_id = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="told_patients")
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="told_patients")
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    nik = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=200, blank=True)
    birth_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    person_id = models.BigIntegerField(null=True)
    grade = models.CharField(max_length=12, blank=True)
    differs = models.CharField(max_length=100, blank=True)
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "nik"], name="told_by_nik"),
            models.Index(fields=["organisation", "birth_on"], name="told_by_birth"),
            models.Index(fields=["person_id"], name="told_by_person"),
            models.Index(fields=["changed_at"], name="told_by_change"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "fhir_id"], name="one_told_patient_per_id")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.fhir_id} v{self.version}"


class ToldIdentifier(ScopedModel):
    """An identifier of a told patient, as its program names it."""

    patient = models.ForeignKey(ToldPatient, on_delete=models.CASCADE, related_name="identifiers")
    system = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=100)

    class Meta(ScopedModel.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["value", "system"], name="told_by_identifier")]


class ToldVersion(ScopedModel):
    """What a told patient was in one version."""

    patient = models.ForeignKey(ToldPatient, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "version"], name="one_row_per_told_version")
        ]


class QuestionKind(models.TextChoices):
    """What a program asked for."""

    ELIGIBILITY = "eligibility"
    EXPORT = "export"


class Question(ScopedModel):
    """A question of a program and, once it is there, its answer: eligibility of a person, or figures of its area.

    `public_id` names both in addresses. `asked` and `answer` are FHIR; an export's answer is NDJSON in `output`.
    Gone after the days of the rule `fhir_question_keep_day`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=QuestionKind.choices)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="questions")
    person_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=20)
    asked = models.JSONField()
    answer = models.JSONField(null=True)
    output = models.TextField(blank=True)
    base = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["client", "person_id"], name="question_by_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
