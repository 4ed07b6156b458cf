"""What a facility's program tells of its own patients: a feed beside the registers (IHE PIXm, ITI-104)."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.http import http_date

from semesta.web.api.asking import ProgramRequest, Refused
from semesta.web.api.fhir.answers import ID, IDENTITY_NUMBER, answered, base_of, body_of, prefers
from semesta.web.api.fhir.grading import CERTAIN, PROBABLE, graded
from semesta.web.api.fhir.resources.bundle import outcome
from semesta.web.api.fhir.resources.said import NotAPatient, Said, kept_of, said_of
from semesta.web.api.fhir.resources.systems import reference
from semesta.web.api.fhir.search import asked_of, identifier_of, is_secret, number_of, only_wanted, within_bundle
from semesta.web.casework.actions.told import Statement, change_patient, keep_patient
from semesta.web.casework.models import ToldPatient, ToldVersion
from semesta.web.casework.queries.told import own_patients, with_identifier
from semesta.web.core.published.shown import NothingPublished, shown_to

if TYPE_CHECKING:
    from datetime import datetime

    from semesta.web.api.fhir.resources.systems import Resource


def create(request: ProgramRequest) -> HttpResponse:
    """201 with the patient as it is kept; 200 with the one that `If-None-Exist` names; 412 when it names several."""
    sent = body_of(request)
    said = _said(sent)
    if told := request.headers.get("If-None-Exist"):
        held = named(request, told)
        if held is not None:
            return told_answer(request, held, 200)
    statement = _statement(request, sent, said)
    kept = keep_patient(request.scope, request.caller.client_id, _new_id(request), statement, timezone.now())
    return told_answer(request, kept, 201)


def _new_id(request: ProgramRequest) -> str:
    """Of our making; an entry of a transaction has one already, by which others of it refer to it."""
    return str(getattr(request, "new_id", "") or uuid.uuid4())


def update(request: ProgramRequest, key: str) -> HttpResponse:
    """200 with the next version; 201 for an id that is new. A person of the registers is nobody's to change: 409."""
    sent = body_of(request)
    said = _said(sent)
    if sent.get("id") != key:
        raise Refused(400, "value", "The body's id is the one in the address.")
    held = _locked(request).filter(fhir_id=_own_id(key)).first()
    _check_version(request, held)
    return _put(request, held, key, sent, said)


def _own_id(key: str) -> str:
    """An id that a program may choose; Refused (400, 409) for what is none or belongs to a person of the registers."""
    if not ID.fullmatch(key):
        raise Refused(400, "value", "An id has 1 to 64 letters, digits, hyphens and dots.")
    if number_of(key) is not None or IDENTITY_NUMBER.search(key):
        raise Refused(
            409, "business-rule", "An id of digits is a person of the registers, whom no program changes. POST your own"
            " patient, or PUT it under an id of your own: it is kept as your statement and linked.",
        )  # fmt: skip
    return key


def update_by_identifier(request: ProgramRequest) -> HttpResponse:
    """As `update`, of the one patient with this identifier, or of a new one; 412 when several have it."""
    asked = asked_of(request, ["identifier"])
    if asked.remarks:
        raise Refused(400, "not-supported", "A patient to be updated is named by identifier alone, or by id.")
    system, value = identifier_of(asked.first("identifier"))
    if is_secret(system, value) and not (settings.FHIR_GET_IDENTIFIER or within_bundle(request)):
        raise Refused(403, "security", "No identity number in an address: name your own number of the patient.")
    sent = body_of(request)
    said = _said(sent)
    held = _only(_locked(request).filter(pk__in=with_identifier(request.scope, system, value).values("pk")))
    if held is not None and sent.get("id", held.fhir_id) != held.fhir_id:
        raise Refused(400, "value", "The body's id is not that of the patient with this identifier.")
    key = held.fhir_id if held else _own_id(sent["id"]) if "id" in sent else _new_id(request)
    _check_version(request, held)
    return _put(request, held, key, sent, said)


