"""A card as a Coverage, and what is said on eligibility."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.web.api.fhir.resources.systems import (
    CLASS,
    FACILITY,
    INSURER,
    REASON,
    SEGMENT,
    Resource,
    absent,
    bare,
    coded,
    reference,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from semesta.web.api.fhir.resources.patient import Knows

COLUMNS = (
    "member_id", "person_id", "area_code", "psnoka", "segment", "status", "start_on", "end_on", "ward_class",
    "facility_code", "arrears_month_count",
)  # fmt: skip
"""What is asked of a published card."""
PERSON_COLUMNS = ("person_id", "area_code", "name", "class_name", "active", "reason", "inactive_since_on", "psnoka")
COVERAGE_CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class"
PURPOSES = ("auth-requirements", "benefits", "discovery", "validation")
STATUSES = ("active", "cancelled", "draft", "entered-in-error")


def coverage_of(card: Mapping[str, Any], knows: Knows, *, month: date, words: Mapping[str, str]) -> Resource:
    """`card`: COLUMNS of one published card; `words`: segments in words."""
    number, segment = card["psnoka"] or "", card["segment"] or ""
    subscriber = {"subscriberId": number} if knows.may(number) else {"_subscriberId": absent("masked")}
    ward = card["ward_class"]
    return bare({
        "resourceType": "Coverage",
        "id": str(card["member_id"]),
        "meta": {"lastUpdated": f"{month}T00:00:00+07:00"},
        "status": "active" if (card["status"] or "").upper() == "ACTIVE" else "cancelled",
        "type": coded(SEGMENT, segment, words.get(segment, "")) if segment else None,
        **(subscriber if number else {}),
        "beneficiary": reference("Patient", card["person_id"]),
        "period": period(card["start_on"], card["end_on"]),
        "payor": [reference("Organization", INSURER)],
        "class": [{"type": coded(COVERAGE_CLASS, "class"), "value": str(ward)}] if ward else [],
        "network": f"{FACILITY}|{card['facility_code']}" if card["facility_code"] else None,
    })  # fmt: skip


def period(begin: date | None, end: date | None) -> Resource | None:
    """A Period; None when neither day is known or they contradict each other."""
    if begin is not None and end is not None and begin > end:
        begin = None
    found = {"start": begin.isoformat() if begin else None, "end": end.isoformat() if end else None}
    return bare(found) or None


def eligibility_of(
    asked: Mapping[str, Any], person: Mapping[str, Any] | None, cards: Sequence[Mapping[str, Any]], *,
    key: str, request_key: str, now: datetime, month: date, words: Mapping[str, str],
) -> Resource:  # fmt: skip
    """The CoverageEligibilityResponse to `asked`; `person` None: nobody within the program's area was found."""
    made = {
        "resourceType": "CoverageEligibilityResponse", "id": key, "status": "active", "purpose": asked["purpose"],
        "patient": reference("Patient", person["person_id"]) if person else asked["patient"],
        "created": now.isoformat(timespec="seconds"), "servicedDate": asked.get("servicedDate"),
        "request": reference("CoverageEligibilityRequest", request_key), "insurer": reference("Organization", INSURER),
    }  # fmt: skip
    if person is None:
        why = "Nobody of this identity lives or is a member within the area of the program."
        return bare(
            {**made, "outcome": "error", "disposition": why, "error": [{"code": {"text": "patient not found"}}]}
        )
    return bare({**made, "outcome": "complete", "disposition": _said(person, month, words),
                 "insurance": [_insurance(card) for card in cards]})  # fmt: skip


def _said(person: Mapping[str, Any], month: date, words: Mapping[str, str]) -> str:
    state = words.get(person["class_name"] or "", person["class_name"] or "")
    reason = words.get(person["reason"] or "", person["reason"] or "")
    return f"{month:%Y-%m}: {state}" + (f" ({reason})" if reason else "")


def _insurance(card: Mapping[str, Any]) -> Resource:
    return bare({
        "coverage": reference("Coverage", card["member_id"]),
        "inforce": (card["status"] or "").upper() == "ACTIVE",
        "benefitPeriod": period(card["start_on"], card["end_on"]),
    })  # fmt: skip


class NotARequest(ValueError):
    """What is wrong with a CoverageEligibilityRequest; `unknown_code`: its shape is right, a code is not."""

    def __init__(self, why: str, *, unknown_code: bool = False) -> None:
        super().__init__(why)
        self.unknown_code = unknown_code


_REFERENCE = ("reference", "identifier", "type", "display")


def checked_request(told: Any) -> Resource:
    """The request with what belongs to one; NotARequest says what lacks, without quoting it."""
    if not isinstance(told, dict) or told.get("resourceType") != "CoverageEligibilityRequest":
        raise NotARequest("A CoverageEligibilityRequest is wanted.")
    for name in ("status", "purpose", "patient", "created", "insurer"):
        if name not in told:
            raise NotARequest(f"CoverageEligibilityRequest.{name} is missing.")
    purpose = told["purpose"]
    if not isinstance(purpose, list) or not purpose or not all(isinstance(one, str) for one in purpose):
        raise NotARequest("CoverageEligibilityRequest.purpose is a list of codes.")
    if set(purpose) - set(PURPOSES) or len(purpose) > len(PURPOSES):
        raise NotARequest(f"CoverageEligibilityRequest.purpose is of {', '.join(PURPOSES)}.", unknown_code=True)
    if told["status"] not in STATUSES:
        raise NotARequest(f"CoverageEligibilityRequest.status is of {', '.join(STATUSES)}.", unknown_code=True)
    if not isinstance(told["patient"], dict) or not isinstance(told["insurer"], dict):
        raise NotARequest("CoverageEligibilityRequest.patient and .insurer are references.")
    serviced = told.get("servicedDate")
    if serviced is not None and not isinstance(serviced, str):
        raise NotARequest("CoverageEligibilityRequest.servicedDate is a day.")
    return told


__all__ = ["CLASS", "COLUMNS", "REASON", "NotARequest", "checked_request", "coverage_of", "eligibility_of", "period"]
