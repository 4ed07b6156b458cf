"""One line of a bill: what was asked, why it is disputed, with which proof, and the other lines of the same card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.measure.number import file_row
from semesta.web.casework.queries.bill_lines import one_line
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.places import area_name
from semesta.web.core.published.shape import masked
from semesta.web.core.reading import numbers
from semesta.web.desks.invoice.lines import month_cell, shown_of
from semesta.web.desks.invoice.words import (
    bill_url,
    month_of,
    outcome_cell,
    proof_text,
    reason_text,
    title_of,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.queries.bill_lines import OneLine
    from semesta.web.core.access import OfficeRequest

LONGEST = 19


@needs("bills.read", area=Area.IN_QUERY)
def bill_line(request: OfficeRequest, bulan: str, nomor: str) -> HttpResponse:
    """The line `nomor` of the bill of `bulan`; Http404 outside the scope or for a line that was accepted."""
    month, shown = month_of(bulan), shown_of(request)
    if not nomor.removeprefix("-").isdecimal() or len(nomor) > LONGEST:
        raise Http404
    found = one_line(shown, month, int(nomor))
    if found is None:
        raise Http404
    line = found.line
    if line["person_id"] is not None:
        told = _("line of a bill: %(month)s") % {"month": bulan}
        look(request, str(line["person_id"]), line["area_code"], told, ("name", "nik", "psnoka"))
    return render(
        request, "invoice/line.html",
        {
            "line": line, "name": line["name"] or _("no name"), "bill_title": title_of(month),
            "bill_url": bill_url(month), "reason": reason_text(line["dispute"]), "proof": proof_text(line["dispute"]),
            "reason_url": f"{bill_url(month, 'bill_lines')}?alasan={line['dispute']}",
            "outcome": outcome_cell(line["outcome"]), "facts": _facts(found), "money": _money(line),
            "others": _others(found), "person_url": reverse("person", args=[line["person_id"]]) if found.known else "",
        },
    )  # fmt: skip


def _facts(found: OneLine) -> list[c.Fact]:
    line, write = found.line, numbers()
    facts = [
        c.Fact(_("Card number"), masked(line["psnoka"])),
        c.Fact(_("NIK on the bill"), masked(line["nik_raw"]), remark_text(line["nik_remark"])),
        c.Fact(_("Area"), area_name(line["area_code"])),
        c.Fact(_("Month billed"), write.month(line["invoice_month"])),
        c.Fact(_("Paid for"), month_cell(line["paid_for_month"])),
    ]
    if line["event_on"]:
        facts.append(c.Fact(_("Since"), line["event_on"], kind="day"))
    facts.append(c.Fact(_("Row of the file"), _place(found)))
    return facts


def remark_text(remark: str | None) -> str:
    """What is wrong with the number, in words; '' for nothing."""
    words = {
        "milik_orang_lain": _("somebody else's"),
        "tidak_ditemukan": _("not in the population register"),
        "beda_tanggal_lahir": _("its birth date is not that of the bill"),
        "kosong": _("empty"),
    }
    return words.get(remark or "", (remark or "").replace("_", " "))


def _place(found: OneLine) -> str:
    """'tagihan_2025-05.csv row 17'; a line that the branch did not send has none."""
    number = found.line["invoice_line_id"]
    if number < 0:
        return _("none: the branch did not bill this card")
    file_no, row = file_row(number)
    return _("%(file)s row %(row)s") % {"file": found.files.get(file_no, file_no), "row": row}


def _money(line: dict[str, Any]) -> list[c.Fact]:
    facts = [
        c.Fact(_("Contribution"), line["billed_contribution"], kind="rupiah"),
        c.Fact(_("Help"), line["billed_help"], kind="rupiah"),
        c.Fact(_("Accepted"), line["accepted_rupiah"], kind="rupiah"),
        c.Fact(_("Disputed"), line["disputed_rupiah"], kind="rupiah"),
    ]
    if line["unbilled_rupiah"]:
        facts.append(c.Fact(_("Not billed"), line["unbilled_rupiah"], kind="rupiah"))
    if line["credited_rupiah"]:
        facts.append(c.Fact(_("Given back"), line["credited_rupiah"], kind="rupiah"))
    return facts


def _others(found: OneLine) -> c.Table:
    rows = [
        c.Row(
            (numbers().month(one["invoice_month"]), month_cell(one["paid_for_month"]), reason_text(one["dispute"]),
             one["disputed_rupiah"] or one["unbilled_rupiah"], outcome_cell(one["outcome"])),
            url=reverse("bill_line", args=[f"{one['invoice_month']:%Y-%m}", one["invoice_line_id"]]),
        )
        for one in found.others
    ]  # fmt: skip
    columns = (
        c.Column(_("Month billed")), c.Column(_("Paid for")), c.Column(_("Reason")),
        c.Column(_("Disputed or owed"), "rupiah"), c.Column(_("What became of it")),
    )  # fmt: skip
    empty = c.Empty(_("No other line"), _("This card has no other line that was not accepted."), icon="check")
    return c.Table(_("Other lines of this card"), columns, rows, empty=empty)
