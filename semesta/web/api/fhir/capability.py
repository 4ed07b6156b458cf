"""CapabilityStatement, what this server does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from semesta.web.api.asking import Refused
from semesta.web.api.fhir import covers, eligibility, finding
from semesta.web.api.fhir.answers import answered, base_of, check_format, says
from semesta.web.api.fhir.resources.systems import OURS, Resource, coded
from semesta.web.core.access import PUBLIC, Area, needs

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.web.core.access import View

PUBLISHED_ON = "2026-11-28"
_TYPES = {"_id": "token", "identifier": "token", "name": "string", "status": "token"}
_TYPES_ELSE = "reference"
RESOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Patient": ("read vread history-instance search-type create update", tuple(finding.TYPES)),
    "Coverage": ("read search-type", ("_id", "identifier", "status", *covers.PEOPLE)),
    eligibility.REQUEST: ("read search-type create", eligibility.KNOWN),
    eligibility.RESPONSE: ("read search-type", eligibility.KNOWN),
    "Organization": ("read search-type", ("_id", "name")),
    "Location": ("read search-type", ("_id", "identifier", "partof")),
    "Group": ("read search-type", ("_id", "area")),
    "MeasureReport": ("read search-type", ("subject",)),
}
"""Interactions and search parameters by type."""
SYSTEM_OPERATIONS = [
    ("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export"),
    ("process-message", "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message"),
]
SYSTEM_INTERACTIONS = ("batch", "transaction")
_SMART = "fhir-registry.smarthealthit.org"
OAUTH_URIS = f"http://{_SMART}/StructureDefinition/oauth-uris"
OPERATIONS = {
    "Patient": [
        ("match", "http://hl7.org/fhir/OperationDefinition/Patient-match"),
        ("ihe-pix", "https://profiles.ihe.net/ITI/PIXm/OperationDefinition/IHE.PIXm.pix"),
    ],
    eligibility.REQUEST: [("submit", "http://hl7.org/fhir/OperationDefinition/CoverageEligibilityRequest-submit")],
    "Group": [("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export")],
}


def _resource(kind: str) -> Resource:
    interactions, parameters = RESOURCES[kind]
    made: Resource = {
        "type": kind,
        "interaction": [{"code": one} for one in interactions.split()],
        "searchParam": [
            {"name": one, "type": (finding.TYPES if kind == "Patient" else _TYPES).get(one, _TYPES_ELSE)}
            for one in parameters
        ],
    }
    if kind == "Patient":
        made |= {
            "versioning": "versioned-update", "readHistory": True, "updateCreate": True, "conditionalCreate": True,
            "conditionalRead": "full-support", "conditionalUpdate": True, "conditionalDelete": "not-supported",
            "searchInclude": list(finding.INCLUDES), "searchRevInclude": list(finding.INCLUDES),
            "documentation": "What a program sends is kept as its organisation's statement, linked with the person of"
            " the registers and never written into them. Duplicates: link of the type replaced-by.",
        }  # fmt: skip
    if kind in OPERATIONS:
        made["operation"] = [{"name": name, "definition": definition} for name, definition in OPERATIONS[kind]]
    return made


def statement(request: HttpRequest) -> Resource:
    """What this server can do."""
    found = request.build_absolute_uri(reverse("smart_configuration"))
    token = request.build_absolute_uri(reverse("oauth_token"))
    security: dict[str, Any] = {
        "service": [coded("http://terminology.hl7.org/CodeSystem/restful-security-service", "SMART-on-FHIR")],
        "extension": [{"url": OAUTH_URIS, "extension": [{"url": "token", "valueUri": token}]}],
        "description": "OAuth 2 client credentials: private_key_jwt (SMART backend services) or a secret;"
        f" {found} says where.",
    }
    return {
        "resourceType": "CapabilityStatement", "status": "active", "date": PUBLISHED_ON, "kind": "instance",
        "publisher": "Semesta", "fhirVersion": "4.0.1", "format": ["application/fhir+json", "json"],
        "url": f"{OURS}/CapabilityStatement/semesta", "version": "1", "name": "Semesta", "title": "Semesta FHIR R4",
        "software": {"name": "Semesta"},
        "implementation": {"description": "Cover of JKN of a city's residents", "url": base_of(request)},
        "rest": [{
            "mode": "server", "security": security,
            "documentation": "Identity numbers stand in no address: search by POST …/_search, or in a Bundle.",
            "interaction": [{"code": one} for one in SYSTEM_INTERACTIONS],
            "resource": [_resource(kind) for kind in RESOURCES],
            "operation": [{"name": name, "definition": definition} for name, definition in SYSTEM_OPERATIONS],
        }],
    }  # fmt: skip


def _public(view: Callable[..., HttpResponse]) -> View:
    def answered_to_all(request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except Refused as refused:
            return says(refused)

    guarded: View = csrf_exempt(needs(PUBLIC, area=Area.NONE)(answered_to_all))
    return guarded


@_public
def metadata(request: HttpRequest) -> HttpResponse:
    """For everybody, without a token."""
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        raise Refused(405, "not-supported", "Use GET.", {"Allow": "GET, HEAD, OPTIONS"})
    check_format(request)
    return answered(statement(request), Allow="GET, HEAD, OPTIONS")


@_public
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """404 for a type or operation that this server does not have."""
    raise Refused(404, "not-supported", "This server has no such type or operation; see metadata.")


__all__ = ["metadata", "nothing_here", "statement"]
