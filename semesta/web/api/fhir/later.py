"""Answers that come later: where a program asks again, and fetches what was made."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse

from semesta.web.api.asking import ProgramRequest, Refused, must
from semesta.web.api.fhir.answers import answered, for_fhir, not_here
from semesta.web.api.fhir.eligibility import RESPONSE
from semesta.web.api.fhir.people import looked
from semesta.web.casework.actions.told import forget_question
from semesta.web.casework.models import Question, QuestionKind
from semesta.web.casework.queries.told import own_questions

if TYPE_CHECKING:
    from semesta.web.api.fhir.resources.systems import Resource

COME_AGAIN_SECONDS = "2"
NDJSON = "application/fhir+ndjson"


@for_fhir("GET", "HEAD", "DELETE")
def later(request: ProgramRequest, public_id: uuid.UUID) -> HttpResponse:
    """202 while it is not there; 200 with the response, or with the list of an export's files. DELETE: not wanted."""
    held = _held(request, public_id)
    must(request, "measure.read" if held.kind == QuestionKind.EXPORT else f"{RESPONSE}.r")
    if request.method == "DELETE":
        if held.kind != QuestionKind.EXPORT:
            raise Refused(405, "not-supported", "What was asked about a person stays written down.", {"Allow": "GET"})
        forget_question(held.public_id)
        return HttpResponse(status=202)
    if held.answered_at is None:
        return HttpResponse(status=202, headers={"Retry-After": COME_AGAIN_SECONDS, "X-Progress": "waiting"})
    if held.kind == QuestionKind.EXPORT:
        return HttpResponse(json.dumps(manifest(request, held)), content_type="application/json")
    looked(request, [{"person_id": held.person_id, "area_code": held.area_code}], "eligibility")
    return answered(dict(held.answer or {}))


@for_fhir("GET", "HEAD", right="measure.read", json_only=False)
def output(request: ProgramRequest, public_id: uuid.UUID) -> HttpResponse:
    """The file of an export: one MeasureReport a line."""
    held = _held(request, public_id)
    if held.kind != QuestionKind.EXPORT or held.answered_at is None:
        raise not_here("export")
    return HttpResponse(held.output, content_type=NDJSON)


def _held(request: ProgramRequest, public_id: uuid.UUID) -> Question:
    found = own_questions(request.scope, request.caller.client_id).filter(public_id=public_id).first()
    if found is None:
        raise not_here("question")
    return found


def manifest(request: ProgramRequest, held: Question) -> Resource:
    """What FHIR Bulk Data calls the complete status."""
    url = request.build_absolute_uri(reverse("fhir_output", args=[held.public_id]))
    files = [{"type": "MeasureReport", "url": url, "count": held.output.count("\n")}] if held.output else []
    return {
        "transactionTime": held.answered_at.isoformat(timespec="milliseconds") if held.answered_at else "",
        "request": held.asked["request"], "requiresAccessToken": True, "output": files, "error": [],
    }  # fmt: skip
