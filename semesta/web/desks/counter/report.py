"""Measured service times and the money at risk, for a facility's own episodes and for the offices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.queries import episodes as asked_for
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.desks.counter import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.queries.episodes import Served
    from semesta.web.core.access import OfficeRequest

USUAL_DAYS = 90


@needs("counter.serve", area=Area.IN_QUERY)
def facility_report(request: OfficeRequest) -> HttpResponse:
    """Of this facility's episodes."""
    return _report(request)


@needs("counter.read", area=Area.IN_QUERY)
def report(request: OfficeRequest) -> HttpResponse:
    """Of every episode of the scope's areas."""
    return _report(request)


def _report(request: OfficeRequest) -> HttpResponse:
    """`dari` and `sampai` of the address, both included; the last three months without them."""
    today = timezone.localdate()
    last = _day(request.GET.get("sampai", "")) or today
    first = _day(request.GET.get("dari", "")) or last - timedelta(days=USUAL_DAYS)
    told = asked_for.report(request.scope, first, last)
    hours = asked_for.target_hours(today)
    page: dict[str, Any] = {
        "told": told, "hours": hours, "table": _table([*told.served, told.whole]),
        "filters": [c.Filter("dari", _("From"), "date", first.isoformat()),
                    c.Filter("sampai", _("Until"), "date", last.isoformat())],
        "share": told.whole.within / told.whole.turns if told.whole.turns else None,
    }  # fmt: skip
    return render(request, "counter/report.html", page)


def _table(served: list[Served]) -> c.Table:
    columns = (
        c.Column(_("Office")), c.Column(_("Answered"), "whole"), c.Column(_("Waiting"), "whole"),
        c.Column(_("Half of them within")), c.Column(_("Longest")), c.Column(_("Within the target"), "whole"),
    )  # fmt: skip
    rows = [
        c.Row((
            _("From request to registration") if one.office == "all" else str(words.OFFICES[one.office]),
            one.turns, one.open_turns, words.minutes(one.median_minutes), words.minutes(one.longest_minutes),
            one.within,
        ))
        for one in served
    ]  # fmt: skip
    return c.Table(_("How fast requests were answered"), columns, rows)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
