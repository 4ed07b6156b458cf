"""One bill: why it is not paid whole, what became of earlier disputes, its clock, its papers, who signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from semesta.web.casework.queries.bills import accounts_of, one_bill, rupiah_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.reading import numbers
from semesta.web.desks.invoice.bills import account_title
from semesta.web.desks.invoice.drawn import waterfall_of
from semesta.web.desks.invoice.signing import entries_of, facts_of, signed_of, state_cell, what_may
from semesta.web.desks.invoice.words import bill_url, lacking, month_of, outcome_text, proof_text, reason_text, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from semesta.web.casework.queries.bills import OneBill
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown


def found_bill(request: OfficeRequest, bulan: str) -> tuple[Shown, OneBill]:
    """The shown publication and its bill of the month `bulan`; Http404 when there is none within the scope."""
    month = month_of(bulan)
    try:
        shown = shown_to(request.scope)
    except NothingPublished as error:
        raise Http404 from error
    one = one_bill(shown, month)
    if one is None:
        raise Http404
    return shown, one


@needs("bills.read", area=Area.IN_QUERY)
def bill(request: OfficeRequest, bulan: str) -> HttpResponse:
    """The bill of the month `bulan` ('2025-05')."""
    shown, one = found_bill(request, bulan)
    signed = signed_of(request, one.bill)
    month = one.bill["invoice_month"]
    return render(
        request, "invoice/bill.html",
        {
            "one": one, "bill": one.bill, "title": title_of(month), "lacking": lacking(one.bill),
            "accounts": _accounts(one), "chart": waterfall_of(one), "reasons": _reasons(one),
            "history": _history(one), "claims": _claims(one), "clock": _clock(one),
            "arrears": one.bill["arrears_as_bpjs_rupiah"], "unknown": one.bill["paid_rupiah"] is None,
            "state": state_cell(one.bill, signed), "signed": signed, "signatures": facts_of(signed),
            "entries": entries_of(signed), "outdated": signed.outdated(one.bill),
            "may": what_may(request, one, signed), "run_id": shown.run_id, "month_text": bulan,
            "may_list": request.scope.may("people.read"), "lines_url": bill_url(month, "bill_lines"),
        },
    )  # fmt: skip


def _accounts(one: OneBill) -> c.Table:
    """Billed, accepted, disputed, cannot be checked, not billed: people and rupiah of both accounts."""
    bill = one.bill
    heads = {
        "accepted": bill["accepted_head_count"], "disputed": bill["disputed_head_count"], "missing": None,
        "billed": bill["head_count"], "unbilled": bill["unbilled_head_count"],
    }  # fmt: skip
    titles = {
        "accepted": _("Accepted: to be paid"), "disputed": _("Disputed: not to be paid"),
        "missing": _("Cannot be checked"), "billed": _("Billed"), "unbilled": _("Owed, but not billed"),
    }  # fmt: skip

    def cells(name: str) -> tuple[Any, ...]:
        contribution, help_ = accounts_of(bill, name)
        whole = bill["missing_rupiah"] if name == "missing" else contribution + help_
        if name == "billed":
            whole = bill["billed_rupiah"]
        if contribution + help_ != whole:  # a cover letter may tell the sum of both accounts alone
            return titles[name], heads[name], None, None, whole
        return titles[name], heads[name], contribution, help_, whole

    columns = (
        c.Column(_("Part of the bill")), c.Column(_("People"), "whole"),
        c.Column(account_title("contribution"), "rupiah"), c.Column(account_title("help"), "rupiah"),
        c.Column(_("Together"), "rupiah"),
    )  # fmt: skip
    rows = [c.Row(cells(name)) for name in ("accepted", "disputed", "missing")]
    if bill["unbilled_head_count"]:
        rows.append(c.Row(cells("unbilled")))
    return c.Table(_("Both accounts"), columns, rows, total=cells("billed"))


def _reasons(one: OneBill) -> c.Table:
    """Every reason with its people and rupiah; each leads to its lines."""
    lines = bill_url(one.bill["invoice_month"], "bill_lines")
    rows = []
    for row in one.reasons:
        url = f"{lines}?alasan={row['reason']}" if row["judgement"] != "accepted" else ""
        judged = {"judged": _judged(row), "proof": proof_text(row["reason"])}
        cells = (
            c.Cell(reason_text(row["reason"]), note=_("%(judged)s; proof: %(proof)s") % judged),
            row["head_count"], row["line_count"], _both(row),
        )  # fmt: skip
        rows.append(c.Row(cells, url=url))
    columns = (
        c.Column(_("Reason")), c.Column(_("People"), "whole"), c.Column(_("Lines"), "whole"),
        c.Column(_("Together"), "rupiah"),
    )  # fmt: skip
    return c.Table(_("Reasons"), columns, rows, empty=_no_reason(one))


def _both(row: Mapping[str, Any]) -> c.Cell:
    """Rupiah of both accounts; below it each."""
    write = numbers()
    each = {"contribution": write.rupiah(row["contribution_rupiah"]), "help": write.rupiah(row["help_rupiah"])}
    return c.Cell(rupiah_of(row), note=_("contribution %(contribution)s, help %(help)s") % each)


def _no_reason(one: OneBill) -> c.Empty:
    if one.by_name:
        text = _("Every line is a living resident's whom the city pays for.")
        return c.Empty(_("Nothing is wrong with this bill"), text, icon="check")
    text = _("Without names there is no person, and no reason, to look at.")
    return c.Empty(_("Nothing could be checked"), text, icon="question")


def _judged(row: Mapping[str, Any]) -> str:
    if row["reason"] == "not_billed":
        return _("not billed")
    words = {"disputed": _("disputed"), "accepted": _("accepted"), "missing": _("cannot be checked")}
    return words.get(row["judgement"], str(row["judgement"]))


def _history(one: OneBill) -> c.Table | None:
    """Disputes of this and the bills before it, and what later bills made of them; None where nothing was disputed."""
    by_month: dict[Any, dict[str, list[int]]] = {}
    for row in one.earlier:
        held = by_month.setdefault(row["invoice_month"], {}).setdefault(row["outcome"], [0, 0])
        held[0] += row["disputed_rupiah"] or 0
        held[1] += row["credited_rupiah"] or 0
    if not by_month:
        return None
    rows, sums = [], [0, 0, 0, 0, 0]
    for month, outcomes in sorted(by_month.items(), reverse=True):
        disputed = sum(held[0] for held in outcomes.values())
        back = sum(held[1] for held in outcomes.values())
        again, stopped = (outcomes.get(name, [0, 0])[0] for name in ("repeated", "stopped"))
        values = [disputed, back, again, stopped, disputed - back]
        sums = [one_sum + value for one_sum, value in zip(sums, values, strict=True)]
        rows.append(c.Row((numbers().month(month), *values), url=bill_url(month, "bill_lines")))
    columns = (
        c.Column(_("Month billed")), c.Column(_("Disputed"), "rupiah"), c.Column(outcome_text("credited"), "rupiah"),
        c.Column(outcome_text("repeated"), "rupiah"), c.Column(outcome_text("stopped"), "rupiah"),
        c.Column(_("Still open"), "rupiah"),
    )  # fmt: skip
    heads = tuple(c.Column(head.title[:1].upper() + head.title[1:], head.kind) for head in columns)
    caption = _("Disputes of this and earlier bills, and what became of them")
    return c.Table(caption, heads, rows, total=(_("Together"), *sums) if len(rows) > 1 else ())


def _claims(one: OneBill) -> c.Table | None:
    """Claimed back since the event, by reason; with the newest bill alone: claims are of all bills before it."""
    claims = [row for row in one.claims if row["claimed_rupiah"] or row["credited_rupiah"]]
    if not one.newest or not claims:
        return None
    rows = [
        c.Row((reason_text(row["dispute"]), row["head_count"], row["month_count"],
               row["claimed_rupiah"] + row["credited_rupiah"], row["credited_rupiah"], row["claimed_rupiah"]))
        for row in claims
    ]  # fmt: skip
    columns = (
        c.Column(_("Reason")), c.Column(_("People"), "whole"), c.Column(_("Person-months"), "whole"),
        c.Column(_("Disputed"), "rupiah"), c.Column(_("Given back"), "rupiah"), c.Column(_("Claimed back"), "rupiah"),
    )  # fmt: skip
    total = (_("Together"), None, None, *(
        sum(row.cells[place] for row in rows) for place in (3, 4, 5)
    ))  # fmt: skip
    return c.Table(_("Claimed back from earlier bills, since the month after the event"), columns, rows, total=total)


def _clock(one: OneBill) -> list[c.Fact]:
    """When it is due, what was paid, what is owed."""
    bill, write = one.bill, numbers()
    facts = [c.Fact(_("To be paid by"), bill["due_on"], kind="day")]
    if bill["paid_rupiah"] is None:
        facts.append(c.Fact(_("Paid"), _("not known: no payment was told")))
        return facts
    last = _("last on %(day)s") % {"day": write.day(bill["last_paid_on"])} if bill["last_paid_on"] else ""
    facts.append(c.Fact(_("Paid"), bill["paid_rupiah"], last, "rupiah"))
    if bill["late"]:
        facts.append(c.Fact(_("Days late"), bill["late_day_count"], kind="whole"))
    facts.append(c.Fact(_("Arrears as BPJS Kesehatan counts"), bill["arrears_as_bpjs_rupiah"], kind="rupiah"))
    facts.append(c.Fact(_("Arrears without what is disputed"), bill["arrears_rupiah"], kind="rupiah"))
    return facts
