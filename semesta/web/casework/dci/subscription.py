"""Subscriptions: understood, and refused in the form of the standard. Nobody is followed from here.

A system asks again by number (search) when it wants to know; what changed is in the next answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.web.casework.dci.answer import now_text
from semesta.web.casework.dci.question import locale_of, moment_of

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping

LONGEST = 99
NEEDED = ("reg_event_type", "filter", "notify_record_type")
_NONE_HERE = "this registry sends no notices: ask by number with search"


def subscribe_fault(message: Mapping[str, Any]) -> str:
    """What is wrong with a subscribe message; '' when nothing is."""
    entries = message.get("subscribe_request")
    if not isinstance(entries, list) or not entries:
        return "message.subscribe_request is a list with at least one entry"
    return next(filter(None, map(_entry_fault, entries)), "")


def _entry_fault(entry: Any) -> str:
    if not isinstance(entry, dict) or not 0 < len(str(entry.get("reference_id") or "")) <= LONGEST:
        return "reference_id is missing or longer than 99"
    if moment_of(entry.get("timestamp")) is None:
        return "timestamp is not ISO 8601 with a time zone"
    if not locale_of(entry):
        return "locale is a code of ISO 639-3: eng, ind"
    criteria = entry.get("subscribe_criteria")
    if not isinstance(criteria, dict) or not all(criteria.get(name) for name in NEEDED):
        return f"subscribe_criteria has {', '.join(NEEDED)}"
    return ""


def unsubscribe_fault(message: Mapping[str, Any]) -> str:
    """The same of an unsubscribe message."""
    codes = message.get("subscription_codes")
    if not isinstance(codes, list) or not codes:
        return "message.subscription_codes is a list with at least one code"
    if not all(isinstance(code, str) and 0 < len(code) <= LONGEST for code in codes):
        return "a subscription code has 1 to 99 characters"
    return "" if moment_of(message.get("timestamp")) else "message.timestamp is not ISO 8601 with a time zone"


def subscribe_response(message: Mapping[str, Any], correlation_id: uuid.UUID) -> dict[str, Any]:
    """`message` of on-subscribe: every entry refused."""
    return {
        "transaction_id": message["transaction_id"], "correlation_id": str(correlation_id),
        "subscribe_response": [{
            "reference_id": entry["reference_id"], "timestamp": now_text(), "status": "rjct",
            "status_reason_code": "rjct.notify_types.invalid", "status_reason_message": _NONE_HERE,
            "subscriptions": [], "locale": locale_of(entry),
        } for entry in message["subscribe_request"]],
    }  # fmt: skip


def unsubscribe_response(message: Mapping[str, Any], correlation_id: uuid.UUID) -> dict[str, Any]:
    """`message` of on-unsubscribe: no code is one of ours."""
    return {
        "transaction_id": message["transaction_id"], "correlation_id": str(correlation_id), "timestamp": now_text(),
        "status": "rjct", "status_reason_code": "rjct.subscription_code.invalid",
        "status_reason_message": "no such subscription of this sender", "subscription_status": [],
    }  # fmt: skip
