"""Patient/$match: who is meant, with grades, for a program that has a patient in front of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from semesta.web.api.asking import ProgramRequest, Refused
from semesta.web.api.fhir.answers import answered, base_of, body_of, for_fhir
from semesta.web.api.fhir.grading import CERTAIN, graded, graded_own
from semesta.web.api.fhir.people import patients
from semesta.web.api.fhir.resources.bundle import matchset
from semesta.web.api.fhir.resources.said import NotAPatient, said_of
from semesta.web.api.fhir.telling import told_resource
from semesta.web.core.published.shown import shown_to

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.api.fhir.grading import Graded

MOST = 20


@for_fhir("POST", right="Patient.s")
def match(request: ProgramRequest) -> HttpResponse:
    """In: Parameters with `resource`, `onlyCertainMatches`, `count`. Out: a searchset, best first, with grades.

    Own patients that are linked with a person who is found stand beside them. Only one person is ever certain.
    """
    patient, only_certain, count = _parameters(body_of(request))
    try:
        said = said_of(patient)
    except NotAPatient as wrong:
        raise Refused(400, "structure", str(wrong)) from wrong
    if not said.identifiers and not (said.name and said.birth_on):
        raise Refused(422, "required", "Say an identifier, or a name and a whole birth date.")
    shown = shown_to(request.scope)
    people = _one_certain(graded(shown, said))
    found = [*people, *graded_own(shown, said)]
    if only_certain:
        found = [one for one in found if one.grade == CERTAIN]
    found = sorted(found, key=lambda one: -one.score)[:count]
    rows = [one.row for one in found if one.row is not None]
    asked_with = [value for _, value in said.identifiers]
    made = dict(zip((row["person_id"] for row in rows), patients(request, shown, rows, asked_with), strict=True))
    graded_ones = []
    for one in found:
        resource = told_resource(one.told) if one.told is not None else made[(one.row or {})["person_id"]]
        graded_ones.append((resource, round(one.score, 4), one.grade))
    return answered(matchset(base_of(request), graded_ones))


def _one_certain(found: list[Graded]) -> list[Graded]:
    """Of two people with one NIK neither is certain."""
    if sum(one.grade == CERTAIN for one in found) < 2:
        return found
    return [replace(one, grade="probable") if one.grade == CERTAIN else one for one in found]


def _parameters(told: Any) -> tuple[Any, bool, int]:
    """(Patient, onlyCertainMatches, count) of the body; a Patient alone is taken, too."""
    if isinstance(told, dict) and told.get("resourceType") == "Patient":
        return told, False, MOST
    if not isinstance(told, dict) or told.get("resourceType") != "Parameters":
        raise Refused(400, "structure", "Parameters with a Patient are wanted.")
    parameters = told.get("parameter")
    if not isinstance(parameters, list) or not all(isinstance(one, dict) for one in parameters):
        raise Refused(400, "structure", "Parameters.parameter is a list of objects.")
    named = {one.get("name"): one for one in parameters if isinstance(one.get("name"), str)}
    if "resource" not in named:
        raise Refused(400, "required", "The parameter `resource` holds a Patient.")
    only = named.get("onlyCertainMatches", {}).get("valueBoolean", False)
    count = named.get("count", {}).get("valueInteger", named.get("count", {}).get("valuePositiveInt", MOST))
    if not isinstance(only, bool) or not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise Refused(400, "value", "onlyCertainMatches is true or false, count a whole number from 1.")
    return named["resource"].get("resource"), only, min(count, MOST)
