"""POST of a Bundle at the base: batch and transaction (FHIR R4, http, 3.1.0.11).

Each entry is answered by the view that answers its address, for the same program: with its right, its place in the
minute's count, and its looks. Addresses of entries stand in the body, so that identity numbers may stand in them.
"""

from __future__ import annotations

import io
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.urls import Resolver404, resolve

from semesta.web.api.asking import FORBIDDEN, ProgramRequest, Refused, as_programs, inner_of, note_refused, take
from semesta.web.api.fhir.answers import BASE, FHIR_JSON, answered, base_of, body_of, for_fhir, says
from semesta.web.api.fhir.resources.bundle import responses
from semesta.web.api.fhir.search import within_bundle
from semesta.web.api.fhir.telling import named
from semesta.web.core.published.shown import NothingPublished

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.api.fhir.resources.systems import Resource

BATCH, TRANSACTION = "batch", "transaction"
LARGEST = 2 << 20
MOST_ENTRIES = 100
ORDER = ("DELETE", "POST", "PUT", "PATCH", "GET", "HEAD")
"""In which a transaction does what its entries ask."""
_HEADERS = {"ifMatch": "HTTP_IF_MATCH", "ifNoneMatch": "HTTP_IF_NONE_MATCH", "ifNoneExist": "HTTP_IF_NONE_EXIST",
            "ifModifiedSince": "HTTP_IF_MODIFIED_SINCE"}  # fmt: skip


@dataclass
class Entry:
    """What one entry asks; `key`: the id that its resource has or will have ('' where it has none of ours)."""

    full_url: str
    method: str
    url: str
    resource: Any
    conditions: dict[str, str]
    key: str = ""


@for_fhir("POST", largest=LARGEST)
def bundle(request: ProgramRequest) -> HttpResponse:
    """batch: each entry for itself, its failure in its own response. transaction: all of them, or none (the failure of
    the first that fails is the answer, and nothing is kept).
    """
    told = sent_bundle(request)
    kind = told.get("type") if isinstance(told, dict) and told.get("resourceType") == "Bundle" else None
    if kind not in {BATCH, TRANSACTION}:
        raise Refused(400, "invalid", "A Bundle of the type batch or transaction is wanted.")
    listed = told.get("entry", [])
    if kind == BATCH:
        return answered(responses(kind, [_alone(request, one) for one in _checked(listed)]))
    failure, made = do_all_or_none(request, listed)
    return failure or answered(responses(kind, made))


def sent_bundle(request: ProgramRequest) -> Any:
    """The body; Refused (400) inside another Bundle: no Bundle holds one to be done."""
    if within_bundle(request):
        raise Refused(400, "invalid", "A Bundle holds no other that is to be done.")
    return body_of(request)


def do_all_or_none(request: ProgramRequest, listed: Any) -> tuple[HttpResponse | None, list[Resource]]:
    """(None, responses in the order of the entries) when all was done; (the failure, []) when nothing was."""
    try:
        for _ in _checked(listed):
            take(request.caller)
        return None, _all_or_none(request, [_entry(one) for one in listed])
    except Refused as refused:
        return _refusal(request, refused), []


def _checked(listed: Any) -> list[Any]:
    """Refused (400, 413) for what is no list of entries."""
    if not isinstance(listed, list):
        raise Refused(400, "structure", "Bundle.entry is a list.")
    if len(listed) > MOST_ENTRIES:
        raise Refused(413, "too-long", f"A Bundle may have {MOST_ENTRIES} entries.")
    return listed


def _refusal(request: ProgramRequest, refused: Refused) -> HttpResponse:
    """The OperationOutcome; a refused right is in the trail. What was begun has been taken back, the count has not."""
    if refused.status == FORBIDDEN:
        note_refused(request, refused.needs or refused.code)
    return says(refused)


def _entry(told: Any) -> Entry:
    """Refused (400) for what is no request."""
    asked = told.get("request") if isinstance(told, dict) else None
    if not isinstance(asked, dict):
        raise Refused(400, "required", "Every entry of a batch or transaction has a request.")
    method, url, full_url = asked.get("method"), asked.get("url"), told.get("fullUrl", "")
    if method not in ORDER or not isinstance(url, str) or not url or not isinstance(full_url, str):
        raise Refused(400, "value", f"An entry's request has a method of {', '.join(ORDER)} and an address.")
    conditions = {header: asked[name] for name, header in _HEADERS.items() if name in asked}
    if not all(isinstance(one, str) for one in conditions.values()):
        raise Refused(400, "value", "The conditions of an entry's request are texts.")
    try:
        "".join([url, *conditions.values()]).encode()
    except UnicodeEncodeError:
        raise Refused(400, "value", "An entry's request holds half a character.") from None
    return Entry(full_url, method, url, told.get("resource"), conditions)


# -- one entry


def _alone(request: ProgramRequest, told: Any) -> Resource:
    """The response to an entry of a batch."""
    try:
        take(request.caller)
        with transaction.atomic():
            entry = _entry(told)
            return _response(entry, _answer(request, entry))
    except Refused as refused:
        answer = _refusal(request, refused)
        status = f"{answer.status_code} {answer.reason_phrase}"
        return {"response": {"status": status, "outcome": json.loads(answer.content)}}


