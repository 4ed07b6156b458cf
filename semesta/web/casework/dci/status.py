"""Where earlier requests of a sender stand (`txn/status`): by transaction, by reference or by correlation number.

The answer never holds people's data again: an asynchronous answer is sent once, a lost one is asked for anew.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from semesta.web.casework.dci.answer import now_text
from semesta.web.casework.models import DciRequest, DciState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from semesta.web.casework.models import DciSender
    from semesta.web.core.scope import Scope

MOST = 100
KINDS = ("transaction_id", "reference_id_list", "correlation_id")


def status_fault(message: Mapping[str, Any]) -> str:
    """What is wrong with the question; '' when nothing is."""
    asked = message.get("txnstatus_request")
    if not isinstance(asked, dict) or not asked.get("reference_id"):
        return "txnstatus_request with a reference_id is missing"
    if asked.get("txn_type") != "search":
        return "txn_type is search: nothing else is offered here"
    value = asked.get("attribute_value")
    if asked.get("attribute_type") not in KINDS or not value:
        return f"attribute_type is one of {', '.join(KINDS)}, with attribute_value"
    if not isinstance(value, list if asked["attribute_type"] == "reference_id_list" else str):
        return "attribute_value is a text, for reference_id_list a list of texts"
    return ""


def status_response(
    sender: DciSender, scope: Scope, message: Mapping[str, Any], correlation_id: uuid.UUID
) -> dict[str, Any]:
    """`message` of txn-on-status: each entry of the sender's own requests that the question names, with its state."""
    asked = message["txnstatus_request"]
    wanted = set(asked["attribute_value"]) if asked["attribute_type"] == "reference_id_list" else None
    about = asked["attribute_value"] if asked["attribute_type"] == "transaction_id" else message["transaction_id"]
    entries, numbers = [], set()
    for request in _requests(sender, scope, asked["attribute_type"], asked["attribute_value"]):
        for reference in request.references:
            if wanted is None or reference in wanted:
                moment = request.answered_at or request.received_at
                entries.append({"reference_id": reference, "timestamp": moment.isoformat(), "status": request.state})
                numbers.add(str(request.correlation_id))
                about = request.transaction_id
    if not entries:
        entries.append({
            "reference_id": asked["reference_id"], "timestamp": now_text(), "status": "rjct",
            "status_reason_code": "rjct.reference_id.invalid",
            "status_reason_message": "no such request of this sender",
        })  # fmt: skip
    return {
        "transaction_id": message["transaction_id"], "correlation_id": str(correlation_id),
        "txnstatus_response": {
            "txn_type": "search",
            "txn_status": {
                "transaction_id": about, "correlation_id": next(iter(sorted(numbers)), ""),
                "search_response": entries,
            },
        },
    }  # fmt: skip


def _requests(sender: DciSender, scope: Scope, kind: str, value: Any) -> QuerySet[DciRequest]:
    own: QuerySet[DciRequest] = DciRequest.objects.within(scope).filter(sender=sender, action="search")
    if kind == "transaction_id":
        own = own.filter(transaction_id=value)
    elif kind == "correlation_id":
        own = own.filter(correlation_id=_number(value))
    else:
        own = own.exclude(state=DciState.REJECTED)
    return own.order_by("-id")[:MOST]


def _number(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
