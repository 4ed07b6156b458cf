"""The waiting list: who comes first and why, how far quota and money reach, and deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from semesta.rules.proposals import priority
from semesta.web.casework.actions import proposal_steps as steps
from semesta.web.casework.models.proposals import Kind
from semesta.web.casework.queries.proposals import at_step
from semesta.web.casework.queries.waiting import criteria, places, waiting
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers
from semesta.web.desks.proposals import words
from semesta.web.desks.proposals.doing import attempt, picked, shown_or_refusal, tell
from semesta.web.desks.proposals.quota import standing

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

PER_PAGE = 100


@needs("proposals.read", area=Area.IN_QUERY)
def waiting_list(request: OfficeRequest) -> HttpResponse:
    """The list in its order, with the line up to which places and money reach; removals to decide below it."""
    scope = request.scope
    first = int(request.GET.get("from", "0")) if request.GET.get("from", "0").isdecimal() else 0
    found = places(scope, first, PER_PAGE + 1)
    count, now = waiting(scope).count(), standing(request)
    may = scope.may("proposals.decide")
    room = now["room"]
    removals = list(at_step(scope, "decide", [Kind.REMOVE])[:PER_PAGE])
    return render(
        request,
        "proposals/waiting.html",
        {
            "standing": now,
            "count": count,
            "may": may,
            "table": _table(found[:PER_PAGE], first, count, room.free if room else None, may, len(found) > PER_PAGE),
            "removals": _removals(removals, may) if removals else None,
            "criteria": [one.title(language()) for one in priority() if one.name in criteria(scope)],
            "without_health": "health" not in criteria(scope),
        },
    )


def _table(found: list[Any], first: int, count: int, free: int | None, may: bool, more: bool) -> c.Table:
    columns = (
        c.Column(_("Turn")),
        c.Column(_("Person")),
        c.Column(_("Kelurahan")),
        c.Column(_("Why here")),
        c.Column(_("Room")),
        c.Column(_("Is at")),
    )
    rows = []
    for turn, place in enumerate(found, first + 1):
        fits = free is not None and turn <= free
        room = c.Cell(_("fits"), badge=True, tone="good") if fits else c.Cell(_("no room"), badge=True, tone="warn")
        cells = (
            numbers().whole(turn),
            words.person_cell(place.line),
            area_name(place.line.area_code),
            c.Cell(place.reasons[0], " · ".join(place.reasons[1:])),
            room if free is not None else c.Cell(_("no agreement"), badge=True, tone="quiet"),
            words.where_cell(place.line),
        )
        rows.append(c.Row(cells, reverse("proposals_line", args=[place.line.public_id]), str(place.line.public_id)))
    page = c.Page(
        first + 1,
        first + len(found),
        count,
        f"?from={max(first - PER_PAGE, 0)}" if first else "",
        f"?from={first + PER_PAGE}" if more else "",
    )
    empty = c.Empty(
        _("Nobody waits for a decision"), _("Lines come here when Dinsos has forwarded them."), icon="check"
    )
    return c.Table(
        _("Waiting for a place"),
        columns,
        rows,
        page if found else None,
        empty,
        pick_name="line" if may else "",
        pick_form="deciding",
    )


def _removals(lines: list[Any], may: bool) -> c.Table:
    columns = (c.Column(_("Person")), c.Column(_("Kelurahan")), c.Column(_("Checks")), c.Column(_("Is at")))
    rows = [
        c.Row(
            (words.person_cell(line), area_name(line.area_code), words.findings_cell(line), words.where_cell(line)),
            reverse("proposals_line", args=[line.public_id]),
            str(line.public_id),
        )
        for line in lines
    ]
    return c.Table(
        _("To take off the city's list"), columns, rows, pick_name="line" if may else "", pick_form="deciding"
    )


@needs("proposals.decide", area=Area.IN_QUERY)
@require_POST
def decide(request: OfficeRequest) -> HttpResponse:
    """Picked lines are decided within quota and budget; `first`=N takes the first N of the list; or they go back."""
    scope, asked = request.scope, request.POST
    ids = picked(request)
    if asked.get("deed") == "return":
        moved = attempt(request, lambda: steps.give_back(scope, ids, asked.get("note", "")))
        tell(request, moved, lambda n: ngettext("%(n)s line returned.", "%(n)s lines returned.", n) % {"n": n})
        return redirect("proposals_waiting")
    if asked.get("first", "").isdecimal() and not ids:
        ids = list(waiting(scope).values_list("pk", flat=True)[: int(asked["first"])])
    moved = attempt(request, lambda: steps.decide(scope, shown_or_refusal(scope), ids, asked.get("note", "")))
    tell(request, moved, lambda n: ngettext("%(n)s line decided.", "%(n)s lines decided.", n) % {"n": n})
    return redirect("proposals_waiting")
