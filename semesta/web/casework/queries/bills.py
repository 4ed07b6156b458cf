"""What the invoice desk asks: bills of the shown publication, what is disputed on them, what offices signed of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from semesta.web.casework.models import BillAct, BillStep
from semesta.web.core.published.layout import columns_of
from semesta.web.core.published.tables.models import (
    InvoiceBill,
    InvoiceClaim,
    InvoiceOutcome,
    InvoiceReason,
    ManifestOfMonth,
)
from semesta.web.core.together import fetched_together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from semesta.flow.invoice.gather import BillReport
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

    Rows = list[dict[str, Any]]

SIGNED_FIGURES = (
    "billed_contribution", "billed_help", "accepted_contribution", "accepted_help", "disputed_contribution",
    "disputed_help", "billed_rupiah", "missing_rupiah",
)  # fmt: skip
"""The sums of a bill that a signature stands for."""
JUDGED = ("billed", "accepted", "disputed", "missing")


@dataclass(frozen=True)
class SignOff:
    """Where the signing of a bill stands: all acts, oldest first, and those of the present turn that hold, by act."""

    turn: int = 1
    steps: tuple[BillStep, ...] = ()
    held: Mapping[str, BillStep] = field(default_factory=dict)

    @property
    def checked(self) -> BillStep | None:
        """The check that holds."""
        return self.held.get(BillAct.CHECKED)

    @property
    def agreed(self) -> tuple[BillStep, ...]:
        """The agreements that hold."""
        return tuple(self.held[act] for act in (BillAct.CITY_AGREED, BillAct.BPJS_AGREED) if act in self.held)

    def outdated(self, bill: Mapping[str, Any]) -> bool:
        """What was signed are not the figures of the bill as it is published now."""
        return any(step.figures != figures_of(bill) for step in self.held.values())


@dataclass(frozen=True)
class OneBill:
    """A bill with everything its page tells: rows of the published tables as dictionaries, sums only."""

    bill: dict[str, Any]
    bills: Rows
    reasons: Rows
    outcomes: Rows
    claims: Rows
    as_of: date
    files: Mapping[int, str]

    @property
    def by_name(self) -> bool:
        """False for a bill of numbers only: nothing of it is verified."""
        return bool(self.bill["evidence"] == "by_name")

    @property
    def newest(self) -> bool:
        """No later bill is known."""
        return bool(self.bill["invoice_month"] == self.bills[-1]["invoice_month"])

    @property
    def earlier(self) -> Rows:
        """The outcomes of the bills up to this one."""
        return [one for one in self.outcomes if one["invoice_month"] <= self.bill["invoice_month"]]


def figures_of(bill: Mapping[str, Any]) -> dict[str, int]:
    """What is signed, in rupiah."""
    return {name: int(bill[name] or 0) for name in SIGNED_FIGURES}


def accounts_of(bill: Mapping[str, Any], name: str) -> tuple[int, int]:
    """(contribution, help) in rupiah of 'billed', 'accepted', 'disputed', 'missing' or 'unbilled'."""
    if name != "missing":
        return int(bill[f"{name}_contribution"] or 0), int(bill[f"{name}_help"] or 0)
    parts = [
        int(bill[f"billed_{one}"] or 0) - int(bill[f"accepted_{one}"] or 0) - int(bill[f"disputed_{one}"] or 0)
        for one in ("contribution", "help")
    ]
    return parts[0], parts[1]


def bills_and_claims(shown: Shown) -> dict[str, Rows]:
    """`bills` within the scope, oldest first; `reasons` of what cannot be checked; `claims`. One statement."""
    return fetched_together({
        "bills": shown.rows(InvoiceBill).order_by("invoice_month").values(*_columns(InvoiceBill)),
        "missing": shown.rows(InvoiceReason).filter(judgement="missing").order_by("id")
            .values("invoice_month", "reason", "head_count", "line_count"),
        "claims": shown.rows(InvoiceClaim).order_by("dispute").values("dispute", "claimed_rupiah"),
    })  # fmt: skip


def _columns(model: Any) -> list[str]:
    return [name for name, _ in columns_of(model)]


def bill_row(shown: Shown, month: date) -> dict[str, Any] | None:
    """The bill of a month within the scope."""
    found = shown.rows(InvoiceBill).filter(invoice_month=month).values(*_columns(InvoiceBill)).first()
    return dict(found) if found else None


def one_bill(shown: Shown, month: date) -> OneBill | None:
    """The bill of a month with its reasons and what became of disputes; None within the scope. One statement."""
    of_month = shown.rows(InvoiceReason).filter(invoice_month=month)
    found = fetched_together({
        "bills": shown.rows(InvoiceBill).order_by("invoice_month").values(*_columns(InvoiceBill)),
        "reasons": of_month.order_by("id").values(*_columns(InvoiceReason)),
        "outcomes": shown.rows(InvoiceOutcome).order_by("-invoice_month", "id").values(*_columns(InvoiceOutcome)),
        "claims": shown.rows(InvoiceClaim).order_by("-disputed_rupiah", "dispute").values(*_columns(InvoiceClaim)),
        "manifest": shown.rows(ManifestOfMonth).filter(month=shown.month).values("manifest"),
    })  # fmt: skip
    bill = next((one for one in found["bills"] if one["invoice_month"] == month), None)
    if bill is None:
        return None
    told = json.loads(found["manifest"][0]["manifest"])
    reasons = sorted(found["reasons"], key=lambda one: (-rupiah_of(one), one["reason"]))
    files = {one["file_no"]: one["file_name"] for one in told["inputs"]}
    as_of = date.fromisoformat(told["as_of"])
    return OneBill(bill, found["bills"], reasons, found["outcomes"], found["claims"], as_of, files)


def rupiah_of(reason: Mapping[str, Any]) -> int:
    """Both accounts of a reason."""
    return int(reason["contribution_rupiah"] or 0) + int(reason["help_rupiah"] or 0)


def report_of(shown: Shown, one: OneBill) -> BillReport:
    """The same as the papers read it (flow/invoice): what `semesta invoice` gathers from the run's files."""
    from semesta.flow.invoice.gather import BillReport, ClaimSum, Honour, ReasonSum
    from semesta.web.core.places import area_name

    area = str(one.bill["area_code"])
    return BillReport(
        shown.run_id, area, area_name(area), one.as_of, one.bill, tuple(one.bills),
        tuple(ReasonSum(row["reason"], row["judgement"], row["head_count"], row["line_count"],
                        row["contribution_rupiah"], row["help_rupiah"]) for row in one.reasons),
        tuple(ClaimSum(row["dispute"], row["head_count"], row["month_count"], row["disputed_rupiah"],
                       row["withheld_rupiah"], row["claimed_rupiah"], row["credited_rupiah"]) for row in one.claims),
        tuple(Honour(row["invoice_month"], row["outcome"], row["line_count"], row["disputed_rupiah"],
                     row["credited_rupiah"]) for row in one.outcomes),
        Path(shown.run_id),
    )  # fmt: skip


