"""The contacts of one rule, asked for as a list that leaves the application (core/exports)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.queries.outreach import RULES, contact_lines
from semesta.web.core.access import Area, needs
from semesta.web.core.exports.actions import request_export
from semesta.web.core.exports.cells import ExportColumn
from semesta.web.core.places import area_name
from semesta.web.core.published.shown import shown_to
from semesta.web.desks.outreach.contacts import say
from semesta.web.desks.outreach.words import rule_title

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


@needs("exports.make", area=Area.IN_QUERY)
@require_POST
def download_contacts(request: OfficeRequest) -> HttpResponse:
    """The list is put aside with its purpose; the page of lists that leave says whether a second person is asked."""
    scope, rule = request.scope, request.POST.get("rule", "")
    if not scope.may("outreach.read") or rule not in RULES:
        return redirect("outreach")
    try:
        shown = shown_to(scope)
        lines = (
            {**one, "area": area_name(one["area_code"]), "say": say(rule)} for one in contact_lines(shown, rule)
        )  # fmt: skip
        request_export(
            f"{_('Contacts')}: {rule_title(rule)}", lines, _columns(), scope, request.POST.get("purpose", ""),
            person="person_id", run_id=shown.run_id,
        )  # fmt: skip
    except Fault as fault:
        messages.warning(request, str(fault))
        return redirect("outreach")
    return redirect("office_exports")


def _columns() -> list[ExportColumn]:
    return [
        ExportColumn("name", _("Name")), ExportColumn("nik", "NIK", "identity"), ExportColumn("area", _("Kelurahan")),
        ExportColumn("address", _("Address"), group="address"), ExportColumn("rt", "RT", group="address"),
        ExportColumn("rw", "RW", group="address"), ExportColumn("phone", _("Phone"), group="address"),
        ExportColumn("say", _("What to say")), ExportColumn("family_count", _("People"), "whole"),
        ExportColumn("arrears_month_count", _("Months in arrears"), "whole"),
        ExportColumn("paid_count", _("Payments made"), "whole"), ExportColumn("due_on", _("Ends on"), "day"),
    ]  # fmt: skip
