"""The search: one box. What was typed stays in the session, so that it stands in no address and no log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note
from semesta.web.core.places import area_name
from semesta.web.core.published.search import Found, Hit, find
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.published.wanted import Wanted, wanted_of
from semesta.web.core.reading import language, numbers

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown

LISTED = 50
LONGEST = 200
TYPED = "people_typed"
"""Where the session keeps the last question."""


@needs("people.read", area=Area.IN_QUERY)
def people(request: OfficeRequest) -> HttpResponse:
    """The box, and whom the question kept in the session finds; a POST keeps a question and leads back here."""
    if request.method == "POST":
        request.session[TYPED] = request.POST.get("typed", "").strip()[:LONGEST]
        return redirect("people")
    typed = request.session.get(TYPED, "")
    try:
        shown = shown_to(request.scope)
    except NothingPublished:
        return render(request, "people/nothing.html")
    wanted = wanted_of(typed)
    found = _found(shown, wanted)
    page = {"typed": typed, "found": found, "longest": LONGEST, "says": _says(found) if typed else ""}
    if typed and not found.ask:
        page["table"] = _table(found, wanted)
    return render(request, "people/search.html", page)


def _found(shown: Shown, wanted: Wanted) -> Found:
    """Whom the question finds; the trail says how was asked and how many were shown, never what was typed."""
    if wanted.nothing:
        return Found(ask="anything")
    found = find(shown, wanted, LISTED)
    asked = [name for name in ("number", "name", "birth_on") if getattr(wanted, name)]
    note("people searched", facts={"by": " ".join(asked), "people": len(found.hits)})
    return found


def _says(found: Found) -> str:
    """One sentence above the list; '' when the list says it all."""
    if found.ask == "name":
        return _("A birth date alone fits too many people. Add a name.")
    if found.ask:
        return _("Type a NIK, a card number, or a name of at least one word.")
    if found.meant:
        return _("Nobody in your area has exactly this. These people are one slip away from it.")
    return ""


def _table(found: Found, wanted: Wanted) -> c.Table:
    columns = (c.Column(_("Name")), c.Column(_("Born"), "day"), c.Column(_("Kelurahan")), c.Column(_("State")),
               c.Column(_("What agrees")))  # fmt: skip
    first = _("The first %(count)s, best first") % {"count": numbers().whole(len(found.hits))}
    return c.Table(
        first if found.more else _("People found"), columns, [_row(hit) for hit in found.hits], empty=_nobody(wanted)
    )


def _row(hit: Hit) -> c.Row:
    agrees = {
        "number": _("the number"), "near_number": _("the number but for one slip"),
        "name_and_day": _("name and birth date"), "name_and_near_day": _("name, and a birth date one slip away"),
        "name": _("the name"),
    }  # fmt: skip
    state = c.Cell(
        word(language(), "class", hit.class_name), tone="good" if hit.active else "warn",
        icon="check" if hit.active else "alert", badge=True, note=word(language(), "segment", hit.segment),
    )  # fmt: skip
    return c.Row(
        (c.Cell(hit.name or _("no name"), note=hit.nik), hit.birth_on, area_name(hit.area_code), state,
         agrees[hit.by]),
        url=reverse("person", args=[hit.person_id]),
    )  # fmt: skip


def _nobody(wanted: Wanted) -> c.Empty:
    """Why nobody is found, and what helps."""
    if wanted.number:
        text = _("Nobody in your area has this number or one that differs by one digit. Try the name and birth date.")
    elif wanted.birth_on:
        text = _("Nobody in your area has such a name and was born on or near this day. Try the number, or the name"
                 " alone.")  # fmt: skip
    else:
        text = _("Nobody in your area has such a name. Try another spelling, or add the birth date.")
    return c.Empty(_("Nobody found"), text)
