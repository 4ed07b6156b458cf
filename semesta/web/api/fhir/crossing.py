"""Patient/$ihe-pix: which other identifiers a patient has (IHE PIXm, ITI-83)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from semesta.web.api.asking import ProgramRequest, Refused
from semesta.web.api.fhir.answers import answered, base_of, body_of, for_fhir
from semesta.web.api.fhir.grading import CERTAIN, PROBABLE, graded_own
from semesta.web.api.fhir.people import numbers_of, patients, rows_of
from semesta.web.api.fhir.resources.said import said_of
from semesta.web.api.fhir.resources.systems import CARD, NIK, PERSON, Resource, reference
from semesta.web.api.fhir.search import asked_of, identifier_of, number_of
from semesta.web.api.fhir.telling import told_resource
from semesta.web.casework.queries.told import knows_system, own_patients, present, with_identifier
from semesta.web.core.published.shown import shown_to

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import ToldPatient
    from semesta.web.core.published.shown import Shown

FORM = "application/x-www-form-urlencoded"
MOST, FEW = 20, 3


@for_fhir("GET", "HEAD", "POST", right="Patient.s")
def cross_reference(request: ProgramRequest) -> HttpResponse:
    """Out: Parameters with `targetIdentifier` and `targetId` of the person of the registers and of the organisation's
    own patients who are the same human, without what was asked with. 404 when nobody has the identifier.

    In: `sourceIdentifier` (system|value, or the server's base|Patient/id) and `targetSystem`, in a form or in
    Parameters; in the address only when the city switched it on.
    """
    source, targets = _asked(request)
    system, value = identifier_of(source)
    key = value.removeprefix("Patient/") if system == base_of(request) else ""
    _check_domains(request, system, targets)
    shown = shown_to(request.scope)
    if key:
        held = own_patients(request.scope).filter(fhir_id=key)
        number = number_of(key)
        numbers = set() if number is None else {number}
    else:
        held = with_identifier(request.scope, system, value)
        numbers = set(numbers_of(shown, system, value, MOST))
    own = present(request.scope, held[:MOST])
    own += [other for one in own[:FEW] for other in _same_human(shown, one)]
    numbers |= {one.person_id for one in own if one.person_id is not None}
    rows = rows_of(shown, Q(person_id__in=numbers), MOST)
    beside = own_patients(request.scope).filter(person_id__in=[row["person_id"] for row in rows])[:MOST]
    own = present(request.scope, [*own, *beside])
    found = [*patients(request, shown, rows, [value]), *map(told_resource, own)]
    if not found:
        raise Refused(404, "not-found", "sourceIdentifier Patient Identifier not found")
    return answered({"resourceType": "Parameters", "parameter": _told(found, (system, value), key, targets)})


def _same_human(shown: Shown, one: ToldPatient) -> list[ToldPatient]:
    """Other patients that the organisation told of and that are surely or probably the same one: nobody of the
    registers need be theirs.
    """
    found = graded_own(shown, said_of(one.content))
    return [each.told for each in found if each.told and each.told.pk != one.pk and each.grade in {CERTAIN, PROBABLE}]


def _check_domains(request: ProgramRequest, system: str | None, targets: list[str]) -> None:
    """Refused (400, 403) for a system of identifiers that nobody told of (ITI-83, 2:3.83.4.2.2.3 and 4)."""
    ours = {NIK, CARD, PERSON, base_of(request), ""}
    if system is not None and system not in ours and not knows_system(request.scope, system):
        raise Refused(400, "code-invalid", "sourceIdentifier Assigning Authority not found")
    if any(one not in ours and not knows_system(request.scope, one) for one in targets):
        raise Refused(403, "code-invalid", "targetSystem not found")


def _told(
    found: list[Resource], source: tuple[str | None, str], key: str, targets: list[str]
) -> list[Resource]:  # fmt: skip
    """Each identifier once, then the addresses; without `source`, or the id `key`, with which was asked."""
    seen: set[tuple[str, str]] = set()
    told = []
    for resource in found:
        for one in resource.get("identifier", []):
            name = one.get("system", ""), one.get("value", "")
            asked_with = name[1] == source[1] and source[0] in {None, name[0]}
            if not name[1] or asked_with or name in seen or (targets and name[0] not in targets):
                continue
            seen.add(name)
            told.append({"name": "targetIdentifier", "valueIdentifier": {"system": name[0], "value": name[1]}})
    return [
        *told,
        *({"name": "targetId", "valueReference": reference("Patient", one["id"])} for one in found if one["id"] != key),
    ]  # fmt: skip


def _asked(request: ProgramRequest) -> tuple[str, list[str]]:
    """(source identifier, target systems); Refused (400)."""
    if request.method == "POST" and request.content_type not in {FORM, ""}:
        named = _parameters(body_of(request))
    else:
        asked = asked_of(request, ("sourceIdentifier", "targetSystem"), secret=["sourceIdentifier"])
        named = [(name, value) for name in asked.values for value in asked.values[name]]
    sources = [value for name, value in named if name == "sourceIdentifier"]
    if len(sources) != 1:
        raise Refused(400, "required", "One sourceIdentifier (system|value) is wanted.")
    return sources[0], [value for name, value in named if name == "targetSystem"]


def _parameters(told: Any) -> list[tuple[str, str]]:
    listed = told.get("parameter") if isinstance(told, dict) and told.get("resourceType") == "Parameters" else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Refused(400, "structure", "Parameters are wanted.")
    found = []
    for one in listed:
        identifier = one.get("valueIdentifier")
        value = one.get("valueString", one.get("valueUri"))
        if isinstance(identifier, dict):
            value = f"{identifier.get('system', '')}|{identifier.get('value', '')}"
        if isinstance(one.get("name"), str) and isinstance(value, str):
            found.append((one["name"], value))
    return found
