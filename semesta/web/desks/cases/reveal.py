"""The whole NIK of the person of a case, after a purpose is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from semesta.web.casework.queries import cases as asked
from semesta.web.core.access import Area, needs
from semesta.web.core.published.one_person import whole_numbers

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


@needs("people.identity", area=Area.IN_QUERY)
@require_POST
def reveal_numbers(request: OfficeRequest, pk: int) -> HttpResponse:
    """The number in place of its mask; the look with its purpose stands in the trail first."""
    case = asked.one_case(request.scope, pk)
    shown = asked.shown_or_none(request.scope)
    purpose = request.POST.get("purpose", "").strip()[:200]
    if case is None or case.person_id is None or shown is None:
        raise Http404
    if not purpose:
        return redirect("case", pk)
    numbers = whole_numbers(request, shown, case.person_id, purpose) or {}
    template = "cases/number.html" if request.headers.get("HX-Request") else "cases/number_page.html"
    return render(request, template, {"number": numbers.get("nik", ""), "case": case})
