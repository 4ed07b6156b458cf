"""Names by which identifiers, codes and extensions are known: SATUSEHAT's where there are any, else ours."""

from __future__ import annotations

from typing import Any

NIK = "https://fhir.kemkes.go.id/id/nik"
ADMINISTRATIVE = "https://fhir.kemkes.go.id/r4/StructureDefinition/administrativeCode"
# No public system of identifiers is known for these: names under a domain that nobody owns (RFC 2606).
OURS = "https://semesta.invalid/fhir"
CARD = f"{OURS}/id/noka"
PERSON = f"{OURS}/id/person"
AREA = f"{OURS}/id/kemendagri"
FACILITY = f"{OURS}/id/bpjs-facility"
SEGMENT = f"{OURS}/CodeSystem/segment"
CLASS = f"{OURS}/CodeSystem/cover-class"
REASON = f"{OURS}/CodeSystem/reason"
INDICATOR = f"{OURS}/CodeSystem/indicator"
MEASURE = f"{OURS}/Measure"
MATCH_GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
SECRET_SYSTEMS = frozenset({NIK, CARD})
"""Whose values are identity numbers: they stand in no address."""
INSURER = "bpjs-kesehatan"
"""The Organization that pays."""
OPERATOR = "semesta"

Resource = dict[str, Any]


def bare(resource: Resource) -> Resource:
    """Without what is empty: FHIR knows no empty lists and texts."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def coded(system: str, code: str, display: str = "") -> Resource:
    """A CodeableConcept of one code."""
    return {"coding": [bare({"system": system, "code": code, "display": display})]}


def reference(kind: str, key: object, display: str = "") -> Resource:
    """A Reference to a resource here."""
    return bare({"reference": f"{kind}/{key}", "display": display})


def absent(reason: str) -> Resource:
    """Why there is no value: `masked`, `unknown`."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}
