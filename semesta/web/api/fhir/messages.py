"""POST of a message at `$process-message`: the feed of Patients as IHE PMIR sends it (ITI-93)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from semesta.web.api.asking import ProgramRequest, Refused
from semesta.web.api.fhir.answers import answered, base_of, for_fhir
from semesta.web.api.fhir.bundles import LARGEST, do_all_or_none, sent_bundle
from semesta.web.api.fhir.resources.bundle import message_answer

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.api.fhir.resources.systems import Resource

FEED = "urn:ihe:iti:pmir:2019:patient-feed"


@for_fhir("POST", largest=LARGEST)
def process(request: ProgramRequest) -> HttpResponse:
    """A message whose history Bundle holds what became of Patients: done as a transaction, then a message that says ok.

    An entry needs the right that it would need by itself. When one fails nothing is kept; its failure is the answer.
    """
    header, entries = _message(sent_bundle(request))
    failure, _ = do_all_or_none(request, [_with_own_id(one) for one in entries])
    if failure is not None:
        return failure
    return answered(message_answer(base_of(request), f"{FEED}-response", str(header.get("id") or uuid.uuid4())))


def _message(told: Any) -> tuple[Resource, list[Any]]:
    """The MessageHeader, and the entries of the history; Refused (400)."""
    listed = told.get("entry") if isinstance(told, dict) and told.get("type") == "message" else None
    header, history = (_resource(listed, place) for place in (0, 1))
    if header.get("resourceType") != "MessageHeader" or history.get("resourceType") != "Bundle":
        raise Refused(400, "structure", "A Bundle of the type message is wanted: a MessageHeader, then a Bundle.")
    if header.get("eventUri") != FEED:
        raise Refused(400, "not-supported", f"The event of a message is {FEED}.")
    entries = history.get("entry", [])
    if history.get("type") != "history" or not isinstance(entries, list):
        raise Refused(400, "structure", "The Bundle in the message is of the type history.")
    return header, entries


def _resource(listed: Any, place: int) -> Resource:
    """The resource of the entry at that place; {} for none."""
    entry = listed[place] if isinstance(listed, list) and len(listed) > place else None
    resource = entry.get("resource") if isinstance(entry, dict) else None
    return resource if isinstance(resource, dict) else {}


def _with_own_id(entry: Any) -> Any:
    """A history says of a new Patient `POST Patient/{id}`: here it is told of under that id."""
    asked = entry.get("request") if isinstance(entry, dict) else None
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(asked, dict) or not isinstance(resource, dict):
        return entry
    kind, _, key = str(asked.get("url", "")).partition("/")
    if kind != "Patient" or not key or asked.get("method") not in {"POST", "PUT"}:
        return entry
    return {**entry, "request": {**asked, "method": "PUT"}, "resource": {**resource, "id": key}}
