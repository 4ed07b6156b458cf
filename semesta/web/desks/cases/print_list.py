"""The list on paper for visits: one page per RT."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone

from semesta.web.casework.queries import cases as asked
from semesta.web.casework.words import route_text
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note
from semesta.web.core.places import area_name
from semesta.web.desks.cases.drawn import subject_name, why_text

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

AT_MOST = 300
ABOUT = ("name", "address", "rt", "rw", "phone", "birth_on")


@dataclass
class Neighbourhood:
    """Cases of one RT, house by house."""

    area: str
    rw: str
    rt: str
    lines: list[dict[str, Any]] = field(default_factory=list)


@needs("cases.read", area=Area.IN_QUERY)
def print_list(request: OfficeRequest) -> HttpResponse:
    """The first AT_MOST cases about people of the filters, by RW, RT and address. For roles that see addresses."""
    scope = request.scope
    if not scope.sees("address"):
        return render(request, "cases/print.html", {"unseen": True})
    wanted = asked.wanted_of(request.GET)
    rows = asked.listed(scope, wanted, timezone.localdate(), first_only=True).filter(person_id__isnull=False)
    cases = asked.first_of(asked.ordered(rows), AT_MOST + 1, wide=asked.is_wide(scope, wanted))
    people = asked.people_of(asked.shown_or_none(scope), cases[:AT_MOST], *ABOUT)
    if people:
        note("work list printed", facts={"filters": wanted.address, "rows": len(people)})
    places: dict[tuple[str, str, str], Neighbourhood] = {}
    for case in cases[:AT_MOST]:
        if person := people.get(case.person_id or 0):
            key = (area_name(case.area_code), person["rw"] or "", person["rt"] or "")
            line = {"case": case, "person": person, "why": why_text(case), "route": route_text(case.route),
                    "name": subject_name(case, people)}  # fmt: skip
            places.setdefault(key, Neighbourhood(*key)).lines.append(line)
    for place in places.values():
        place.lines.sort(key=lambda line: (line["person"]["address"] or "", line["person"]["name"] or ""))
    ordered = [places[key] for key in sorted(places)]
    return render(
        request, "cases/print.html",
        {"places": ordered, "more": len(cases) > AT_MOST, "at_most": AT_MOST, "address": wanted.address},
    )  # fmt: skip