def _put(request: ProgramRequest, held: ToldPatient | None, key: str, sent: Any, said: Said) -> HttpResponse:
    statement, now = _statement(request, sent, said), timezone.now()
    if held is not None:
        return told_answer(request, change_patient(held, request.caller.client_id, statement, now), 200)
    try:
        with transaction.atomic():
            made = keep_patient(request.scope, request.caller.client_id, key, statement, now)
    except IntegrityError:
        raise Refused(
            409, "conflict", "Somebody else told of this patient at the same moment; send it again."
        ) from None
    return told_answer(request, made, 201)


def _locked(request: ProgramRequest) -> Any:
    return own_patients(request.scope).select_for_update()


def _said(sent: Any) -> Said:
    try:
        return said_of(sent)
    except NotAPatient as wrong:
        raise Refused(400, "structure", str(wrong)) from wrong


def named(request: ProgramRequest, told: str) -> ToldPatient | None:
    """The one patient that a condition (`identifier=system|value`) names. Refused (412) when it names several."""
    asked = QueryDict(told.lstrip("?"))
    if list(asked.lists()) != [("identifier", [asked.get("identifier")])]:
        raise Refused(400, "not-supported", "A condition names an identifier, and nothing else.")
    system, value = identifier_of(asked["identifier"])
    return _only(with_identifier(request.scope, system, value))


def _only(rows: Any) -> ToldPatient | None:
    found = list(rows[:2])
    if len(found) > 1:
        raise Refused(412, "multiple-matches", "Several of your patients carry this identifier.")
    return found[0] if found else None


def _check_version(request: ProgramRequest, held: ToldPatient | None) -> None:
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    if wanted.strip() == "*" and held is not None:
        return
    found = re.fullmatch(r'(?:W/)?"?(\d+)"?', wanted.strip())
    if not found or held is None or int(found[1]) != held.version:
        raise Refused(412, "conflict", "The patient has another version by now: read it, then send again.")


def _statement(request: ProgramRequest, sent: dict[str, Any], said: Said) -> Statement:
    """With the person of the month whom it is surely or probably about."""
    try:
        best = next(iter(graded(shown_to(request.scope), said)), None)
    except NothingPublished:
        best = None
    linked = best if best and best.grade in {CERTAIN, PROBABLE} else None
    return Statement(
        kept_of(sent), said.identifiers, said.nik, said.name, said.birth_on, said.sex,
        person_id=linked.row["person_id"] if linked and linked.row else None,
        grade=best.grade if best else "", differs=linked.differs if linked else "",
    )  # fmt: skip


def told_resource(one: ToldPatient) -> Resource:
    """The patient as it was told, with id, version, and a link to the person of the registers."""
    made = _versioned(one.fhir_id, one.content, one.version, one.changed_at)
    if one.person_id is None:
        return made
    return {**made, "link": [*made.get("link", []), {"other": reference("Patient", one.person_id), "type": "refer"}]}


def told_version(one: ToldPatient, past: ToldVersion) -> Resource:
    """The patient as it was told in that version."""
    return _versioned(one.fhir_id, past.content, past.version, past.at)


def _versioned(key: str, content: Resource, version: int, at: datetime) -> Resource:
    ours = {"versionId": str(version), "lastUpdated": at.isoformat(timespec="milliseconds")}
    return {**content, "id": key, "meta": {**content.get("meta", {}), **ours}}


def told_answer(request: ProgramRequest, one: ToldPatient, status: int) -> HttpResponse:
    """The patient, or what `Prefer` wants instead, with the headers of its version."""
    headers = {"ETag": f'W/"{one.version}"', "Last_Modified": http_date(one.changed_at.timestamp())}
    if request.method in {"GET", "HEAD"}:
        return answered(only_wanted(request, told_resource(one)), status, **headers)
    headers["Location"] = f"{base_of(request)}/Patient/{one.fhir_id}/_history/{one.version}"
    if prefers(request, "return=minimal"):
        return HttpResponse(status=status, headers={name.replace("_", "-"): text for name, text in headers.items()})
    if prefers(request, "return=operationoutcome"):
        return answered(outcome("informational", "The patient is kept.", "information"), status, **headers)
    return answered(told_resource(one), status, **headers)
