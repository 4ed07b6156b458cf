"""An agent's households by day in walking order: on the page, on paper, as PDF and XLSX."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.flow.sampling.lists import ListRow, list_pdf, list_xlsx
from semesta.web.casework.models import RoundAgent
from semesta.web.casework.queries.rounds import walk_of
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note
from semesta.web.core.places import area_name
from semesta.web.core.reading import numbers
from semesta.web.desks.visits.doing import seen_round

if TYPE_CHECKING:
    from uuid import UUID

    from semesta.web.casework.models import Round, RoundHousehold
    from semesta.web.core.access import OfficeRequest

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    return render(
        request, "visits/list.html", {"round": held, "agent": agent, "days": days, "count": len(homes)}
    )  # fmt: skip


def _unseen(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    return render(request, "visits/list.html", {"unseen": True, "round": seen_round(request.scope, public_id)})


def _rows(homes: list[RoundHousehold]) -> list[ListRow]:
    return [
        ListRow(
            home.visit_on, home.visit_order or 0, home.draw_order, home.address, home.head_name, home.area_code,
            home.rt, home.rw, home.member_count,
        )
        for home in homes
        if home.visit_on is not None
    ]  # fmt: skip


def _heads(request: OfficeRequest, held: Round, agent: RoundAgent) -> tuple[str, str]:
    title = f"{held.name} · {agent.name} ({agent.code})"
    foot = _("%(run)s · taken by %(user)s on %(day)s · personal data: only for agent %(code)s") % {
        "run": held.run_id, "user": request.user, "day": numbers().day(timezone.localdate()), "code": agent.code,
    }  # fmt: skip
    return title, foot


def _file(request: OfficeRequest, public_id: UUID, agent_id: UUID, kind: str) -> HttpResponse:
    if not request.scope.sees("address"):
        return _unseen(request, public_id)
    held, agent, homes = _walk(request, public_id, agent_id)
    rows = _rows(homes)
    if not rows:
        raise Http404
    title, foot = _heads(request, held, agent)
    content = list_pdf(title, foot, rows) if kind == "pdf" else list_xlsx(title, foot, rows)
    answer = HttpResponse(content, content_type=PDF if kind == "pdf" else XLSX)
    name = "".join(one if one.isalnum() else "-" for one in agent.code)
    answer["Content-Disposition"] = f'attachment; filename="kunjungan-{name}.{kind}"'
    return answer


@needs("visits.read", area=Area.IN_QUERY)
def as_pdf(request: OfficeRequest, public_id: UUID, agent_id: UUID) -> HttpResponse:
    """The list as PDF."""
    return _file(request, public_id, agent_id, "pdf")


@needs("visits.read", area=Area.IN_QUERY)
def as_xlsx(request: OfficeRequest, public_id: UUID, agent_id: UUID) -> HttpResponse:
    """The list as a workbook."""
    return _file(request, public_id, agent_id, "xlsx")
