"""A resource cut down to what was asked for: `_summary` and `_elements` (FHIR R4, search, 3.1.1.5.8 and 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.web.api.fhir.resources.systems import Resource

if TYPE_CHECKING:
    from collections.abc import Iterable

SUMMARIES = ("true", "text", "data", "count", "false")
SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
SUMMARY = {
    "Patient": ("identifier", "active", "name", "telecom", "gender", "birthDate", "deceasedBoolean", "deceasedDateTime",
                "address", "managingOrganization", "link"),
}  # fmt: skip
"""Elements that FHIR marks with Σ; a type that is not here is told whole."""
MANDATORY = {
    "Coverage": ("status", "beneficiary", "payor"),
    "CoverageEligibilityRequest": ("status", "purpose", "patient", "created", "insurer"),
    "CoverageEligibilityResponse": ("status", "purpose", "patient", "created", "request", "outcome", "insurer"),
    "Group": ("type", "actual"),
    "MeasureReport": ("status", "type", "measure", "period"),
}
"""Elements without which a resource of the type is none."""


def shaped(resource: Resource, summary: str = "", elements: Iterable[str] = ()) -> Resource:
    """Only the elements wanted, and those that must be there; marked as SUBSETTED when something may lack."""
    kind = resource["resourceType"]
    wanted = {one.rpartition(".")[2] for one in elements}
    if not wanted and summary == "true":
        wanted = set(SUMMARY.get(kind, ()))
    elif not wanted and summary == "text":
        wanted = {"text"}
    elif not wanted and summary == "data":
        wanted = set(resource) - {"text"}
    if not wanted or kind == "OperationOutcome":
        return resource
    kept = wanted | {"resourceType", "id", "meta", *MANDATORY.get(kind, ())}
    made = {name: value for name, value in resource.items() if name.removeprefix("_") in kept}
    meta = made.get("meta", {})
    return {**made, "meta": {**meta, "tag": [*meta.get("tag", []), SUBSETTED]}}
