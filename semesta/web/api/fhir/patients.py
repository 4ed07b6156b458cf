"""Patient: read, search, and what a facility's program tells of its own patients: a feed beside the registers."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date

from semesta.web.api.asking import ProgramRequest, Refused, must
from semesta.web.api.fhir.answers import (
    ID,
    IDENTITY_NUMBER,
    answered,
    base_of,
    body_of,
    check_format,
    for_fhir,
    not_here,
    prefers,
)
from semesta.web.api.fhir.grading import CERTAIN, PROBABLE, graded
from semesta.web.api.fhir.people import numbers_of, patients, row_of, rows_of
from semesta.web.api.fhir.resources.bundle import searchset
from semesta.web.api.fhir.resources.patient import SEXES, NotAPatient, Said, said_of
from semesta.web.api.fhir.resources.systems import NIK, PERSON, reference
from semesta.web.api.fhir.search import Asked, asked_of, day_of, identifier_of, is_secret, number_of
from semesta.web.casework.actions.told import Statement, change_patient, keep_patient
from semesta.web.casework.models import ToldPatient, ToldVersion
from semesta.web.casework.queries.told import own_patients, with_identifier
from semesta.web.core.published.search import find
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.published.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from semesta.web.api.fhir.resources.systems import Resource
    from semesta.web.core.published.shown import Shown

KNOWN = ("_id", "identifier", "name", "family", "given", "birthdate", "gender", "link")
READ, SEARCH, CREATE, UPDATE = "Patient.r", "Patient.s", "Patient.c", "Patient.u"


@for_fhir("GET", "HEAD", "POST", "PUT")
def patient_type(request: ProgramRequest) -> HttpResponse:
    """GET: a search; POST: a patient told of; PUT: one told of, by an identifier of the facility's own."""
    if request.method == "POST":
        must(request, CREATE)
        return create(request)
    if request.method == "PUT":
        must(request, UPDATE)
        return _update_by_identifier(request)
    must(request, SEARCH)
    return _search(request)


@for_fhir("POST", right=SEARCH)
def patient_search(request: ProgramRequest) -> HttpResponse:
    """POST of a form: the way for identity numbers."""
    return _search(request)


@for_fhir("GET", "HEAD", "PUT")
def patient_one(request: ProgramRequest, key: str) -> HttpResponse:
    """A person of the month, or a patient that the program's organisation told of."""
    if request.method == "PUT":
        must(request, UPDATE)
        return update(request, key)
    must(request, READ)
    check_format(request)
    told = own_patients(request.scope).filter(fhir_id=key).first()
    if told is not None:
        return _told_answer(request, told, 200)
    shown = shown_to(request.scope)
    row = row_of(shown, key)
    if row is None:
        raise not_here("Patient")
    (found,) = patients(request, shown, [row])
    return answered(found, ETag=f'W/"{found["meta"]["versionId"]}"')


@for_fhir("GET", "HEAD", right=READ)
def patient_version(request: ProgramRequest, key: str, version: int) -> HttpResponse:
    """A patient told of, as it was in one version."""
    held = own_patients(request.scope).filter(fhir_id=key).first()
    past = ToldVersion.objects.within(request.scope).filter(patient=held, version=version).first() if held else None
    if held is None or past is None:
        raise not_here("version of a Patient")
    resource = {**past.content, "id": held.fhir_id, "meta": _meta(past.content, past.version, past.at)}
    return answered(resource, ETag=f'W/"{past.version}"')


# -- search


def _search(request: ProgramRequest) -> HttpResponse:
    asked = asked_of(request, KNOWN, secret=["identifier"])
    try:
        shown: Shown | None = shown_to(request.scope)
    except NothingPublished:
        shown = None
    tokens = [identifier_of(token) for token in asked.every("identifier")]
    rows, more = _people(shown, asked, tokens) if shown else ([], False)
    told = list(_own(request, asked, tokens)[: asked.count + 1])
    rows, more = rows[: asked.count], more or len(rows) + len(told) > asked.count
    values = [value for _, value in tokens]
    found = patients(request, shown, rows, values) if shown else []
    found += [told_resource(one) for one in told[: max(0, asked.count - len(rows))]]
    remarks = [*asked.remarks, *(["There are more: say more of the person."] if more else [])]
    total = None if more else len(found)
    link = f"{base_of(request)}/Patient"
    return answered(searchset(base_of(request), link, found, total=total, remarks=remarks))


