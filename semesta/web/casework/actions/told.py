"""Patients that a facility's program tells of, kept as its statement; questions of programs and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.web.casework.models import Question, ToldIdentifier, ToldPatient, ToldVersion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from semesta.web.core.scope import Scope


@dataclass(frozen=True)
class Statement:
    """What is kept of a patient told of; `person_id`, `grade` and `differs` as ToldPatient."""

    content: dict[str, Any]
    identifiers: Sequence[tuple[str, str]]
    nik: str
    name: str
    birth_on: date | None
    sex: str
    person_id: int | None
    grade: str
    differs: str


def keep_patient(scope: Scope, client_id: int, fhir_id: str, told: Statement, now: datetime) -> ToldPatient:
    """A first version; the area is the program's own."""
    made = ToldPatient(
        area_code=scope.areas[0], fhir_id=fhir_id, organisation_id=scope.organisation_id, client_id=client_id,
        first_at=now,
    )  # fmt: skip
    return _put(made, told, now)


def change_patient(held: ToldPatient, client_id: int, told: Statement, now: datetime) -> ToldPatient:
    """The next version; the one before is kept. The same content again is no version."""
    if held.content == told.content:
        return held
    held.version += 1
    held.client_id = client_id
    return _put(held, told, now)


def _put(one: ToldPatient, told: Statement, now: datetime) -> ToldPatient:
    one.content, one.nik, one.name, one.birth_on, one.sex = told.content, told.nik, told.name, told.birth_on, told.sex
    one.person_id, one.grade, one.differs, one.changed_at = told.person_id, told.grade, told.differs, now
    one.save()
    area = one.area_code
    ToldVersion.unscoped.create(patient=one, area_code=area, version=one.version, content=told.content, at=now)
    ToldIdentifier.unscoped.filter(patient=one).delete()
    ToldIdentifier.unscoped.bulk_create(
        ToldIdentifier(patient=one, area_code=area, system=system, value=value) for system, value in told.identifiers
    )
    return one


def keep_question(
    kind: str, asked: dict[str, Any], *, client_id: int, area_code: str, purpose: str, base: str, now: datetime,
    person_id: int | None = None,
) -> Question:  # fmt: skip
    """A question that waits for its answer."""
    made: Question = Question.unscoped.create(
        kind=kind, asked=asked, client_id=client_id, area_code=area_code, purpose=purpose, base=base, made_at=now,
        person_id=person_id,
    )  # fmt: skip
    return made


def keep_answer(
    question: Question, now: datetime, *, answer: dict[str, Any] | None = None, output: str = "",
    person_id: int | None = None,
) -> None:  # fmt: skip
    """The question is answered; a second answer changes nothing."""
    waiting = Question.unscoped.filter(pk=question.pk, answered_at__isnull=True)
    waiting.update(answer=answer, output=output, answered_at=now, person_id=person_id or question.person_id)


def forget_question(public_id: UUID) -> bool:
    """An export and its figures are gone (bulk data: DELETE of its address)."""
    return bool(Question.unscoped.filter(public_id=public_id).delete()[0])
