"""CoverageEligibilityRequest and its Response: at once, or kept and answered by a worker (`Prefer: respond-async`)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from semesta.web.api.asking import ProgramRequest, Refused, must
from semesta.web.api.fhir.answers import (
    answered,
    base_of,
    body_of,
    for_fhir,
    not_here,
    prefers,
)
from semesta.web.api.fhir.people import cards_of, looked, numbers_of, row_of, rows_of, words
from semesta.web.api.fhir.resources.coverage import NotARequest, checked_request, eligibility_of
from semesta.web.api.fhir.resources.said import NotAPatient, said_of
from semesta.web.api.fhir.search import asked_of, key_of, number_of, told_found
from semesta.web.casework.actions.told import keep_answer, keep_question
from semesta.web.casework.models import QuestionKind
from semesta.web.casework.queries.told import own_patients, own_questions
from semesta.web.core.jobs.queue import ask
from semesta.web.core.published.shown import shown_to

if TYPE_CHECKING:
    from semesta.web.api.fhir.resources.systems import Resource
    from semesta.web.casework.models import Question
    from semesta.web.core.published.shown import Shown

REQUEST, RESPONSE = "CoverageEligibilityRequest", "CoverageEligibilityResponse"
ANSWER_LATER = "program.answer"
"""The job that answers a kept question (api/fhir/jobs.py)."""
KNOWN = ("_id", "request", "patient")


@for_fhir("GET", "HEAD", "POST")
def request_type(request: ProgramRequest) -> HttpResponse:
    """POST: 201 with the request, its response is there with it; 202 when it is answered later. GET: own ones."""
    if request.method == "POST":
        must(request, f"{REQUEST}.c")
        kept = _kept(request)
        if prefers(request, "respond-async"):
            return later(request, kept)
        response = answer_now(request.scope.areas, kept, _shown(request), request)
        told = {"Location": f"{base_of(request)}/{REQUEST}/{kept.public_id}",
                "Content_Location": f"{base_of(request)}/{RESPONSE}/{response['id']}"}  # fmt: skip
        return answered(request_of(kept), 201, **told)
    must(request, f"{REQUEST}.s")
    return _search(request, REQUEST)


@for_fhir("POST", right=f"{REQUEST}.c")
def submit(request: ProgramRequest) -> HttpResponse:
    """$submit: 200 with the response; 202 when it is answered later."""
    kept = _kept(request)
    if prefers(request, "respond-async"):
        return later(request, kept)
    return answered(answer_now(request.scope.areas, kept, _shown(request), request))


@for_fhir("GET", "HEAD", right=f"{REQUEST}.r")
def request_one(request: ProgramRequest, key: str) -> HttpResponse:
    """What the program asked."""
    return answered(request_of(_question(request, key)))


@for_fhir("GET", "HEAD", right=f"{RESPONSE}.r")
def response_one(request: ProgramRequest, key: str) -> HttpResponse:
    """What it was answered."""
    held = _question(request, key)
    if held.answer is None:
        raise not_here(RESPONSE)
    _looked_again(request, [held])
    return answered(held.answer)


@for_fhir("GET", "HEAD", right=f"{RESPONSE}.s")
def response_type(request: ProgramRequest) -> HttpResponse:
    """Answers by request or patient."""
    return _search(request, RESPONSE)


@for_fhir("POST", right=f"{REQUEST}.s")
def request_search(request: ProgramRequest) -> HttpResponse:
    """The same by POST."""
    return _search(request, REQUEST)


@for_fhir("POST", right=f"{RESPONSE}.s")
def response_search(request: ProgramRequest) -> HttpResponse:
    """The same by POST."""
    return _search(request, RESPONSE)


def _shown(request: ProgramRequest) -> Shown:
    return shown_to(request.scope)


def _kept(request: ProgramRequest) -> Question:
    sent = body_of(request)
    try:
        told = checked_request(sent)
    except NotARequest as wrong:
        status, code = (422, "code-invalid") if wrong.unknown_code else (400, "structure")
        raise Refused(status, code, str(wrong)) from wrong
    _identity(told)
    return keep_question(
        QuestionKind.ELIGIBILITY, {name: value for name, value in told.items() if name not in {"id", "meta"}},
        client_id=request.caller.client_id, area_code=request.scope.areas[0], purpose=request.purpose,
        base=base_of(request), now=timezone.now(),
    )  # fmt: skip


def _identity(told: Resource) -> tuple[str, str, str]:
    """(id, system, value) of the patient asked about: by reference, by identifier, or contained. Refused (400, 422)."""
    patient = told["patient"]
    identifier = patient.get("identifier")
    if isinstance(identifier, dict) and isinstance(identifier.get("value"), str):
        system = identifier.get("system", "")
        return "", system if isinstance(system, str) else "", identifier["value"]
    text = patient.get("reference")
    if not isinstance(text, str) or not text or len(text) > 300:
        raise Refused(400, "required", f"{REQUEST}.patient is a reference to a Patient, or an identifier.")
    if not text.startswith("#"):
        return key_of(text, "Patient"), "", ""
    inside = told.get("contained", [])
    found = (
        [one for one in inside if isinstance(one, dict) and one.get("id") == text[1:]]
        if isinstance(inside, list)
        else []
    )
    try:
        identifiers = said_of(found[0]).identifiers if found else ()
    except NotAPatient as wrong:
        raise Refused(400, "structure", str(wrong)) from wrong
    if not identifiers:
        raise Refused(422, "required", "The contained Patient carries an identifier.")
    return "", *identifiers[0]


def _person(shown: Shown, told: Resource) -> dict[str, Any] | None:
    """The one person of the month who is meant; None when nobody or several are."""
    key, system, value = _identity(told)
    if key:
        own = own_patients(shown.scope).filter(fhir_id=key).values_list("person_id", flat=True).first()
        return row_of(shown, str(own) if own is not None else key)
    numbers = numbers_of(shown, system or None, value, 3)
    if not numbers:
        return None
    rows = rows_of(shown, Q(person_id__in=numbers), 3)
    return rows[0] if len(rows) == 1 else None


def answer_now(areas: tuple[str, ...], kept: Question, shown: Shown, request: Any) -> Resource:
    """The response, kept with its question; the look at the person is written first. `request`: whose look it is."""
    if kept.answer is not None:
        return dict(kept.answer)
    person = _person(shown, kept.asked)
    cards: list[dict[str, Any]] = []
    if person is not None:
        looked(request, [person], "eligibility")
        cards = cards_of(shown, Q(person_id=person["person_id"]), 20)
    now = timezone.now()
    response = eligibility_of(
        kept.asked, person, cards, key=str(kept.public_id), request_key=str(kept.public_id), now=now, month=shown.month,
        words=words(),
    )  # fmt: skip
    keep_answer(kept, now, answer=response, person_id=person["person_id"] if person else None)
    return response


def request_of(kept: Question) -> Resource:
    """The request as it was asked, with its id."""
    return {
        **kept.asked,
        "id": str(kept.public_id),
        "meta": {"lastUpdated": kept.made_at.isoformat(timespec="milliseconds")},
    }


def later(request: ProgramRequest, kept: Question) -> HttpResponse:
    """202; `Content-Location` says where to ask again (FHIR: asynchronous requests)."""
    ask(
        ANSWER_LATER, {"question": str(kept.public_id)}, scope=request.scope, area_code=kept.area_code,
        now=timezone.now(),
    )  # fmt: skip
    status = request.build_absolute_uri(reverse("fhir_later", args=[kept.public_id]))
    return HttpResponse(status=202, headers={"Content-Location": status})


def _question(request: ProgramRequest, key: str, kind: str = QuestionKind.ELIGIBILITY) -> Question:
    try:
        public_id = uuid.UUID(key)
    except ValueError:
        raise not_here("question") from None
    held = own_questions(request.scope, request.caller.client_id).filter(public_id=public_id, kind=kind).first()
    if held is None:
        raise not_here("question")
    return held


def _looked_again(request: ProgramRequest, held: list[Question]) -> None:
    looked(request, [{"person_id": one.person_id, "area_code": one.area_code} for one in held], "eligibility")


def _search(request: ProgramRequest, kind: str) -> HttpResponse:
    asked = asked_of(request, KNOWN)
    rows = own_questions(request.scope, request.caller.client_id).filter(kind=QuestionKind.ELIGIBILITY)
    keys = [key_of(key, REQUEST) for key in asked.every("request")] + asked.every("_id")
    if keys:
        rows = rows.filter(public_id__in=[one for key in keys if (one := _uuid(key)) is not None])
    if people := asked.every("patient"):
        rows = rows.filter(person_id__in=[number_of(key_of(key, "Patient")) or -1 for key in people])
    if kind == RESPONSE:
        rows = rows.filter(answer__isnull=False)
    held = list(rows.order_by("-id")[: asked.count + 1])
    more, held = len(held) > asked.count, held[: asked.count]
    if kind == RESPONSE:
        _looked_again(request, held)
    found = [dict(one.answer or {}) if kind == RESPONSE else request_of(one) for one in held]
    total = None if more else len(found)
    remarks = ["There are more: name the request."] if more else []
    return told_found(request, kind, asked, found, total=total, remarks=remarks)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
