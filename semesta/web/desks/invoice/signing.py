"""Who signed a bill: checked by one office, agreed to by another person, taken back with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions import bills as actions
from semesta.web.casework.models import BillAct
from semesta.web.casework.queries.bills import bill_row, sign_off_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to
from semesta.web.core.reading import moment
from semesta.web.desks.invoice.words import bill_url, month_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse

    from semesta.web.casework.models import BillStep
    from semesta.web.casework.queries.bills import SignOff
    from semesta.web.core.access import OfficeRequest

    Act = Callable[[Mapping[str, Any], Shown, int], BillStep]


def state_cell(bill: Mapping[str, Any], signed: SignOff | None) -> c.Cell:
    """Where the signing stands, as a badge."""
    if signed is None or signed.checked is None:
        return c.Cell(_("not checked yet"), tone="quiet", icon="minus", badge=True)
    if signed.outdated(bill):
        return c.Cell(_("figures changed since"), tone="warn", icon="alert", badge=True)
    if signed.agreed:
        who = ", ".join(str(step.organisation) for step in signed.agreed)
        return c.Cell(_("agreed"), tone="good", icon="check", badge=True, note=who)
    return c.Cell(_("checked"), tone="info", icon="check", badge=True, note=signed.checked.organisation)


def facts_of(signed: SignOff) -> list[c.Fact]:
    """Checked, agreed for the city, agreed for BPJS: who and when."""
    titles = {
        BillAct.CHECKED: _("Checked"),
        BillAct.CITY_AGREED: _("City agrees"),
        BillAct.BPJS_AGREED: _("BPJS agrees"),
    }
    facts = []
    for act, title in titles.items():
        held = signed.held.get(act)
        if held is None:
            facts.append(c.Fact(title, _("not yet")))
        else:
            note = "; ".join(part for part in (moment(held.at), held.note) if part)
            facts.append(c.Fact(title, f"{held.by.name}, {held.organisation}", note))
    return facts


def entries_of(signed: SignOff) -> list[c.Entry]:
    """Everything that was signed and taken back, newest first."""
    return [
        c.Entry(step.at, f"{step.by.name}, {step.organisation}", step.get_act_display().capitalize(), step.note)
        for step in reversed(signed.steps)
    ]


def sentences_of(signed: SignOff) -> list[str]:
    """For the Berita Acara, in its own language: who checked and who agreed."""
    said = {BillAct.CHECKED: "Diperiksa", BillAct.CITY_AGREED: "Disetujui", BillAct.BPJS_AGREED: "Disetujui"}
    with translation.override("id"):
        return [
            f"{said[BillAct(step.act)]} oleh {step.by.name}, {step.organisation}, {moment(step.at)} (Semesta)."
            for step in signed.steps
            if step in signed.held.values()
        ]


def what_may(request: OfficeRequest, one: Any, signed: SignOff) -> dict[str, bool]:
    """Which forms the page offers to who looks."""
    scope, now = request.scope, signed.checked
    mine = now is not None and (now.by_id == scope.user_id or now.organisation == scope.organisation_name)
    agreed = any(step.organisation == scope.organisation_name for step in signed.agreed)
    return {
        "check": scope.may("bills.check") and now is None and one.by_name,
        "agree": scope.may("bills.agree") and now is not None and not (mine or agreed or signed.outdated(one.bill)),
        "take_back": (scope.may("bills.check") or scope.may("bills.agree")) and bool(signed.held),
    }


def _acted(request: OfficeRequest, bulan: str, done: str, act: Act) -> HttpResponse:
    """Back to the bill after the act, with what came of it. Http404 for a bill that is not within the scope."""
    month = month_of(bulan)
    try:
        shown = shown_to(request.scope)
    except NothingPublished as error:
        raise Http404 from error
    bill = bill_row(shown, month)
    if bill is None:
        raise Http404
    turn = request.POST.get("turn", "")
    try:
        act(bill, shown, int(turn) if turn.isdigit() and len(turn) < 9 else 0)
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, done)
    return redirect(bill_url(month))


@needs("bills.check", area=Area.IN_QUERY)
@require_POST
def check(request: OfficeRequest, bulan: str) -> HttpResponse:
    """The office checked the bill as the page showed it (`turn`, `run`); `note` if it wants to add something."""
    run, note = request.POST.get("run", ""), request.POST.get("note", "")
    return _acted(
        request, bulan, _("The bill is marked as checked by your office."),
        lambda bill, shown, turn: actions.check(bill, shown, request.scope, turn=turn, run_id=run, remark=note),
    )  # fmt: skip


@needs("bills.agree", area=Area.IN_QUERY)
@require_POST
def agree(request: OfficeRequest, bulan: str) -> HttpResponse:
    """The user's side agrees to the bill that was checked."""
    run, note = request.POST.get("run", ""), request.POST.get("note", "")
    return _acted(
        request, bulan, _("Your side has agreed to the bill."),
        lambda bill, shown, turn: actions.agree(bill, shown, request.scope, turn=turn, run_id=run, remark=note),
    )  # fmt: skip


@needs("bills.read", area=Area.IN_QUERY)
@require_POST
def take_back(request: OfficeRequest, bulan: str) -> HttpResponse:
    """What was signed holds no more, for a `reason`."""
    reason = request.POST.get("reason", "")
    return _acted(
        request, bulan, _("Taken back: the bill can be checked again."),
        lambda bill, shown, turn: actions.take_back(bill, shown, request.scope, turn=turn, reason=reason),
    )  # fmt: skip


def signed_of(request: OfficeRequest, bill: Mapping[str, Any]) -> SignOff:
    """Where the signing of a bill stands."""
    return sign_off_of(request.scope, str(bill["area_code"]), bill["invoice_month"])
