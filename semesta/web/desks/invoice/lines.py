"""The lines behind a reason, numbers masked, each look written down; one line; the list as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from semesta.flow.invoice.text import OUTCOMES
from semesta.terms.bill_reason import BY_CODE
from semesta.terms.fault import Fault
from semesta.web.casework.queries.bill_lines import Narrowed, lines_of, listed_lines
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look_at_list
from semesta.web.core.exports.actions import request_export
from semesta.web.core.exports.cells import ExportColumn
from semesta.web.core.places import area_name
from semesta.web.core.published.shape import masked
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to
from semesta.web.core.reading import numbers
from semesta.web.desks.invoice.words import (
    bill_url,
    month_of,
    outcome_text,
    reason_text,
    title_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.http import HttpResponse, QueryDict

    from semesta.web.casework.queries.bill_lines import ListedLines
    from semesta.web.core.access import OfficeRequest

PER_PAGE = 50


def wanted_of(given: QueryDict) -> Narrowed:
    """The filters of an address: a reason, an outcome, the line after which the page begins."""
    reason, outcome = given.get("alasan", ""), given.get("akibat", "")
    after = given.get("sesudah", "")
    number = after if after.removeprefix("-").isdigit() and len(after) < 19 else ""
    return Narrowed(reason if reason in BY_CODE else "", outcome if outcome in OUTCOMES else "", number)


def shown_of(request: OfficeRequest) -> Shown:
    """What the scope sees, for a role that may see people; Http404 before anything is published."""
    if not request.scope.may("people.read"):
        raise PermissionDenied("people.read")
    try:
        return shown_to(request.scope)
    except NothingPublished as error:
        raise Http404 from error


@needs("bills.read", area=Area.IN_QUERY)
def bill_lines(request: OfficeRequest, bulan: str) -> HttpResponse:
    """PER_PAGE lines of the bill that were not accepted; `alasan` and `akibat` narrow, `sesudah` goes on."""
    month, shown = month_of(bulan), shown_of(request)
    wanted = wanted_of(request.GET)
    found = listed_lines(shown, month, wanted, PER_PAGE + 1)
    if found is None:
        raise Http404
    more, listed = len(found.lines) > PER_PAGE, found.lines[:PER_PAGE]
    seen = [(str(one["person_id"]), one["area_code"]) for one in listed if one["person_id"] is not None]
    look_at_list(request, seen, _("lines of a bill: %(month)s") % {"month": bulan}, ("name", "nik", "psnoka"))
    url = bill_url(month, "bill_lines")
    title = reason_text(wanted.reason) if wanted.reason else _("Lines that were not accepted")
    return render(
        request, "invoice/lines.html",
        {
            "title": title, "bill_title": title_of(month), "bill_url": bill_url(month), "url": url,
            "filters": _filters(found, wanted), "chips": _chips(wanted, url), "lead": _lead(found),
            "table": _table(month, listed, _page(wanted, url, listed, found.line_count, more=more)),
            "may_export": request.scope.may("exports.make") and bool(listed), "wanted": wanted, "month_text": bulan,
        },
    )  # fmt: skip


def _lead(found: ListedLines) -> str:
    lines = ngettext("%(n)s line", "%(n)s lines", found.line_count) % {"n": numbers().whole(found.line_count)}
    return _("%(lines)s, %(rupiah)s. Numbers are masked. That you see these people is written down.") % {
        "lines": lines, "rupiah": numbers().rupiah(found.rupiah),
    }  # fmt: skip


def _filters(found: ListedLines, wanted: Narrowed) -> list[c.Filter]:
    reasons = [c.Choice("", _("every reason"))]
    reasons += [c.Choice(code, reason_text(code), count) for code, count in found.by_reason.items()]
    outcomes = [c.Choice("", _("whatever became of it"))]
    outcomes += [c.Choice(code, outcome_text(code), count) for code, count in found.by_outcome.items()]
    return [
        c.Filter("alasan", _("Reason"), value=wanted.reason, choices=reasons, wide=True),
        c.Filter("akibat", _("What became of it"), value=wanted.outcome, choices=outcomes),
    ]


def _address(wanted: Narrowed, **more: str) -> str:
    held = {"alasan": wanted.reason, "akibat": wanted.outcome, **more}
    return urlencode({name: value for name, value in held.items() if value})


def _chips(wanted: Narrowed, url: str) -> list[c.Chip]:
    chips = []
    if wanted.reason:
        chips.append(c.Chip(reason_text(wanted.reason), f"{url}?{_address(Narrowed(outcome=wanted.outcome))}"))
    if wanted.outcome:
        chips.append(c.Chip(outcome_text(wanted.outcome), f"{url}?{_address(Narrowed(reason=wanted.reason))}"))
    return chips


def _page(wanted: Narrowed, url: str, listed: list[dict[str, Any]], count: int, *, more: bool) -> c.Page | None:
    following = f"{url}?{_address(wanted, sesudah=str(listed[-1]['invoice_line_id']))}" if more else ""
    if wanted.after:
        return c.Page(1, len(listed), None, f"{url}?{_address(wanted)}", following)
    return c.Page(1, len(listed), count, "", following) if listed else None


def _table(month: date, listed: list[dict[str, Any]], page: c.Page | None) -> c.Table:
    rows = [
        c.Row(
            (
                c.Cell(one["name"] or _("no name"), note=_numbers(one)), area_name(one["area_code"]),
                c.Cell(reason_text(one["dispute"]), note=_event(one)), month_cell(one["paid_for_month"]),
                one["billed_rupiah"], one["disputed_rupiah"] or one["unbilled_rupiah"],
                outcome_text(one["outcome"]) or None,
            ),
            url=reverse("bill_line", args=[f"{month:%Y-%m}", one["invoice_line_id"]]),
        )
        for one in listed
    ]  # fmt: skip
    columns = (
        c.Column(_("Name on the bill")), c.Column(_("Area")), c.Column(_("Reason")),
        c.Column(_("Paid for")), c.Column(_("Billed"), "rupiah"), c.Column(_("Disputed or owed"), "rupiah"),
        c.Column(_("What became of it")),
    )  # fmt: skip
    empty = c.Empty(_("No line like this"), _("Nothing on this bill has this reason and this outcome."))
    return c.Table(_("Lines"), columns, rows, page=page, empty=empty)


def _numbers(one: Mapping[str, Any]) -> str:
    """NIK as the bill has it and card, masked."""
    parts = [masked(one["nik_raw"] or one["nik"])]
    if one["psnoka"]:
        parts.append(_("card %(card)s") % {"card": masked(one["psnoka"])})
    return ", ".join(part for part in parts if part)


def _event(one: Mapping[str, Any]) -> str:
    return _("since %(day)s") % {"day": numbers().day(one["event_on"])} if one["event_on"] else ""


def month_cell(month: date | None) -> str | None:
    """'May 2025'."""
    return numbers().month(month) if month else None


@needs("bills.read", area=Area.IN_QUERY)
@require_POST
def take_out(request: OfficeRequest, bulan: str) -> HttpResponse:
    """The lines of the filters are put aside with their purpose; a long list waits for a second person."""
    month, shown, wanted = month_of(bulan), shown_of(request), wanted_of(request.POST)
    rows = lines_of(shown, month, wanted)
    if rows is None:
        raise Http404
    if not request.scope.may("exports.make"):
        raise PermissionDenied("exports.make")
    back = f"{bill_url(month, 'bill_lines')}?{_address(wanted)}"
    name = f"{title_of(month)}: {reason_text(wanted.reason)}" if wanted.reason else title_of(month)
    try:
        made = request_export(
            name, _told(rows), list_columns(), request.scope, request.POST.get("purpose", ""), person="person_id",
            run_id=shown.run_id,
        )  # fmt: skip
    except Fault as fault:
        messages.error(request, str(fault))
        return redirect(back)
    if made.state == "waiting":
        messages.info(request, _("The list is long: a second person has to let it go."))
    return redirect("office_exports")


def list_columns() -> list[ExportColumn]:
    """What the list of lines holds when it leaves."""
    return [
        ExportColumn("psnoka", _("Card number"), "identity"), ExportColumn("nik_raw", _("NIK on the bill"), "identity"),
        ExportColumn("name", _("Name on the bill")), ExportColumn("invoice_month", _("Month billed"), "day"),
        ExportColumn("paid_for_month", _("Paid for"), "day"),
        ExportColumn("billed_contribution", _("Contribution"), "whole"),
        ExportColumn("billed_help", _("Help"), "whole"),
        ExportColumn("reason", _("Reason")), ExportColumn("event_on", _("Event on"), "day"),
        ExportColumn("nik_remark", _("Remark on the NIK")), ExportColumn("accepted_rupiah", _("Accepted"), "whole"),
        ExportColumn("disputed_rupiah", _("Disputed"), "whole"),
        ExportColumn("unbilled_rupiah", _("Not billed"), "whole"),
        ExportColumn("outcome", _("What became of it")), ExportColumn("credited_rupiah", _("Given back"), "whole"),
    ]  # fmt: skip


def _told(rows: Any) -> Iterator[dict[str, Any]]:
    """Rows with reason and outcome in words."""
    for row in rows.values().iterator(2000):
        yield {**row, "reason": reason_text(row["dispute"]), "outcome": outcome_text(row["outcome"])}
