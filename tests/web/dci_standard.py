"""What the standard says of answers (SPDCI social registry API 1.0.0), as JSON Schema in our own words."""

from __future__ import annotations

import jsonschema

TEXT, ID = {"type": "string"}, {"type": "string", "maxLength": 99}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
STATUS = {"enum": ["rcvd", "pdng", "succ", "rjct"]}
LOCALE = {"type": "string", "pattern": "^[a-z]{3}$"}
ERRORS = [
    "err.request.bad", "err.request.unauthorized", "err.request.forbidden", "err.request.not_found",
    "err.request.timeout", "err.version.not_supported", "err.request.too_many_requests", "err.sender_id.invalid",
    "err.sender_uri.invalid", "err.receiver_id.invalid", "err.signature.missing", "err.signature.invalid",
    "err.encryption.invalid", "err.service.unavailable",
]  # fmt: skip
SEARCH_CODES = [f"rjct.{one}" for one in (
    "reference_id.invalid", "reference_id.duplicate", "timestamp.invalid", "search_criteria.invalid", "filter.invalid",
    "sort.invalid", "pagination.invalid", "search.too_many_records_found",
)]  # fmt: skip
SUBSCRIBE_CODES = [f"rjct.{one}" for one in (
    "reference_id.invalid", "reference_id.duplicate", "timestamp.invalid", "notify_types.invalid",
    "notify_details.invalid", "person_id.invalid", "event.already_subscribed",
)]  # fmt: skip
UNSUBSCRIBE_CODES = [f"rjct.{one}" for one in (
    "reference_id.invalid", "reference_id.duplicate", "timestamp.invalid", "subscription_code.invalid",
    "requester.invalid", "event.already_unsubscribed",
)]  # fmt: skip
HEADER_CODES = [f"rjct.{one}" for one in (
    "version.invalid", "message_id.duplicate", "message_ts.invalid", "action.invalid", "action.not_supported",
    "total_count.invalid", "total_count.limit_exceeded", "errors.too_many",
)]  # fmt: skip


def shape(needed: str, **properties) -> dict:
    return {"type": "object", "required": needed.split(), "properties": properties}


PAGES = shape("page_size page_number total_count", **{
    name: {"type": "integer"} for name in ("page_size", "page_number", "total_count")
})  # fmt: skip
RECORDS = shape("reg_records", version=TEXT, reg_type=TEXT, reg_record_type=TEXT,
                reg_records={"type": "array", "items": shape("@type identifier")})  # fmt: skip
FOUND = shape(
    "reference_id timestamp status", reference_id=TEXT, timestamp=MOMENT, status=STATUS,
    status_reason_code={"enum": SEARCH_CODES}, status_reason_message={"type": "string", "maxLength": 999},
    data=RECORDS, pagination=PAGES, locale=LOCALE,
)  # fmt: skip
IDS = {"transaction_id": ID, "correlation_id": ID}
ON_SEARCH = shape("transaction_id correlation_id search_response", **IDS,
                  search_response={"type": "array", "items": FOUND})  # fmt: skip
ON_STATUS = shape(
    "transaction_id correlation_id txnstatus_response", **IDS,
    txnstatus_response=shape("txn_type txn_status", txn_type={"enum": ["search", "subscribe", "receipt"]},
                             txn_status=ON_SEARCH),
)  # fmt: skip
ON_SUBSCRIBE = shape(
    "transaction_id correlation_id subscribe_response", **IDS,
    subscribe_response={"type": "array", "items": shape(
        "reference_id timestamp status", reference_id=TEXT, timestamp=MOMENT, status=STATUS,
        status_reason_code={"enum": SUBSCRIBE_CODES}, locale=LOCALE)},
)  # fmt: skip
ON_UNSUBSCRIBE = shape("transaction_id correlation_id timestamp status", **IDS, timestamp=MOMENT, status=STATUS,
                       status_reason_code={"enum": UNSUBSCRIBE_CODES})  # fmt: skip
MESSAGES = {"on-search": ON_SEARCH, "txn-on-status": ON_STATUS, "on-subscribe": ON_SUBSCRIBE,
            "on-unsubscribe": ON_UNSUBSCRIBE}  # fmt: skip
ACKNOWLEDGED = shape("message", message=shape(
    "ack_status timestamp correlation_id", ack_status={"enum": ["ACK", "NACK", "ERR"]}, timestamp=MOMENT,
    correlation_id=ID, error=shape("code message", code={"enum": ERRORS}, message={"type": "string", "maxLength": 999}),
))  # fmt: skip


def envelope(action: str) -> dict:
    return shape(
        "signature header message", signature=TEXT, message=MESSAGES[action],
        header=shape(
            "version message_id message_ts action status sender_id receiver_id total_count completed_count",
            version={"const": "1.0.0"}, message_id=ID, message_ts=MOMENT, action={"const": action}, status=STATUS,
            status_reason_code={"enum": HEADER_CODES}, total_count={"type": "integer"},
            completed_count={"type": "integer"}, sender_id=TEXT, receiver_id=TEXT,
            is_msg_encrypted={"const": False}, meta={"type": "object"},
        ),
    )  # fmt: skip


def fits(told: dict, schema: dict) -> dict:
    """`told`, which the standard's schema allows."""
    jsonschema.validate(told, schema)
    return told
