"""Every bill by month: what it asks, what of it is right, whether it was paid by its day, who signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from semesta.web.casework.queries.bills import accounts_of, bills_and_claims, sign_offs
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to
from semesta.web.core.reading import numbers
from semesta.web.desks.invoice.signing import state_cell
from semesta.web.desks.invoice.words import bill_url, lacking

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


ACCOUNTS = ("", "contribution", "help")


@needs("bills.read", area=Area.IN_QUERY)
def bills(request: OfficeRequest) -> HttpResponse:
    """The bills within the scope, newest first, with what is owed, claimed back and late; `rekening`: one account."""
    shown = shown_or_none(request)
    held = bills_and_claims(shown) if shown else {"bills": [], "missing": [], "claims": []}
    rows = held["bills"][::-1]
    if not rows:
        return render(request, "invoice/bills.html", {"table": None})
    signed = sign_offs(request.scope, str(rows[0]["area_code"]))
    asked = {"iuran": "contribution", "bantuan": "help"}.get(request.GET.get("rekening", ""), "")
    return render(
        request, "invoice/bills.html",
        {
            "table": _table(rows, _unreadable(held["missing"]), signed, asked), "tabs": _tabs(asked),
            "figures": _figures(rows, held["claims"]), "unknown": all(one["paid_rupiah"] is None for one in rows),
            "ends": any(one["ends_privilege"] for one in rows),
            "unverified": [
                {"month": one["invoice_month"], "lacking": lacking(one), "url": bill_url(one["invoice_month"])}
                for one in rows if one["evidence"] != "by_name"
            ],
        },
    )  # fmt: skip


def account_title(account: str) -> str:
    """The budget account by its name in the APBD."""
    names = {"contribution": "Belanja Iuran", "help": "Belanja Bantuan Iuran"}
    return names.get(account) or _("Both accounts")


def _tabs(asked: str) -> list[c.Tab]:
    words = {"": "", "contribution": "?rekening=iuran", "help": "?rekening=bantuan"}
    return [c.Tab(account_title(one), reverse("bills") + words[one], one == asked) for one in ACCOUNTS]


def _unreadable(missing: Sequence[Row]) -> dict[date, int]:
    """Lines that are tied to no person, month or sum, by bill."""
    found: dict[date, int] = {}
    for one in missing:
        if one["reason"] != "not_billed":
            found[one["invoice_month"]] = found.get(one["invoice_month"], 0) + one["line_count"]
    return found


def _figures(rows: Sequence[Row], claims: Sequence[Row]) -> list[tuple[str, str, str, str]]:
    """(label, value, what is below it, tone)."""
    write, newest = numbers(), rows[0]
    claimed = sum(one["claimed_rupiah"] or 0 for one in claims)
    to_pay = _("%(exact)s of %(billed)s billed for %(month)s") % {
        "exact": write.rupiah(newest["accepted_rupiah"]), "billed": write.rupiah(newest["billed_rupiah"]),
        "month": write.month(newest["invoice_month"]),
    }  # fmt: skip
    return [
        (_("To be paid of the newest bill"), write.rupiah_short(newest["accepted_rupiah"]), to_pay, ""),
        (_("Claimed back from earlier bills"), write.rupiah_short(claimed),
         _("%(exact)s, not given back yet") % {"exact": write.rupiah(claimed)}, ""),
        _arrears(rows),
    ]  # fmt: skip


def _arrears(rows: Sequence[Row]) -> tuple[str, str, str, str]:
    known = [one for one in rows if one["arrears_as_bpjs_rupiah"] is not None]
    if not known:
        return _("Arrears"), _("not known"), _("no payment was told"), "care"
    as_bpjs = sum(one["arrears_as_bpjs_rupiah"] for one in known)
    if not as_bpjs:
        return _("Arrears"), numbers().rupiah(0), _("nothing is owed"), ""
    words = {"exact": numbers().rupiah(as_bpjs), "own": numbers().rupiah(sum(one["arrears_rupiah"] for one in known))}
    below = _("%(exact)s as BPJS Kesehatan counts; without what is disputed %(own)s") % words
    return _("Arrears"), numbers().rupiah_short(as_bpjs), below, "warn"


def _table(
    rows: Sequence[Row], unreadable: Mapping[date, int], signed: Mapping[date, SignOff], account: str
) -> c.Table:
    return c.Table(
        _("Bills by month: %(account)s") % {"account": account_title(account)},
        (
            c.Column(_("Month billed")), c.Column(_("Billed"), "rupiah"), c.Column(_("Accepted"), "rupiah"),
            c.Column(_("Disputed"), "rupiah"), c.Column(_("Missing or not billed"), "rupiah"), c.Column(_("Payment")),
            c.Column(_("Signed")),
        ),
        tuple(
            _row(one, unreadable.get(one["invoice_month"], 0), signed.get(one["invoice_month"]), account)
            for one in rows
        ),
    )  # fmt: skip


def _row(bill: Row, unreadable: int, signed: SignOff | None, account: str) -> c.Row:
    month = bill["invoice_month"]
    by_name = bill["evidence"] == "by_name"
    evidence = _("by name") if by_name else _("numbers only: not verified")
    return c.Row(
        (
            c.Cell(numbers().month(month), note=evidence),
            _money(bill, "billed", account, bill["head_count"]),
            _money(bill, "accepted", account, bill["accepted_head_count"]),
            _money(bill, "disputed", account, bill["disputed_head_count"]),
            _missing(bill, account, unreadable), payment_cell(bill), state_cell(bill, signed),
        ),
        url=bill_url(month),
    )  # fmt: skip


def people(count: int | None) -> str:
    """'39,120 people'."""
    return ngettext("%(n)s person", "%(n)s people", count or 0) % {"n": numbers().whole(count or 0)}


def _rupiah(bill: Row, name: str, account: str) -> int | None:
    """Rupiah of one account, or of both; None where a cover letter tells only the sum of both."""
    contribution, help_ = accounts_of(bill, name)
    both = int(bill.get(f"{name}_rupiah") or 0) or contribution + help_
    if not account:
        return both
    if contribution + help_ != both:
        return None
    return contribution if account == "contribution" else help_


def _money(bill: Row, name: str, account: str, heads: int | None) -> c.Cell:
    """Rupiah, and below it whom it is for."""
    rupiah = _rupiah(bill, name, account)
    return c.Cell(rupiah, note=people(heads) if rupiah else "")


def _missing(bill: Row, account: str, unreadable: int) -> c.Cell:
    """What cannot be checked; below it what should have been billed and was not."""
    rupiah, unbilled = _rupiah(bill, "missing", account), _rupiah(bill, "unbilled", account)
    parts = []
    if unreadable:
        parts.append(ngettext("%(n)s line", "%(n)s lines", unreadable) % {"n": numbers().whole(unreadable)})
    if rupiah and bill["evidence"] != "by_name":
        parts.append(people(bill["head_count"]))
    if unbilled:
        parts.append(_("not billed: %(people)s") % {"people": people(bill["unbilled_head_count"])})
    return c.Cell(rupiah, note="; ".join(parts))


def payment_cell(bill: Row) -> c.Cell:
    """Paid, owed, or the clock to its day."""
    write, late = numbers(), ""
    if bill["late_day_count"]:
        days = {"n": write.whole(bill["late_day_count"])}
        late = ngettext("%(n)s day late", "%(n)s days late", bill["late_day_count"]) % days
    if bill["arrears_as_bpjs_rupiah"]:
        note = f"{write.rupiah(bill['arrears_as_bpjs_rupiah'])}, {late}"
        return c.Cell(_("in arrears"), tone="warn", icon="alert", badge=True, note=note)
    if bill["paid_rupiah"]:
        on = write.day(bill["last_paid_on"])
        if bill["late"]:
            return c.Cell(_("paid late"), tone="care", icon="clock", badge=True, note=f"{on}, {late}")
        return c.Cell(_("paid in time"), tone="good", icon="check", badge=True, note=on)
    if bill["due_on"] >= timezone.localdate():
        return c.Cell(due=bill["due_on"])
    due = _("due on %(day)s") % {"day": write.day(bill["due_on"])}
    return c.Cell(_("not known"), tone="quiet", icon="question", badge=True, note=due)
