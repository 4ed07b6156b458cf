"""The list of the filters, asked for as a list that leaves the application (core/exports)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.models import CaseKind, CaseState
from semesta.web.casework.queries import cases as asked
from semesta.web.casework.words import route_text
from semesta.web.core.access import Area, needs
from semesta.web.core.exports.actions import request_export
from semesta.web.core.exports.cells import ExportColumn
from semesta.web.core.models.people import OrganisationKind
from semesta.web.core.places import area_name
from semesta.web.desks.cases.drawn import subject_name, why_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from semesta.web.casework.models import Case
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown

AT_ONCE = 2_000
ABOUT_PEOPLE = ("name", "nik", "address", "rt", "rw", "phone")


@needs("exports.make", area=Area.IN_QUERY)
@require_POST
def download_list(request: OfficeRequest) -> HttpResponse:
    """The list is put aside with its purpose; the page of lists that leave says whether a second person is asked."""
    scope = request.scope
    wanted = asked.wanted_of(request.POST)
    back = f"{reverse('cases')}?{wanted.address}"
    if not scope.may("cases.read"):
        return redirect(back)
    cases = asked.ordered(asked.listed(scope, wanted, timezone.localdate())).select_related("assignee")
    shown = asked.shown_or_none(scope)
    try:
        request_export(
            _("Work list"), _lines(shown, cases), _columns(), scope, request.POST.get("purpose", ""),
            person="person_id", run_id=shown.run_id if shown else "",
        )  # fmt: skip
    except Fault as fault:
        messages.warning(request, str(fault))
        return redirect(back)
    return redirect("office_exports")


def _columns() -> list[ExportColumn]:
    return [
        ExportColumn("case", _("Case"), "whole"), ExportColumn("name", _("Name")),
        ExportColumn("nik", "NIK", "identity"), ExportColumn("area", _("Kelurahan")),
        ExportColumn("address", _("Address"), group="address"), ExportColumn("rt", "RT", group="address"),
        ExportColumn("rw", "RW", group="address"), ExportColumn("phone", _("Phone"), group="address"),
        ExportColumn("kind", _("Kind")), ExportColumn("reason", _("Reason")), ExportColumn("route", _("Route")),
        ExportColumn("priority", _("Priority"), "whole"), ExportColumn("due_on", _("Due"), "day"),
        ExportColumn("state", _("State")), ExportColumn("office", _("Office")), ExportColumn("officer", _("Officer")),
    ]  # fmt: skip


def _lines(shown: Shown | None, cases: QuerySet[Case]) -> Iterator[dict[str, Any]]:
    """One row per case, most urgent first; people AT_ONCE at a time."""
    every = cases.iterator(AT_ONCE)
    while some := list(islice(every, AT_ONCE)):
        people = asked.people_of(shown, some, *ABOUT_PEOPLE)
        for case in some:
            person = people.get(case.person_id or 0, {})
            yield {
                **{name: person.get(name) for name in ABOUT_PEOPLE}, "person_id": case.person_id, "case": case.pk,
                "name": subject_name(case, people), "area": area_name(case.area_code),
                "kind": str(CaseKind(case.kind).label), "reason": why_text(case), "due_on": case.due_on,
                "route": route_text(case.route).title, "priority": case.priority,
                "state": str(CaseState(case.state).label), "office": str(OrganisationKind(case.office).label),
                "officer": str(case.assignee or ""),
            }  # fmt: skip
