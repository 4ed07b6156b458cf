"""Bundles and OperationOutcomes."""

from __future__ import annotations

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


def matchset(base: str, graded: Sequence[tuple[Resource, float, str]]) -> Resource:
    """The answer of $match: best first, each with its score and grade."""
    entries = []
    for resource, score, grade in graded:
        told = {"extension": [{"url": MATCH_GRADE, "valueCode": grade}], "mode": "match", "score": score}
        entries.append(entry_of(base, resource, told))
    return bare({"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries})
