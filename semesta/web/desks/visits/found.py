"""Whom a round found without active cover: their cases, and what the newest file shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.casework.actions.found import open_found
from semesta.web.casework.models import CaseState
from semesta.web.casework.queries import found as asked
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look_at_list
from semesta.web.core.places import area_name
from semesta.web.core.reading import numbers
from semesta.web.desks.visits.doing import attempt, seen_round, shown_or_none, version_of

if TYPE_CHECKING:
    from collections import Counter
    from datetime import date
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.casework.queries.found import FoundPerson
    from semesta.web.core.access import OfficeRequest

AT_ONCE = 50
TONES: dict[str, c.Tone] = {
    "active": "good", "active_before": "info", "inactive": "warn", "no_card": "warn", "dead_or_moved": "info",
    "person_unknown": "warn", "no_number": "quiet", "waits": "quiet", "proved": "good", "refuted": "warn",
    "claimed": "care", "closed": "quiet", "no_case": "warn",
}  # fmt: skip


def says_words() -> dict[str, str]:
    """What a file can show of somebody, in the order of the table."""
    return {
        "active": _("Became active"), "active_before": _("Active, and was so the month before"),
        "inactive": _("Has a card, not active"), "no_card": _("No card"), "dead_or_moved": _("Dead or moved away"),
        "person_unknown": _("Stands in no file"), "no_number": _("Cannot be followed: no NIK of their own"),
        "waits": _("Waits for the next file"),
    }  # fmt: skip


@needs("visits.read", area=Area.IN_QUERY)
def found(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """Two counts of the same people that add up, then the people; that they were looked at is noted."""
    held, shown = seen_round(request.scope, public_id), shown_or_none(request.scope)
    if shown is None:
        raise Http404
    people = asked.found_people(shown, held)
    asked_for = request.GET.get("dari", "")
    first = min(int(asked_for), len(people)) if asked_for.isdecimal() and len(asked_for) < 7 else 0
    part = people[first : first + AT_ONCE]
    seen = [(str(one.person_id or f"visit-{one.row.pk}"), one.row.area_code) for one in part]
    look_at_list(request, seen, _("whom visits found: %(round)s") % {"round": held.name}, ("name",))
    states, says = asked.count_states(people), asked.count_says(people)
    whole = request.scope.covers(held.area_code)
    without = sum(one.case is None and bool(one.reason) for one in people)
    return render(
        request, "visits/found.html",
        {
            "round": held, "count": len(people), "states": _states(states), "says": _says(says, shown.month),
            "people": _people(part, first, len(people), request), "proved": says["active"],
            "open": sum(states[one] for one in ("new", "assigned", "working", "waiting", "claimed", "refuted")),
            "without": without, "may_open": whole and request.scope.may("visits.plan"),
            "later": shown.month > held.month, "month": shown.month,
        },
    )  # fmt: skip


def _states(counted: Counter[str]) -> c.Table:
    words = {asked.NO_CASE: _("No case yet"), **{value: str(label) for value, label in CaseState.choices}}
    rows = [
        c.Row((c.Cell(words[state], badge=True, tone=TONES.get(state, "info")), counted[state]))
        for state in words if counted[state]
    ]  # fmt: skip
    return _counted(_("What is done about them"), _("Case"), rows, counted)


def _says(counted: Counter[str], month: date) -> c.Table:
    rows = [
        c.Row((c.Cell(text, badge=True, tone=TONES[word]), counted[word]))
        for word, text in says_words().items() if counted[word]
    ]  # fmt: skip
    caption = _("What the file of %(month)s shows") % {"month": numbers().month(month)}
    return _counted(caption, _("In the file"), rows, counted)


def _counted(caption: str, first: str, rows: list[c.Row], counted: Counter[str]) -> c.Table:
    total = (_("Together"), sum(counted.values())) if rows else ()
    empty = c.Empty(_("Nobody"), _("No visit that counts met anybody without active cover."), icon="check")
    return c.Table(caption, (c.Column(first), c.Column(_("People"), "whole")), rows, empty=empty, total=total)


def _people(part: list[FoundPerson], first: int, count: int, request: OfficeRequest) -> c.Table:
    words, link = says_words(), request.scope.may("cases.read")
    states = {asked.NO_CASE: _("No case yet"), **{value: str(label) for value, label in CaseState.choices}}
    stranger = _("on no list of this house")
    rows = [
        c.Row(
            (
                c.Cell(one.row.name or _("Name not told"), note="" if one.row.listed else stranger),
                area_name(one.row.area_code), str(one.row.get_card_display()),
                c.Cell(states[one.state], badge=True, tone=TONES.get(one.state, "info")),
                c.Cell(words[one.says], badge=True, tone=TONES[one.says]),
            ),
            url=reverse("case", args=[one.case.pk]) if link and one.case is not None else "",
        )
        for one in part
    ]  # fmt: skip
    columns = (
        c.Column(_("Name")), c.Column(_("Kelurahan")), c.Column(_("Card at the door")), c.Column(_("Case")),
        c.Column(_("In the file")),
    )  # fmt: skip
    before = f"?dari={max(first - AT_ONCE, 0)}" if first else ""
    after = f"?dari={first + AT_ONCE}" if first + AT_ONCE < count else ""
    page = c.Page(first + 1, first + len(part), count, before, after) if count > AT_ONCE else None
    empty = c.Empty(_("Nobody"), _("No visit that counts met anybody without active cover."), icon="check")
    return c.Table(_("People found without active cover"), columns, rows, page=page, empty=empty)


@needs("visits.plan", area=Area.IN_QUERY)
@require_POST
def open_cases(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """Cases for whom the round found without cover and who has none; then the page again."""
    held, shown = seen_round(request.scope, public_id), shown_or_none(request.scope)
    if shown is None:
        raise Http404
    done = attempt(request, lambda: open_found(request.scope, shown, held, version_of(request)))
    if done is not None:
        told = {name: numbers().whole(value) for name, value in vars(done).items()}
        messages.success(
            request,
            _("Cases opened: %(opened)s; opened again: %(again)s; open already: %(had)s; closed ones left as they "
              "are: %(closed)s.") % told,
        )  # fmt: skip
    return redirect("visits_found", public_id=public_id)