def sign_off_of(scope: Scope, area_code: str, month: date) -> SignOff:
    """Where the signing of one bill stands."""
    return sign_offs(scope, area_code, month).get(month, SignOff())


def sign_offs(scope: Scope, area_code: str, month: date | None = None) -> dict[date, SignOff]:
    """Where the signing of every bill of the area stands, by month; of one month alone when it is given."""
    rows = BillStep.objects.within(scope).filter(area_code=area_code).select_related("by").order_by("id")
    if month is not None:
        rows = rows.filter(invoice_month=month)
    held: dict[date, list[BillStep]] = {}
    for step in rows:
        held.setdefault(step.invoice_month, []).append(step)
    return {billed: _sign_off(steps) for billed, steps in held.items()}


def bills_by_sign_off(shown: Shown) -> list[tuple[InvoiceBill, SignOff]]:
    """Every bill by name within the scope, oldest first, and where its signing stands."""
    rows = list(shown.rows(InvoiceBill).filter(evidence="by_name").order_by("invoice_month"))
    signed = sign_offs(shown.scope, rows[0].area_code) if rows else {}
    return [(one, signed.get(one.invoice_month, SignOff())) for one in rows]


def _sign_off(steps: Sequence[BillStep]) -> SignOff:
    last = max(step.turn for step in steps)
    of_turn = [step for step in steps if step.turn == last]
    if any(step.act == BillAct.TAKEN_BACK for step in of_turn):
        return SignOff(last + 1, tuple(steps))
    return SignOff(last, tuple(steps), {step.act: step for step in of_turn})
