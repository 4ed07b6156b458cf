"""An agent's households by day in walking order: on the page, on paper, as PDF, as a list that leaves."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.flow.sampling.lists import ListRow, list_pdf
from semesta.terms.fault import Fault
from semesta.web.casework.models import RoundAgent
from semesta.web.casework.queries.rounds import walk_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note
from semesta.web.core.exports.actions import request_export, rule
from semesta.web.core.exports.cells import ExportColumn
from semesta.web.core.places import area_name
from semesta.web.core.reading import numbers
from semesta.web.desks.visits.doing import seen_round

if TYPE_CHECKING:
    from uuid import UUID

    from semesta.web.casework.models import Round, RoundHousehold
    from semesta.web.core.access import OfficeRequest

EVERY = "semua"


def _walk(request: OfficeRequest, public_id: UUID, agent_id: UUID) -> tuple[Round, RoundAgent, list[RoundHousehold]]:
    """The round, the agent and the agent's households within the scope; that it was looked at is noted.

    Http404 for an agent of another round. For roles that see addresses.
    """
    held = seen_round(request.scope, public_id)
    agent = RoundAgent.objects.filter(round=held, public_id=agent_id).first()
    if agent is None:
        raise Http404
    homes = walk_of(request.scope, agent)
    if homes:
        note("visit list shown", key=str(agent.pk), facts={"round": str(held.public_id), "households": len(homes)})
    return held, agent, homes


@needs("visits.read", area=Area.IN_QUERY)
def agent_list(request: OfficeRequest, public_id: UUID, agent_id: UUID) -> HttpResponse:
    """The list, a table per day, printable."""
    if not request.scope.sees("address"):
        return _unseen(request, public_id)
    held, agent, homes = _walk(request, public_id, agent_id)
    days: list[dict[str, Any]] = [
        {"on": on, "homes": [{"home": home, "place": area_name(home.area_code)} for home in group]}
        for on, group in groupby(homes, lambda home: home.visit_on)
    ]
    chosen = _chosen(request.GET.get("hari", ""), [str(day["on"]) for day in days])
    tabs = [
        c.Tab(numbers().day(day["on"]), f"?hari={day['on']}", chosen == str(day["on"]), len(day["homes"]))
        for day in days
    ]
    tabs.append(c.Tab(_("All days"), f"?hari={EVERY}", chosen == EVERY, len(homes)))
    shown = [day for day in days if chosen in {str(day["on"]), EVERY}]
    return render(
        request, "visits/list.html",
        {"round": held, "agent": agent, "days": shown, "tabs": tabs if len(days) > 1 else None, "count": len(homes),
         "chosen": chosen, "may_take": request.scope.may("exports.make")},
    )  # fmt: skip


def _chosen(wanted: str, days: list[str]) -> str:
    """The day that is shown: as asked, else today, else the first one."""
    known = {*days, EVERY}
    if wanted in known:
        return wanted
    today = str(timezone.localdate())
    return today if today in known else (days[0] if days else EVERY)


def _unseen(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    return render(request, "visits/list.html", {"unseen": True, "round": seen_round(request.scope, public_id)})


@needs("visits.read", area=Area.IN_QUERY)
def as_pdf(request: OfficeRequest, public_id: UUID, agent_id: UUID) -> HttpResponse:
    """The chosen day as PDF. More people than may leave by one person's hand go as a list that leaves."""
    if not request.scope.sees("address"):
        return _unseen(request, public_id)
    held, agent, homes = _walk(request, public_id, agent_id)
    chosen = _chosen(request.GET.get("hari", ""), [str(home.visit_on) for home in homes])
    rows = [_row(home) for home in homes if home.visit_on and chosen in {str(home.visit_on), EVERY}]
    if not rows:
        raise Http404
    if len(rows) > rule("export_second_person_people"):
        messages.warning(request, _("So long a list needs a second person: ask for it as a file."))
        return redirect("visits_list", public_id=public_id, agent_id=agent_id)
    foot = _("%(run)s · taken by %(user)s on %(day)s · personal data: only for agent %(code)s") % {
        "run": held.run_id, "user": request.user, "day": numbers().day(timezone.localdate()), "code": agent.code,
    }  # fmt: skip
    answer = HttpResponse(
        list_pdf(f"{held.name} · {agent.name} ({agent.code})", foot, rows), content_type="application/pdf"
    )
    name = "".join(one if one.isalnum() else "-" for one in agent.code)
    answer["Content-Disposition"] = f'attachment; filename="kunjungan-{name}-{chosen}.pdf"'
    return answer


def _row(home: RoundHousehold) -> ListRow:
    on: Any = home.visit_on
    return ListRow(
        on, home.visit_order or 0, home.draw_order, home.address, home.head_name, home.area_code, home.rt, home.rw,
        home.member_count,
    )  # fmt: skip


@needs("exports.make", area=Area.IN_QUERY)
@require_POST
def take_list(request: OfficeRequest, public_id: UUID, agent_id: UUID) -> HttpResponse:
    """The agent's whole list asked for as a file: put aside with its purpose, by two people when it is long."""
    if not request.scope.may("visits.read") or not request.scope.sees("address"):
        raise Http404
    held, agent, homes = _walk(request, public_id, agent_id)
    lines = [
        {"on": home.visit_on, "order": home.visit_order, "number": home.draw_order, "place": area_name(home.area_code),
         "address": home.address, "head": home.head_name, "rt": home.rt, "rw": home.rw, "people": home.member_count}
        for home in homes
    ]  # fmt: skip
    columns = [
        ExportColumn("on", _("Day"), "day"), ExportColumn("order", _("No."), "whole"),
        ExportColumn("number", _("Place in the draw"), "whole"), ExportColumn("place", _("Kelurahan")),
        ExportColumn("address", _("Address"), group="address"),
        ExportColumn("head", _("Head of the family"), group="address"), ExportColumn("rt", "RT", group="address"),
        ExportColumn("rw", "RW", group="address"), ExportColumn("people", _("People"), "whole"),
    ]  # fmt: skip
    try:
        request_export(
            f"{_('Visit list')} {agent.code}", lines, columns, request.scope, request.POST.get("purpose", ""),
            run_id=held.run_id,
        )  # fmt: skip
    except Fault as fault:
        messages.warning(request, str(fault))
        return redirect("visits_list", public_id=public_id, agent_id=agent_id)
    return redirect("office_exports")
