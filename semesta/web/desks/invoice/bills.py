"""Every bill by month: what it asks, what of it is right, whether it was paid by its day, who signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from semesta.web.casework.queries.bills import accounts_of, bills_and_claims, sign_offs
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to
from semesta.web.core.reading import numbers
from semesta.web.desks.invoice.signing import state_cell
from semesta.web.desks.invoice.words import bill_url, evidence_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.http import HttpResponse

    from semesta.web.casework.queries.bills import SignOff
    from semesta.web.core.access import OfficeRequest

    Row = Mapping[str, Any]


def shown_or_none(request: OfficeRequest) -> Shown | None:
    """What the scope sees; None before anything was published."""
    try:
        return shown_to(request.scope)
    except NothingPublished:
        return None


@needs("bills.read", area=Area.IN_QUERY)
def bills(request: OfficeRequest) -> HttpResponse:
    """The bills within the scope, newest first, with what is owed, claimed back and late."""
    shown = shown_or_none(request)
    held = bills_and_claims(shown) if shown else {"bills": [], "missing": [], "claims": []}
    rows = held["bills"][::-1]
    if not rows:
        return render(request, "invoice/bills.html", {"table": None})
    signed = sign_offs(request.scope, str(rows[0]["area_code"]))
    lines = {one["invoice_month"]: 0 for one in rows}
    for one in held["missing"]:
        if one["reason"] != "not_billed":
            lines[one["invoice_month"]] += one["line_count"]
    return render(
        request, "invoice/bills.html",
        {
            "table": _table(rows, lines, signed), "figures": _figures(rows, held["claims"]),
            "unknown": all(one["paid_rupiah"] is None for one in rows),
            "ends": [one for one in rows if one["ends_privilege"]],
            "numbers_only": [one for one in rows if one["evidence"] != "by_name"],
        },
    )  # fmt: skip


def _figures(rows: Sequence[Row], claims: Sequence[Row]) -> list[tuple[str, str, str, str]]:
    """(label, value, what is below it, tone)."""
    write, newest = numbers(), rows[0]
    figures = [
        (_("To be paid of the newest bill"), write.rupiah(newest["accepted_rupiah"]),
         _("of %(billed)s billed for %(month)s") % {
             "billed": write.rupiah(newest["billed_rupiah"]), "month": write.month(newest["invoice_month"])}, ""),
        (_("Withheld from it"), write.rupiah(sum(one["withheld_rupiah"] or 0 for one in claims)),
         _("disputed, with a proof for each reason"), ""),
        (_("Claimed back from earlier bills"), write.rupiah(sum(one["claimed_rupiah"] or 0 for one in claims)),
         _("not given back yet"), ""),
    ]  # fmt: skip
    return [*figures, _arrears(rows)]


def _arrears(rows: Sequence[Row]) -> tuple[str, str, str, str]:
    known = [one for one in rows if one["arrears_as_bpjs_rupiah"] is not None]
    if not known:
        return _("Arrears"), _("not known"), _("no payment was told"), "care"
    as_bpjs = sum(one["arrears_as_bpjs_rupiah"] for one in known)
    own = sum(one["arrears_rupiah"] for one in known)
    below = _("as BPJS Kesehatan counts; without what is disputed %(own)s") % {"own": numbers().rupiah(own)}
    return (
        _("Arrears"),
        numbers().rupiah(as_bpjs),
        below if as_bpjs else _("nothing is owed"),
        "warn" if as_bpjs else "",
    )


def _table(rows: Sequence[Row], lines: Mapping[date, int], signed: Mapping[date, SignOff]) -> c.Table:
    return c.Table(
        _("Bills by month"),
        (
            c.Column(_("Month billed")), c.Column(_("Evidence")), c.Column(_("Billed"), "rupiah"),
            c.Column(_("Accepted"), "rupiah"), c.Column(_("Disputed"), "rupiah"),
            c.Column(_("Cannot be checked"), "rupiah"), c.Column(_("Not billed"), "rupiah"),
            c.Column(_("Payment")), c.Column(_("Signed")),
        ),
        tuple(_row(one, lines[one["invoice_month"]], signed.get(one["invoice_month"])) for one in rows),
    )  # fmt: skip


def _row(bill: Row, unreadable: int, signed: SignOff | None) -> c.Row:
    month = bill["invoice_month"]
    lines = ngettext("%(n)s line", "%(n)s lines", unreadable) % {"n": numbers().whole(unreadable)}
    missing = lines if bill["evidence"] == "by_name" else people(bill["head_count"])
    return c.Row(
        (
            numbers().month(month), evidence_cell(bill),
            money_cell(bill, "billed", people(bill["head_count"])),
            money_cell(bill, "accepted", people(bill["accepted_head_count"])),
            money_cell(bill, "disputed", people(bill["disputed_head_count"])),
            money_cell(bill, "missing", missing),
            money_cell(bill, "unbilled", people(bill["unbilled_head_count"])),
            payment_cell(bill), state_cell(bill, signed),
        ),
        url=bill_url(month),
    )  # fmt: skip


def people(count: int | None) -> str:
    """'39,120 people'."""
    return ngettext("%(n)s person", "%(n)s people", count or 0) % {"n": numbers().whole(count or 0)}


def money_cell(bill: Row, name: str, heads: str) -> c.Cell:
    """Rupiah of both accounts together; below it heads and each account."""
    contribution, help_ = accounts_of(bill, name)
    rupiah = bill["missing_rupiah"] if name == "missing" else contribution + help_
    if not rupiah:
        return c.Cell(0)
    write = numbers()
    if contribution + help_ != rupiah:  # a cover letter with a total alone
        return c.Cell(rupiah, note=heads)
    parts = _("%(heads)s; contribution %(contribution)s, help %(help)s") % {
        "heads": heads, "contribution": write.rupiah(contribution), "help": write.rupiah(help_),
    }  # fmt: skip
    return c.Cell(rupiah, note=parts)


def payment_cell(bill: Row) -> c.Cell:
    """Paid, owed, or the clock to its day."""
    write = numbers()
    if bill["arrears_as_bpjs_rupiah"]:
        late = ngettext("%(n)s day late", "%(n)s days late", bill["late_day_count"]) % {
            "n": write.whole(bill["late_day_count"])
        }
        owed = _("%(rupiah)s owed") % {"rupiah": write.rupiah(bill["arrears_as_bpjs_rupiah"])}
        return c.Cell(owed, tone="warn", icon="alert", badge=True, note=late)
    if bill["paid_rupiah"]:
        paid = _("paid on %(day)s") % {"day": write.day(bill["last_paid_on"])}
        if bill["late"]:
            note = ngettext("%(n)s day late", "%(n)s days late", bill["late_day_count"]) % {
                "n": write.whole(bill["late_day_count"])
            }
            return c.Cell(paid, tone="care", icon="clock", badge=True, note=note)
        return c.Cell(paid, tone="good", icon="check", badge=True, note=write.rupiah(bill["paid_rupiah"]))
    unknown = _("payments were not told") if bill["paid_rupiah"] is None else ""
    return c.Cell(due=bill["due_on"], note=unknown)
