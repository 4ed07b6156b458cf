"""Organisations, areas and groups of people as FHIR says them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.web.api.fhir.resources.patient import address_of
from semesta.web.api.fhir.resources.systems import (
    AREA,
    CLASS,
    INSURER,
    OURS,
    Resource,
    absent,
    bare,
    coded,
    reference,
)
from semesta.web.core.places import area_name, parents_of

if TYPE_CHECKING:
    from semesta.web.core.models import Organisation

_TYPES = "http://terminology.hl7.org/CodeSystem/organization-type"
_PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"


def insurer() -> Resource:
    """BPJS Kesehatan, who pays."""
    return {
        "resourceType": "Organization", "id": INSURER, "active": True, "type": [coded(_TYPES, "pay", "Payer")],
        "name": "BPJS Kesehatan",
    }  # fmt: skip


def organization_of(one: Organisation) -> Resource:
    """An office or facility that works with Semesta."""
    kind = (
        coded(_TYPES, "prov", "Healthcare Provider") if one.kind == "facility" else coded(_TYPES, "govt", "Government")
    )
    return bare({
        "resourceType": "Organization", "id": f"office-{one.pk}", "active": one.closed_on is None, "type": [kind],
        "name": one.name, "address": [{**address_of(one.area_code), "use": "work"}] if one.area_code else [],
    })  # fmt: skip


def location_of(code: str) -> Resource:
    """An area by its Kemendagri code with dots."""
    above = parents_of(code)
    return bare({
        "resourceType": "Location", "id": code, "identifier": [{"system": AREA, "value": code}], "status": "active",
        "name": area_name(code), "mode": "instance", "address": {**address_of(code), "use": "work"},
        "physicalType": coded(_PHYSICAL, "jdn", "Jurisdiction"),
        "partOf": reference("Location", above[-1]) if above else None,
    })  # fmt: skip


def group_of(area: str, class_name: str, words: str, people: int | None) -> Resource:
    """People of an area in one class of cover, as a count; `people` None: too few to be told. Members are not told."""
    named: dict[str, Any] = {"quantity": people} if people is not None else {"_quantity": absent("masked")}
    return {
        "resourceType": "Group", "id": f"{area}-{class_name.replace('_', '-').lower()}", "active": True,
        "type": "person", "actual": True, "name": f"{words}: {area_name(area)}", **named,
        "characteristic": [
            {"code": coded(f"{OURS}/CodeSystem/characteristic", "residence"),
             "valueReference": reference("Location", area), "exclude": False},
            {"code": coded(f"{OURS}/CodeSystem/characteristic", "cover-class"),
             "valueCodeableConcept": coded(CLASS, class_name, words), "exclude": False},
        ],
    }  # fmt: skip
