"""Bundles and OperationOutcomes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from semesta.web.api.fhir.resources.systems import MATCH_GRADE, Resource, bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def outcome(code: str, sentence: str, severity: str = "error") -> Resource:
    """An OperationOutcome of one issue."""
    issue = {"severity": severity, "code": code, "details": {"text": sentence}, "diagnostics": sentence}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def entry_of(base: str, resource: Resource, search: dict[str, Any]) -> Resource:
    """An entry under its full address."""
    if resource["resourceType"] == "OperationOutcome":
        return {"resource": resource, "search": search}
    return {"fullUrl": f"{base}/{resource['resourceType']}/{resource['id']}", "resource": resource, "search": search}


def searchset(
    base: str, self_link: str, found: Sequence[Resource], *, total: int | None, included: Iterable[Resource] = (),
    remarks: Iterable[str] = (), next_link: str = "",
) -> Resource:  # fmt: skip
    """A searchset; `total` None: there are more than are told. `remarks`: what the search passed over."""
    entries = [entry_of(base, one, {"mode": "match"}) for one in found]
    entries += [entry_of(base, one, {"mode": "include"}) for one in included]
    entries += [entry_of(base, outcome("informational", one, "information"), {"mode": "outcome"}) for one in remarks]
    links = [{"relation": "self", "url": self_link}]
    if next_link:
        links.append({"relation": "next", "url": next_link})
    made = {"resourceType": "Bundle", "type": "searchset", "total": total, "link": links, "entry": entries}
    return bare(made)


def history_of(base: str, self_link: str, versions: Sequence[tuple[Resource, str]]) -> Resource:
    """Versions, newest first, each with the method that made it."""
    entries = []
    for one, method in versions:
        url = one["resourceType"] if method == "POST" else f"{one['resourceType']}/{one['id']}"
        meta = one["meta"]
        entries.append({
            "fullUrl": f"{base}/{one['resourceType']}/{one['id']}", "resource": one,
            "request": {"method": method, "url": url},
            "response": {"status": "201" if method == "POST" else "200", "etag": f'W/"{meta["versionId"]}"',
                         "lastModified": meta["lastUpdated"]},
        })  # fmt: skip
    links = [{"relation": "self", "url": self_link}]
    return bare({"resourceType": "Bundle", "type": "history", "total": len(entries), "link": links, "entry": entries})


def responses(kind: str, entries: Sequence[Resource]) -> Resource:
    """The answer to a batch or transaction."""
    return bare({"resourceType": "Bundle", "type": f"{kind}-response", "entry": list(entries)})


def message_answer(base: str, event: str, about: str) -> Resource:
    """A message that says: the message of the MessageHeader with the id `about` was done."""
    key = str(uuid.uuid4())
    header = {
        "resourceType": "MessageHeader", "id": key, "eventUri": event, "source": {"endpoint": base},
        "response": {"identifier": about, "code": "ok"},
    }  # fmt: skip
    return {"resourceType": "Bundle", "type": "message", "entry": [{"fullUrl": f"urn:uuid:{key}", "resource": header}]}


def matchset(base: str, graded: Sequence[tuple[Resource, float, str]]) -> Resource:
    """The answer of $match: best first, each with its score and grade."""
    entries = []
    for resource, score, grade in graded:
        told = {"extension": [{"url": MATCH_GRADE, "valueCode": grade}], "mode": "match", "score": score}
        entries.append(entry_of(base, resource, told))
    return bare({"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries})
