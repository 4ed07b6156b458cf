"""Access of a phone: a code to scan, shown once. By the coordinator for an agent, or by an agent for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.casework.actions.field import end_access, give_access
from semesta.web.casework.field.collect import packed, qr_path, settings_of
from semesta.web.casework.queries import field as asked
from semesta.web.casework.refusal import Refusal
from semesta.web.core.access import Area, needs

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.casework.models import RoundAgent
    from semesta.web.core.access import OfficeRequest


def _shown(request: OfficeRequest, agent: RoundAgent, back: str) -> HttpResponse:
    """The page with both codes; it stands nowhere else, and asking again makes new ones."""
    token = give_access(request.scope, agent)
    server = request.build_absolute_uri("/odk/" + token)
    page = request.build_absolute_uri(reverse("offline")) + "#" + token
    collect, collect_width = qr_path(packed(settings_of(server, agent.round.name)))
    link, link_width = qr_path(page)
    context = {
        "agent": agent, "back": back, "page": page, "server": server,
        "collect": collect, "collect_width": collect_width, "link": link, "link_width": link_width,
    }  # fmt: skip
    return render(request, "field/access.html", context)


@needs("field.run", area=Area.IN_QUERY)
@require_POST
def phone_access(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """New codes for an agent's phone; what opened before opens nothing any more."""
    agent = asked.agent_of(request.scope, public_id)
    if agent is None:
        raise Http404
    back = reverse("field_round", args=[agent.round.public_id])
    try:
        return _shown(request, agent, back)
    except Refusal as refused:
        messages.error(request, refused.sentence)
        return redirect(back)


@needs("field.run", area=Area.IN_QUERY)
@require_POST
def phone_end(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """The phone has no access any more; then the round again."""
    agent = asked.agent_of(request.scope, public_id)
    if agent is None:
        raise Http404
    end_access(request.scope, agent)
    messages.success(request, _("The phone of %(agent)s has no access any more.") % {"agent": agent.name})
    return redirect("field_round", agent.round.public_id)


@needs("field.visit", area=Area.IN_QUERY)
def my_visits(request: OfficeRequest) -> HttpResponse:
    """GET: the rounds in which the user visits. POST `agent`: codes for their own phone."""
    agents = asked.own_agents(request.scope)
    if request.method != "POST":
        return render(request, "field/mine.html", {"agents": agents})
    wanted = request.POST.get("agent", "")
    agent = next((one for one in agents if one.public_id.hex == wanted), None)
    if agent is None:
        return redirect("field_mine")  # the round ended meanwhile
    try:
        return _shown(request, agent, reverse("field_mine"))
    except Refusal as refused:
        messages.error(request, refused.sentence)
        return redirect("field_mine")