def _people(
    shown: Shown, asked: Asked, tokens: list[tuple[str | None, str]]
) -> tuple[list[dict[str, Any]], bool]:  # fmt: skip
    """Published people who fulfil all that is asked, and whether there are more."""
    numbers = _found_numbers(shown, asked, tokens)
    narrowed = Q(person_id__in=numbers)
    if asked.first("gender"):
        narrowed &= _gender(asked.first("gender"))
    if asked.first("birthdate"):
        narrowed &= Q(birth_on=day_of(asked.first("birthdate")))
    rows = rows_of(shown, narrowed, asked.count + 1) if numbers else []
    place = {number: at for at, number in enumerate(numbers)}
    return sorted(rows, key=lambda row: place[row["person_id"]]), len(rows) > asked.count


def _found_numbers(shown: Shown, asked: Asked, tokens: list[tuple[str | None, str]]) -> list[int]:
    """By id or identifier; else by name, alone or with a birth date. Refused (400) when nothing narrows the search."""
    keys = [key.rpartition("/")[2] for key in asked.every("_id")]
    if keys:
        numbers = [number for key in keys if (number := number_of(key)) is not None]
        return [one for one in numbers if not tokens or one in _with_tokens(shown, tokens, asked.count + 1)]
    if tokens:
        return _with_tokens(shown, tokens, asked.count + 1)
    name = _name(asked)
    if not name:
        raise Refused(400, "too-costly", "Say who: an identifier, an _id, or a name.")
    day = asked.first("birthdate")
    wanted = Wanted(name=name, birth_on=day_of(day) if day else None)
    return [hit.person_id for hit in find(shown, wanted, asked.count + 1).hits]


def _with_tokens(shown: Shown, tokens: Iterable[tuple[str | None, str]], most: int) -> list[int]:
    return [number for system, value in tokens for number in numbers_of(shown, system, value, most)]


def _name(asked: Asked) -> str:
    return " ".join([*asked.values.get("name", []), *asked.values.get("given", []), *asked.values.get("family", [])])


def _gender(code: str) -> Q:
    if code not in {"male", "female", "other", "unknown"}:
        raise Refused(400, "value", "gender is male, female, other or unknown.")
    return Q(sex=SEXES[code]) if code in SEXES else ~Q(sex__in=SEXES.values())


def _own(request: ProgramRequest, asked: Asked, tokens: list[tuple[str | None, str]]) -> Any:
    """Patients that the organisation told of, who fulfil all that is asked."""
    rows = own_patients(request.scope)
    if keys := [key.rpartition("/")[2] for key in asked.every("_id")]:
        rows = rows.filter(fhir_id__in=keys)
    elif not tokens and not _name(asked) and not asked.first("link"):
        return rows.none()
    if tokens:
        named = Q(pk__in=[])
        for system, value in tokens:
            named |= Q(pk__in=with_identifier(request.scope, system, value).values("pk"))
        rows = rows.filter(named)
    for word in _name(asked).split():
        rows = rows.filter(name__icontains=word)
    if asked.first("birthdate"):
        rows = rows.filter(birth_on=day_of(asked.first("birthdate")))
    if asked.first("gender"):
        rows = rows.filter(sex=SEXES.get(asked.first("gender"), ""))
    if asked.first("link"):
        rows = rows.filter(person_id=number_of(asked.first("link").rpartition("/")[2]) or -1)
    return rows.order_by("id")


# -- what a facility tells


def create(request: ProgramRequest) -> HttpResponse:
    """201 with the patient as it is kept; 200 with the one that `If-None-Exist` names; 412 when it names several."""
    sent = body_of(request)
    said = _said(sent)
    if told := request.headers.get("If-None-Exist"):
        held = _named(request, told)
        if held is not None:
            return _told_answer(request, held, 200)
    kept = keep_patient(
        request.scope, request.caller.client_id, str(uuid.uuid4()), _statement(request, sent, said), timezone.now()
    )
    return _told_answer(request, kept, 201)


