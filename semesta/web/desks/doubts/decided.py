"""What was decided lately, and taking a decision back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.casework.actions import doubts as act
from semesta.web.casework.queries import doubts as asked
from semesta.web.casework.queries.cases import shown_or_none
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.published.tables.models import Person

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


@needs("doubts.decide", area=Area.IN_QUERY)
def decided(request: OfficeRequest) -> HttpResponse:
    """The newest decisions within the scope, those taken back among them."""
    rows, shown = asked.decided_lately(request.scope, 50), shown_or_none(request.scope)
    names = {}
    if shown is not None:
        people = shown.rows(Person).filter(person_id__in={row.person_id for row in rows if row.person_id})
        names = dict(people.values_list("person_id", "name"))
    listed = [
        {"row": row, "name": names.get(row.person_id) or "–", "area": area_name(row.area_code)} for row in rows
    ]  # fmt: skip
    return render(request, "doubts/decided.html", {"rows": listed, "today": asked.today_of(request.scope)})


@needs("doubts.decide", area=Area.IN_QUERY)
@require_POST
def take_back(request: OfficeRequest, pk: int) -> HttpResponse:
    """The decision counts no more; the next run scores the pair anew."""
    try:
        act.take_back(request.scope, pk)
    except LookupError:
        raise Http404 from None
    messages.success(request, _("Taken back; the pair waits again."))
    return redirect("doubts_decided")
