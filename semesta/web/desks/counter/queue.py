"""What waits at Dinsos and Dinkes, what went up to the coordinator, and an episode as an office sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.web.casework.queries import episodes as asked_for
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look_at_list
from semesta.web.core.places import area_name
from semesta.web.core.reading import language
from semesta.web.desks.counter import words
from semesta.web.desks.counter.episode import context_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.casework.models import Episode
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

LISTED = 60
TABS = ("dinsos", "dinkes", "escalated", "facility", "file")


@needs("counter.read", area=Area.IN_QUERY)
def queue(request: OfficeRequest) -> HttpResponse:
    """Episodes by tab, the office's own first; `tab` is the address."""
    scope = request.scope
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in TABS else _own_tab(scope)
    counts, rows = asked_for.tab_counts(scope), list(asked_for.queue(scope, tab)[:LISTED])
    look_at_list(
        request, ((str(one.person_id or f"episode {one.pk}"), one.area_code) for one in rows), f"counter: list {tab}"
    )
    titles = {
        "dinsos": _("At Dinsos"), "dinkes": _("At Dinkes"), "escalated": _("Too long"),
        "facility": _("At the facility"),
        "file": _("Wait for the file"),
    }  # fmt: skip
    hours = asked_for.target_hours(timezone.localdate())
    page = {
        "tabs": [c.Tab(titles[name], f"?tab={name}", name == tab, counts[name]) for name in TABS],
        "table": _table(rows, titles[tab], tab), "hours": hours, "more": counts[tab] > len(rows),
    }  # fmt: skip
    return render(request, "counter/queue.html", page)


def _own_tab(scope: Scope) -> str:
    for office, needed in asked_for.BY_OFFICE.items():
        if scope.may(needed):
            return office
    return "escalated"


def _table(rows: list[Episode], title: str, tab: str) -> c.Table:
    columns = (
        c.Column(_("Patient")), c.Column(_("Facility")), c.Column(_("Kelurahan")), c.Column(_("Way to cover")),
        c.Column(_("Since"), "moment"), c.Column(_("Service target")), c.Column(_("3 x 24 hours")),
    )  # fmt: skip
    empty = c.Empty(_("Nobody waits here"), _("A request from a facility appears here at once."), icon="check")
    return c.Table(title, columns, [_row(one) for one in rows], empty=empty)


def _row(one: Episode) -> c.Row:
    first = c.Cell(words.name_of(one), note=one.number)
    if getattr(one, "cannot_wait", False):
        first = c.Cell(words.name_of(one), note=f"{one.number} · {_('care cannot wait')}")
    return c.Row(
        (
            first, one.facility.name, area_name(one.area_code), word(language(), "route", one.route) or None,
            one.at_since,
            c.Cell(due=one.due_at) if one.due_at else None, c.Cell(due=one.papers_due_at),
        ),
        url=reverse("counter_office_episode", args=[one.public_id]),
    )  # fmt: skip


@needs("counter.read", area=Area.IN_QUERY)
def office_episode(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """An episode for the office: its deeds when it is its turn. The first look has its time stamp."""
    episode, page = context_of(request, public_id)
    may = asked_for.may_act(request.scope, episode)
    page |= {
        "facility": False, "may_dinsos": may and episode.state == "dinsos",
        "may_dinkes": may and episode.state == "dinkes",
        "person_url": reverse("person", args=[episode.person_id])
        if episode.person_id and request.scope.may("people.read") else "",
        "line_url": reverse("proposals_line", args=[episode.line.public_id])
        if episode.line and request.scope.may("proposals.read") else "",
    }  # fmt: skip
    return render(request, "counter/episode.html", page)