def update(request: ProgramRequest, key: str) -> HttpResponse:
    """200 with the next version; 201 for an id that is new. A person of the registers is nobody's to change: 409."""
    sent = body_of(request)
    said = _said(sent)
    if not ID.fullmatch(key) or sent.get("id") != key:
        raise Refused(400, "value", "The body's id is the one in the address.")
    if number_of(key) is not None or IDENTITY_NUMBER.search(key):
        raise Refused(
            409, "business-rule", "An id of digits is a person of the registers, whom no program changes. POST your own"
            " patient, or PUT it under an id of your own: it is kept as your statement and linked.",
        )  # fmt: skip
    held = _locked(request).filter(fhir_id=key).first()
    _check_version(request, held)
    return _put(request, held, key, sent, said)


def _update_by_identifier(request: ProgramRequest) -> HttpResponse:
    asked = asked_of(request, ["identifier"])
    system, value = identifier_of(asked.first("identifier"))
    if is_secret(system, value) and not settings.FHIR_GET_IDENTIFIER:
        raise Refused(403, "security", "No identity number in an address: name your own number of the patient.")
    sent = body_of(request)
    said = _said(sent)
    held = _only(_locked(request).filter(pk__in=with_identifier(request.scope, system, value).values("pk")))
    key = held.fhir_id if held else str(uuid.uuid4())
    if sent.get("id") not in {None, key}:
        raise Refused(400, "value", "The body's id is not that of the patient with this identifier.")
    _check_version(request, held)
    return _put(request, held, key, sent, said)


def _put(request: ProgramRequest, held: ToldPatient | None, key: str, sent: Any, said: Said) -> HttpResponse:
    statement, now = _statement(request, sent, said), timezone.now()
    if held is not None:
        return _told_answer(request, change_patient(held, request.caller.client_id, statement, now), 200)
    try:
        with transaction.atomic():
            made = keep_patient(request.scope, request.caller.client_id, key, statement, now)
    except IntegrityError:
        raise Refused(
            409, "conflict", "Somebody else told of this patient at the same moment; send it again."
        ) from None
    return _told_answer(request, made, 201)


def _locked(request: ProgramRequest) -> Any:
    return own_patients(request.scope).select_for_update()


def _said(sent: Any) -> Said:
    try:
        return said_of(sent)
    except NotAPatient as wrong:
        raise Refused(400, "structure", str(wrong)) from wrong


def _named(request: ProgramRequest, told: str) -> ToldPatient | None:
    """The one patient that `If-None-Exist: identifier=system|value` names."""
    from django.http import QueryDict

    asked = QueryDict(told.lstrip("?"))
    if set(asked) != {"identifier"}:
        raise Refused(400, "not-supported", "If-None-Exist names an identifier.")
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
    content = {name: value for name, value in sent.items() if name not in {"id", "meta", "link"}}
    return Statement(
        content, said.identifiers, said.nik, said.name, said.birth_on, said.sex,
        person_id=linked.row["person_id"] if linked and linked.row else None,
        grade=best.grade if best else "", differs=linked.differs if linked else "",
    )  # fmt: skip


def _meta(content: dict[str, Any], version: int, at: Any) -> Resource:
    return {"versionId": str(version), "lastUpdated": at.isoformat(timespec="milliseconds")}


def told_resource(one: ToldPatient) -> Resource:
    """The patient as it was told, with id, version, and a link to the person of the registers."""
    link = [{"other": reference("Patient", one.person_id), "type": "refer"}] if one.person_id is not None else []
    made = {**one.content, "id": one.fhir_id, "meta": _meta(one.content, one.version, one.changed_at)}
    return {**made, "link": link} if link else made


def _told_answer(request: ProgramRequest, one: ToldPatient, status: int) -> HttpResponse:
    resource = told_resource(one)
    headers = {"ETag": f'W/"{one.version}"', "Last_Modified": http_date(one.changed_at.timestamp())}
    if request.method not in {"GET", "HEAD"}:
        headers["Location"] = f"{base_of(request)}/Patient/{one.fhir_id}/_history/{one.version}"
    if prefers(request, "return=minimal"):
        return HttpResponse(status=status, headers={name.replace("_", "-"): text for name, text in headers.items()})
    return answered(resource, status, **headers)


__all__ = ["NIK", "PERSON", "create", "patient_one", "patient_search", "patient_type", "patient_version", "update"]
