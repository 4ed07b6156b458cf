"""All that is signed of a bill: checked by one office, agreed to by another person for city or BPJS, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.web.casework.models import BillAct, BillStep, Side
from semesta.web.casework.queries.bills import figures_of, sign_off_of
from semesta.web.casework.queries.exchange import side_of
from semesta.web.core.audit.events import note
from semesta.web.core.published.models import Publication

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.web.casework.queries.bills import SignOff
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope


def check(bill: Mapping[str, Any], shown: Shown, scope: Scope, *, turn: int, run_id: str, remark: str = "") -> BillStep:
    """The scope's office has checked the bill as the shown run judges it.

    A Fault for a bill of numbers only (R3.10), when it is checked already, and when the page that was signed (`turn`,
    `run_id`) is not what stands now.
    """
    _may(scope, bill, "bills.check")
    if bill["evidence"] != "by_name":
        raise Fault(_("A bill of numbers only cannot be checked: ask the branch for the lines by name first."))
    now = _as_seen(bill, shown, scope, turn, run_id)
    if now.checked is not None:
        raise Fault(_("This bill is checked already."))
    return _written(BillAct.CHECKED, bill, shown, scope, turn, remark)


def agree(bill: Mapping[str, Any], shown: Shown, scope: Scope, *, turn: int, run_id: str, remark: str = "") -> BillStep:
    """The scope's side (city or BPJS) agrees to the bill that another person of another office checked.

    A Fault before it was checked, when the figures changed since, for the office that checked, and the second time.
    """
    _may(scope, bill, "bills.agree")
    now = _as_seen(bill, shown, scope, turn, run_id)
    if now.checked is None:
        raise Fault(_("Nobody has checked this bill yet."))
    if now.outdated(bill):
        raise Fault(_("The figures are not those that were checked: take the check back, and check again."))
    if now.checked.by_id == scope.user_id or now.checked.organisation == scope.organisation_name:
        raise Fault(_("Who checked a bill does not agree to it: that takes another person of another office."))
    act = BillAct.BPJS_AGREED if side_of(scope) == Side.BPJS else BillAct.CITY_AGREED
    if act in now.held:
        raise Fault(_("Your side has agreed already."))
    return _written(act, bill, shown, scope, turn, remark)


def take_back(bill: Mapping[str, Any], shown: Shown, scope: Scope, *, turn: int, reason: str) -> BillStep:
    """Nothing that was signed of the bill holds any more, for a reason; it can be checked anew."""
    if not (scope.may("bills.check") or scope.may("bills.agree")) or not scope.covers(bill["area_code"]):
        raise PermissionError("bills.check or bills.agree")
    reason = " ".join(reason.split())
    if not reason:
        raise Fault(_("Say why you take it back."))
    now = sign_off_of(scope, bill["area_code"], bill["invoice_month"])
    if now.turn != turn or not now.held:
        raise Fault(_("Somebody else changed this bill meanwhile. Look again, then decide."))
    return _written(BillAct.TAKEN_BACK, bill, shown, scope, turn, reason)


def note_paper(kind: str, bill: Mapping[str, Any], shown: Shown) -> None:
    """The trail holds that a paper of the bill was taken."""
    note("paper of a bill fetched", key=f"{bill['invoice_month']:%Y-%m}", facts={"paper": kind, "run": shown.run_id})


def _may(scope: Scope, bill: Mapping[str, Any], permission: str) -> None:
    if not scope.may(permission) or not scope.covers(bill["area_code"]):
        raise PermissionError(permission)


def _as_seen(bill: Mapping[str, Any], shown: Shown, scope: Scope, turn: int, run_id: str) -> SignOff:
    """Where the signing stands; a Fault when the page that was signed showed another state or another run."""
    if shown.run_id != run_id:
        raise Fault(_("Another run was published meanwhile. Look again, then decide."))
    now = sign_off_of(scope, bill["area_code"], bill["invoice_month"])
    if now.turn != turn:
        raise Fault(_("Somebody else changed this bill meanwhile. Look again, then decide."))
    return now


def _written(act: BillAct, bill: Mapping[str, Any], shown: Shown, scope: Scope, turn: int, remark: str) -> BillStep:
    publication = Publication.objects.get(pk=shown.number)
    try:
        with transaction.atomic():  # the same act at the same moment: the constraint lets one of them through
            made: BillStep = BillStep.unscoped.create(
                area_code=bill["area_code"], invoice_month=bill["invoice_month"], turn=turn, act=act,
                by_id=scope.user_id, organisation=scope.organisation_name, at=timezone.now(),
                note=" ".join(remark.split())[:500], run_id=shown.run_id, manifest_sha256=publication.manifest_sha256,
                figures=figures_of(bill),
            )  # fmt: skip
    except IntegrityError:
        raise Fault(_("Somebody else changed this bill meanwhile. Look again, then decide.")) from None
    note(f"bill {act.value.replace('_', ' ')}", key=f"{made.invoice_month:%Y-%m}", facts={"turn": turn})
    return made