def _answer(request: ProgramRequest, entry: Entry) -> HttpResponse:
    """What the view of the entry's address answers; Refused as it refuses."""
    own = _request(request, entry)
    try:
        match = resolve(own.path_info)
    except Resolver404:
        raise Refused(404, "not-supported", "This server has no such type or operation; see metadata.") from None
    inner = inner_of(match.func)
    if inner is None:
        raise Refused(404, "not-supported", "This server has no such type or operation; see metadata.")
    inner.check_method(own.method)
    try:
        return inner.answer(own, match.kwargs)
    except NothingPublished:
        raise Refused(503, "transient", "No month has been published yet.") from None


def _request(outer: ProgramRequest, entry: Entry) -> ProgramRequest:
    """A request of its own, as if it had been sent by itself."""
    path, _, query = entry.url.removeprefix(base_of(outer)).partition("?")
    body = json.dumps(entry.resource).encode() if entry.resource is not None else b""
    kept = {name: value for name, value in outer.META.items() if name not in {*_HEADERS.values(), "HTTP_AUTHORIZATION"}}
    made = WSGIRequest({
        **kept, **entry.conditions, "REQUEST_METHOD": entry.method,
        "PATH_INFO": f"/{BASE}/{path.strip('/')}".encode().decode("latin-1"),
        "QUERY_STRING": quote(query, safe="%=&|:/,+$?-._~"), "CONTENT_TYPE": FHIR_JSON if body else "",
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
    })  # fmt: skip
    made.within_bundle, made.new_id = True, entry.key  # type: ignore[attr-defined]  # known to search and telling
    return as_programs(made, outer.caller, outer.purpose)


def _response(entry: Entry, answer: HttpResponse) -> Resource:
    """An answer as `Bundle.entry`: its status, where it is and in which version, and what it says."""
    told: Resource = {"status": f"{answer.status_code} {answer.reason_phrase}"}
    for name, header in (("location", "Location"), ("etag", "ETag")):
        if header in answer.headers:
            told[name] = answer.headers[header]
    is_fhir = answer.headers.get("Content-Type", "").startswith(FHIR_JSON)
    content = json.loads(answer.content) if answer.content and is_fhir else None
    made: Resource = {"response": told}
    if content is None:
        return made
    if changed := content.get("meta", {}).get("lastUpdated"):
        told["lastModified"] = changed
    if content["resourceType"] == "OperationOutcome":
        told["outcome"] = content
        return made
    if entry.method != "GET" and "location" in told:
        made["fullUrl"] = told["location"].partition("/_history")[0]
    return {**made, "resource": content}


# -- a transaction


def _all_or_none(request: ProgramRequest, entries: list[Entry]) -> list[Resource]:
    """The responses in the order of the entries; Refused as the first that fails, after everything was taken back."""
    _find_keys(request, entries)
    references = {one.full_url: f"Patient/{one.key}" for one in entries if one.full_url and one.key}
    made: dict[int, Resource] = {}
    with transaction.atomic():
        for place, entry in sorted(enumerate(entries), key=lambda each: ORDER.index(each[1].method)):
            entry.resource = _resolved(entry.resource, references)
            try:
                answer = _answer(request, entry)
            except Refused as refused:
                why = f"Entry {place + 1}: {refused.sentence} Nothing of the transaction is kept."
                raise Refused(refused.status, refused.code, why, refused.headers, refused.needs) from refused
            made[place] = _response(entry, answer)
    return [made[place] for place in range(len(entries))]


def _find_keys(request: ProgramRequest, entries: list[Entry]) -> None:
    """Every Patient that is told of has its id before the first is kept, so that entries can refer to each other.
    Refused (400) when two entries tell of the same one, (412) when a condition names several.
    """
    for entry in entries:
        path, _, query = entry.url.removeprefix(base_of(request)).strip("/").partition("?")
        if entry.method == "PUT" and path.startswith("Patient/"):
            entry.key = path.removeprefix("Patient/")
        elif entry.method in {"POST", "PUT"} and path == "Patient":
            condition = query if entry.method == "PUT" else entry.conditions.get("HTTP_IF_NONE_EXIST", "")
            held = named(request, condition) if condition else None
            sent = entry.resource.get("id") if isinstance(entry.resource, dict) and entry.method == "PUT" else None
            entry.key = held.fhir_id if held else sent if isinstance(sent, str) and sent else str(uuid.uuid4())
    told = [entry.key for entry in entries if entry.key]
    conditions = [entry.url for entry in entries if entry.method == "PUT" and "?" in entry.url]
    if len(set(told)) < len(told) or len(set(conditions)) < len(conditions):
        raise Refused(400, "invalid", "Two entries of the transaction tell of the same patient.")


def _resolved(told: Any, references: dict[str, str]) -> Any:
    """The same with references to other entries by their addresses here."""
    if isinstance(told, dict):
        return {
            name: references.get(value, value) if name == "reference" and isinstance(value, str)
            else _resolved(value, references)
            for name, value in told.items()
        }  # fmt: skip
    return [_resolved(one, references) for one in told] if isinstance(told, list) else told
