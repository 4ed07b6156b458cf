"""The lines of a bill that were not accepted: listed by filter, and one with the others of its card."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.web.core.published.layout import columns_of
from semesta.web.core.published.tables.models import (
    InvoiceBill,
    InvoiceOutcome,
    InvoiceReason,
    InvoiceWork,
    ManifestOfMonth,
    Person,
)
from semesta.web.core.together import fetched_together

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from semesta.web.core.published.shown import Shown

    Rows = list[dict[str, Any]]


MOST_OTHERS = 100
OF_OTHERS = (
    "invoice_line_id", "invoice_month", "paid_for_month", "dispute", "disputed_rupiah", "unbilled_rupiah", "outcome",
)  # fmt: skip


@dataclass(frozen=True)
class Narrowed:
    """Which lines of a bill: of a reason, with an outcome, after a line's number; '' is every."""

    reason: str = ""
    outcome: str = ""
    after: str = ""


@dataclass(frozen=True)
class ListedLines:
    """Lines in the order of their numbers; how many and which sum the filters find; lines by reason and by outcome."""

    lines: Rows
    line_count: int
    rupiah: int
    by_reason: Mapping[str, int]
    by_outcome: Mapping[str, int]


@dataclass(frozen=True)
class OneLine:
    """A line that was not accepted, the other such lines of its card; `known`: the person is within the scope."""

    line: dict[str, Any]
    others: Rows
    known: bool
    files: Mapping[int, str]


def _lines(shown: Shown, month: date, wanted: Narrowed) -> QuerySet[InvoiceWork, Any]:
    rows = shown.rows(InvoiceWork).filter(invoice_month=month).order_by("invoice_line_id")
    if wanted.reason:
        rows = rows.filter(dispute=wanted.reason)
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    return rows


def lines_of(shown: Shown, month: date, wanted: Narrowed) -> QuerySet[InvoiceWork, Any] | None:
    """All lines of the filters; None when the bill is not within the scope."""
    if not shown.rows(InvoiceBill).filter(invoice_month=month).exists():
        return None
    return _lines(shown, month, wanted)


def listed_lines(shown: Shown, month: date, wanted: Narrowed, count: int) -> ListedLines | None:
    """`count` lines of the filters, with sums; None when the bill is not within the scope. One statement."""
    rows = _lines(shown, month, wanted)
    if wanted.after:
        rows = rows.filter(invoice_line_id__gt=int(wanted.after))
    columns = [name for name, _ in columns_of(InvoiceWork)]
    found = fetched_together({
        "bill": shown.rows(InvoiceBill).filter(invoice_month=month).values("invoice_month"),
        "reasons": shown.rows(InvoiceReason).filter(invoice_month=month).exclude(judgement="accepted")
            .order_by("-line_count", "id").values("reason", "line_count", "contribution_rupiah", "help_rupiah"),
        "outcomes": shown.rows(InvoiceOutcome).filter(invoice_month=month).order_by("-line_count", "id")
            .values("dispute", "outcome", "line_count", "disputed_rupiah"),
        "lines": rows.values(*columns)[:count],
    })  # fmt: skip
    if not found["bill"]:
        return None
    lines, rupiah = _sums(found["reasons"], found["outcomes"], wanted)
    of_reason = [one for one in found["outcomes"] if wanted.reason in ("", one["dispute"])]
    by_outcome: dict[str, int] = {}
    for one in of_reason:
        by_outcome[one["outcome"]] = by_outcome.get(one["outcome"], 0) + one["line_count"]
    by_reason = {one["reason"]: one["line_count"] for one in found["reasons"]}
    return ListedLines(found["lines"], lines, rupiah, by_reason, by_outcome)


def _sums(reasons: Rows, outcomes: Rows, wanted: Narrowed) -> tuple[int, int]:
    """Lines and rupiah of the filters: what became of a line is known of disputed ones alone."""
    if wanted.outcome:
        found = [one for one in outcomes if one["outcome"] == wanted.outcome and wanted.reason in ("", one["dispute"])]
        return sum(one["line_count"] for one in found), sum(one["disputed_rupiah"] for one in found)
    found = [one for one in reasons if wanted.reason in ("", one["reason"])]
    money = sum((one["contribution_rupiah"] or 0) + (one["help_rupiah"] or 0) for one in found)
    return sum(one["line_count"] for one in found), money


def one_line(shown: Shown, month: date, number: int) -> OneLine | None:
    """The line of that number on the month's bill; None within the scope. Two statements."""
    columns = [name for name, _ in columns_of(InvoiceWork)]
    row = shown.rows(InvoiceWork).filter(invoice_line_id=number, invoice_month=month).values(*columns).first()
    if row is None:
        return None
    line: dict[str, Any] = dict(row)
    card = shown.rows(InvoiceWork).filter(psnoka=line["psnoka"]) if line["psnoka"] else shown.rows(InvoiceWork).none()
    others = card.exclude(invoice_line_id=number).order_by("-invoice_month", "invoice_line_id")
    person = shown.rows(Person).filter(person_id=line["person_id"] or 0)
    found = fetched_together({
        "others": others.values(*OF_OTHERS)[:MOST_OTHERS],
        "person": person.values("person_id"),
        "manifest": shown.rows(ManifestOfMonth).filter(month=shown.month).values("manifest"),
    })  # fmt: skip
    told = json.loads(found["manifest"][0]["manifest"])
    files = {one["file_no"]: one["file_name"] for one in told["inputs"]}
    return OneLine(line, found["others"], bool(found["person"]), files)
