"""What is told of the people asked for: whether they are enrolled in JKN and can be treated today, within the scope."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from semesta.peers.faults import spoken
from semesta.terms.status import ACTIVE, INACTIVE
from semesta.web.casework.dci.question import Rejected, question_of
from semesta.web.core.audit.events import look_of
from semesta.web.core.published.by_nik import cover_of
from semesta.web.core.roles import Role
from semesta.web.core.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from semesta.web.casework.dci.question import Question
    from semesta.web.casework.models import DciSender
    from semesta.web.core.published.by_nik import Cover

VERSION = "1.0.0"
CONTEXT = {
    "@vocab": "https://schema.spdci.org/extensions/social/v1",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "schema": "http://schema.org/",
}
PROGRAMME, PROGRAMME_ID = "Jaminan Kesehatan Nasional", "JKN"
_NO_TITLE: Any = ""
"""No page shows this role."""
_ROLE = Role("registry", _NO_TITLE, _NO_TITLE, frozenset(), frozenset(), second_factor=False)


def scope_of_sender(sender: DciSender) -> Scope:
    """Whom a sender may ask about: the people of its area; it may open no page."""
    return Scope(sender.user_id, _ROLE, 0, sender.name, (sender.area_code,))


def search_response(
    sender: DciSender, scope: Scope, message: Mapping[str, Any], correlation_id: uuid.UUID
) -> tuple[dict[str, Any], int]:
    """`message` of on-search, and how many people it names. Every look is written down with its purpose first."""
    seen: set[str] = set()
    entries, named = [], 0
    for entry in message["search_request"]:
        try:
            told, count = _answered(sender, scope, question_of(entry, seen))
        except Rejected as no:
            told, count = _rejected(no), 0
        entries.append(told)
        named += count
    return {
        "transaction_id": message["transaction_id"], "correlation_id": str(correlation_id), "search_response": entries,
    }, named  # fmt: skip


def all_rejected(message: Mapping[str, Any]) -> bool:
    """No entry of an on-search was answered."""
    return all(each["status"] == "rjct" for each in message["search_response"])


def _answered(sender: DciSender, scope: Scope, question: Question) -> tuple[dict[str, Any], int]:
    found = sorted(_found(scope, question), key=lambda pair: pair[0], reverse=question.descending)
    first = (question.page_number - 1) * question.page_size
    page = found[first : first + question.page_size]
    purpose = spoken(f"DCI {sender.purpose}: {question.purpose}" if question.purpose else f"DCI {sender.purpose}")
    columns = ("enrolment", "identity") if sender.with_identity else ("enrolment",)
    look_of(scope, [(str(cover.person_id), cover.area_code) for _, cover in page], purpose, columns)
    told = {
        "reference_id": question.reference_id, "timestamp": now_text(), "status": "succ",
        "data": {
            "version": VERSION, "reg_type": "ns:org:RegistryType:Social", "reg_record_type": "Person",
            "reg_records": [_record(nik, cover, sender.with_identity) for nik, cover in page],
        },
        "pagination": {
            "page_size": question.page_size, "page_number": question.page_number, "total_count": len(found),
        },
        "locale": question.locale,
    }  # fmt: skip
    return told, len(page)


def _found(scope: Scope, question: Question) -> Iterator[tuple[str, Cover]]:
    """Everybody within the scope who has one of the numbers, and the birth date if one was told."""
    for nik in question.niks:
        if len(nik) == 16 and nik.isascii() and nik.isdigit():
            for cover in cover_of(scope, nik):
                if question.birth_on in (None, cover.birth_on):
                    yield nik, cover


def _rejected(no: Rejected) -> dict[str, Any]:
    return {
        "reference_id": no.reference_id, "timestamp": now_text(), "status": "rjct", "status_reason_code": no.code,
        "status_reason_message": no.words,
    }  # fmt: skip


def _record(nik: str, cover: Cover, with_identity: bool) -> dict[str, Any]:
    """A Person of the standard with the enrolment of the month; a card is enrolment, whatever its status."""
    active = {ACTIVE: True, INACTIVE: False}.get(cover.status or "")
    told: dict[str, Any] = {
        "@context": CONTEXT, "@id": "Person", "@type": "Person",
        "identifier": [{"@type": "Identifier", "identifier_type": "UIN", "identifier_value": nik}],
        "programme_name": PROGRAMME, "programme_identifier": PROGRAMME_ID,
        "enrolment_status": enrolment(cover),
        "last_updated": f"{cover.month.isoformat()}T00:00:00+07:00",
        "additional_attributes": [
            {"name": name, "value": value}
            for name, value in (
                ("enrolled", cover.psnoka is not None), ("active", active), ("status", cover.status),
                ("segment", cover.segment), ("status_month", f"{cover.month:%Y-%m}"),
            )
        ],
    }  # fmt: skip
    if with_identity:
        told["name"] = {"@type": "Name", "given_name": cover.name, "surname": ""}
        told["sex"] = {"L": "male", "P": "female"}.get(cover.sex or "", "unknown")
        told["birth_date"] = f"{cover.birth_on.isoformat()}T00:00:00" if cover.birth_on else ""
    return told


def enrolment(cover: Cover) -> str:
    """`active`, `inactive`, `unknown` (a status that nobody knows) or `not_enrolled` (no card)."""
    if cover.psnoka is None:
        return "not_enrolled"
    return {ACTIVE: "active", INACTIVE: "inactive"}.get(cover.status or "", "unknown")


def now_text() -> str:
    """This moment, as the standard writes it."""
    return timezone.now().isoformat(timespec="milliseconds")
