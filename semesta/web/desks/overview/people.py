"""The people behind a figure, with the file rows that they come from. Every page of it is written into the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.measure.number import file_row, indicator_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note
from semesta.web.core.places import area_name
from semesta.web.core.published.shape import masked
from semesta.web.core.published.tables.models import Card, Person
from semesta.web.core.reading import language
from semesta.web.desks.overview.behind import BEHIND, within_area
from semesta.web.desks.overview.parts import area_url, number_url, people_url
from semesta.web.desks.overview.seen import sees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from semesta.indicators.load import Indicator
    from semesta.web.core.access import OfficeRequest
    from semesta.web.desks.overview.seen import Seen

PER_PAGE = 50


@needs("people.read", area=Area.IN_ADDRESS)
@sees
def people(request: OfficeRequest, seen: Seen, indicator: str) -> HttpResponse:
    """PER_PAGE people of the figure, by area and number; `sebab` and `segmen` narrow, `sesudah` goes on."""
    found = indicator_of(indicator)
    if found is None or found.count not in BEHIND:
        raise Http404
    if not seen.shown.scope.may("overview.read"):
        raise PermissionDenied("overview.read")
    reason, segment = request.GET.get("sebab", ""), request.GET.get("segmen", "")
    narrowed = {name: value for name, value in (("reason", reason), ("segment", segment)) if value}
    rows = within_area(seen.shown.rows(Person), seen.area).filter(BEHIND[found.count], **narrowed)
    listed = list(_after(rows, request.GET.get("sesudah", "")).order_by("area_code", "person_id")[: PER_PAGE + 1])
    more, listed = len(listed) > PER_PAGE, listed[:PER_PAGE]
    facts = {"area": seen.area, "people": len(listed), **narrowed}
    note("people behind a figure listed", key=indicator, facts=facts)
    asked = {name: value for name, value in (("sebab", reason), ("segmen", segment)) if value}
    page: dict[str, Any] = {
        "seen": seen, "title": _title(found), "area_url": area_url(seen.area),
        "trail": number_url(seen.area, indicator),
        "table": _table(seen, listed), "chips": _chips(seen, indicator, asked),
        "next_url": _next(asked, listed[-1]) if more else "", "first_url": people_url(seen.area, indicator, **asked),
        "continued": "sesudah" in request.GET,
    }  # fmt: skip
    return render(request, "overview/people.html", page)


def _after(rows: Any, place: str) -> Any:
    """What follows the last row of the page before: `16.71.04.1002 371`; anything else is the beginning."""
    area, _sep, number = place.partition(" ")
    if not number.isdecimal():
        return rows
    return rows.filter(Q(area_code=area, person_id__gt=int(number)) | Q(area_code__gt=area))


def _next(asked: Mapping[str, str], last: Person) -> str:
    return "?" + urlencode({**asked, "sesudah": f"{last.area_code} {last.person_id}"})


def _title(indicator: Indicator) -> str:
    return indicator.title_en if language() == "en" else indicator.title_id


def _chips(seen: Seen, indicator: str, asked: Mapping[str, str]) -> list[c.Chip]:
    groups = {"sebab": "reason", "segmen": "segment"}
    return [
        c.Chip(
            word(language(), groups[name], value),
            people_url(seen.area, indicator, **{other: held for other, held in asked.items() if other != name}),
        )
        for name, value in asked.items()
    ]


def _table(seen: Seen, listed: Sequence[Person]) -> c.Table:
    rows = [
        c.Row(
            (
                c.Cell(one.name or _("no name"), note=masked(one.nik or one.nik_raw)),
                area_name(one.area_code),
                c.Cell(word(language(), "class", one.class_name), note=word(language(), "reason", one.reason)),
                word(language(), "segment", one.segment),
                c.Cell("; ".join(places) if (places := _places(seen, one, cards)) else None),
            ),
            url=reverse("person", args=[one.person_id]),
        )
        for one, cards in _with_cards(seen, listed)
    ]
    columns = (c.Column(_("Name")), c.Column(_("Area")), c.Column(_("State")), c.Column(_("Segment")),
               c.Column(_("Rows of files")))  # fmt: skip
    empty = c.Empty(
        _("Nobody"), _("Nobody of this area is counted by this figure."), area_url(seen.area), _("To the area")
    )
    return c.Table(_("People behind this figure"), columns, rows, empty=empty)


def _with_cards(seen: Seen, listed: Sequence[Person]) -> list[tuple[Person, list[int]]]:
    """Each person with the numbers of their rows in the membership files."""
    held: dict[int, list[int]] = {}
    numbers = [one.person_id for one in listed]
    rows = seen.shown.rows(Card).filter(person_id__in=numbers).order_by("member_id")
    for person_id, member_id in rows.values_list("person_id", "member_id"):
        held.setdefault(person_id, []).append(member_id)
    return [(one, held.get(one.person_id, [])) for one in listed]


def _places(seen: Seen, person: Person, cards: Sequence[int]) -> list[str]:
    """'dukcapil_2025-05.csv row 17' of the register and of each card."""
    names = {one["file_no"]: one["file_name"] for one in seen.facts.manifest["inputs"]}
    places = [file_row(number) for number in (person.resident_id, *cards) if number is not None]
    return [_("%(file)s row %(row)s") % {"file": names.get(number, number), "row": row} for number, row in places]
