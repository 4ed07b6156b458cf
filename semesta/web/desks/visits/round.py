"""One round: how it was drawn, how far it is, who goes where; its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from semesta.web.casework.actions.rounds import NewAgent, call_in_reserves, set_state, share_round
from semesta.web.casework.models.visits import RoundKind, RoundState, VisitOutcome
from semesta.web.casework.queries.rounds import agents_of, last_day_of, outcomes_of, progress_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.models import Membership
from semesta.web.core.places import area_name
from semesta.web.core.reading import numbers
from semesta.web.desks.visits.doing import attempt, seen_round, version_of
from semesta.web.desks.visits.rounds import NOTHING, TONES

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.casework.models import Round
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

PER_DAY = 12


class Sharing(forms.Form):
    """Who goes: one agent a line."""

    agents = forms.CharField(
        label=gettext_lazy("Agents, one per line: code; name; kelurahan codes"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Without a kelurahan the agent goes anywhere in the city. A code that is the name of a user is that user."
        ),
    )  # fmt: skip
    per_day = forms.IntegerField(label=gettext_lazy("Households per day"), min_value=1, max_value=50, initial=PER_DAY)


@needs("visits.read", area=Area.IN_QUERY)
def round_page(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """The round as the reader's area sees it."""
    scope, held = request.scope, seen_round(request.scope, public_id)
    agents = agents_of(scope, held)
    may = scope.may("visits.plan")
    return render(
        request, "visits/round.html",
        {
            "round": held, "far": progress_of(scope, [held]).get(held.pk, NOTHING), "facts": _facts(held),
            "agents": _agents(held, agents, sees=scope.sees("address")),
            "outcomes": _outcomes(outcomes_of(scope, held)),
            "tone": TONES[held.state], "random": held.kind == RoundKind.RANDOM,
            "whole": scope.covers(held.area_code), "may": may,
            "sharing": Sharing(initial={"agents": _known(scope, held)}) if may else None,
            "fields": held.state != RoundState.FIELD, "closed": held.state == RoundState.CLOSED,
            "phones": scope.may("field.run"),
        },
    )  # fmt: skip


def _facts(held: Round) -> list[c.Fact]:
    facts = [
        c.Fact(_("Kind of round"), str(held.get_kind_display())),
        c.Fact(_("Homes chosen"), str(held.get_design_display())),
        c.Fact(_("Days"), f"{numbers().day(held.starts_on)} – {numbers().day(held.ends_on)}"),
        c.Fact(_("Register of"), numbers().month(held.month), note=held.run_id),
    ]
    if held.kind == RoundKind.RANDOM:
        frame, left = held.frame, held.frame["left_out"]
        facts += [
            c.Fact(_("Seed"), held.seed),
            c.Fact(
                _("Frame"),
                _("%(homes)s households, %(people)s residents, %(rt)s RT")
                % {"homes": numbers().whole(frame["households"]), "people": numbers().whole(frame["residents"]),
                   "rt": numbers().whole(frame["clusters"])},
                note=_("Digest %(digest)s") % {"digest": held.frame_sha256},
            ),
            c.Fact(
                _("Outside the frame"),
                _("%(card)s residents without a family card, %(place)s of unknown kelurahan")
                % {"card": numbers().whole(left["no_family_card"]), "place": numbers().whole(left["no_village"])},
            ),
        ]  # fmt: skip
    else:
        facts.append(c.Fact(_("Area"), area_name(held.settings["area"])))
    return facts


def _agents(held: Round, agents: list[dict[str, Any]], *, sees: bool) -> c.Table:
    columns = (
        c.Column(_("Agent")), c.Column(_("Households"), "whole"), c.Column(_("Answered"), "whole"),
        c.Column(_("First day"), "day"), c.Column(_("Last day"), "day"), c.Column(_("Per day"), "whole"),
    )  # fmt: skip
    rows = [
        c.Row(
            (c.Cell(one["agent__name"], note=one["agent__code"]), one["homes"], one["answered"], one["first_on"],
             one["last_on"], one["agent__per_day"]),
            url=reverse("visits_list", args=[held.public_id, one["agent__public_id"]]) if sees else "",
        )
        for one in agents
    ]  # fmt: skip
    empty = c.Empty(_("Nobody goes yet"), _("Share the households out among agents."), icon="people")
    return c.Table(_("Agents"), columns, rows, empty=empty)


def _outcomes(found: dict[str, int]) -> c.Table:
    rows = [c.Row((str(VisitOutcome(code).label), found[code])) for code in VisitOutcome.values if code in found]
    empty = c.Empty(_("No visit came in yet"), icon="visit")
    return c.Table(_("How visits ended"), (c.Column(_("Outcome")), c.Column(_("Visits"), "whole")), rows, empty=empty)


def _known(scope: Scope, held: Round) -> str:
    """The agents as lines, as they were shared out last; before that the kelurahan officers of the area."""
    last = held.settings.get("agents", [])
    if last:
        return "\n".join(f"{one['code']}; {one['name']}; {', '.join(one['areas'])}" for one in last)
    rows = Membership.objects.in_force(timezone.localdate()).filter(role="kelurahan", user__is_active=True)
    officers: dict[tuple[str, str], list[str]] = {}
    for one in rows.select_related("user").order_by("area_code", "user__username"):
        if scope.covers(one.area_code):
            officers.setdefault((one.user.username, one.user.name), []).append(one.area_code)
    return "\n".join(f"{code}; {name}; {', '.join(areas)}" for (code, name), areas in officers.items())


def _told(text: str) -> list[NewAgent]:
    """The agents of the lines; an empty line is none."""
    agents = []
    for line in filter(str.strip, text.splitlines()):
        code, name, areas = (part.strip() for part in [*line.split(";"), "", ""][:3])
        agents.append(NewAgent(code[:20], name or code, tuple(filter(None, (one.strip() for one in areas.split(","))))))
    held = Membership.objects.in_force(timezone.localdate()).filter(
        user__username__in=[one.code for one in agents], user__is_active=True
    )
    users = dict(held.values_list("user__username", "user_id"))
    return [NewAgent(one.code, one.name, one.areas, users.get(one.code)) for one in agents]


@needs("visits.plan", area=Area.IN_QUERY)
@require_POST
def share(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """Households shared out among the agents of the form."""
    held, form = seen_round(request.scope, public_id), Sharing(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        homes = attempt(
            request,
            lambda: share_round(request.scope, held, version_of(request), _told(told["agents"]), told["per_day"]),
        )
        if homes is not None:
            sentence = ngettext(
                "%(n)s household has an agent and a day.", "%(n)s households have an agent and a day.", homes
            )
            messages.success(request, sentence % {"n": numbers().whole(homes)})
            last = last_day_of(request.scope, held)
            if last is not None and last > held.ends_on:
                late = _(
                    "The last visits would be on %(day)s, after the last day: take more agents or more homes a day."
                )
                messages.warning(request, late % {"day": numbers().day(last)})
    else:
        messages.error(request, _("Write one agent per line and how many households a day."))
    return redirect("visits_round", public_id=public_id)


@needs("visits.plan", area=Area.IN_QUERY)
@require_POST
def act(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """Reserves called in, or the round moved on."""
    held, deed = seen_round(request.scope, public_id), request.POST.get("deed", "")
    version = version_of(request)
    if deed == "reserves":
        found = attempt(request, lambda: call_in_reserves(request.scope, held, version))
        if found is not None:
            called, none_left = found
            messages.success(request, _("Reserves called in: %(n)s.") % {"n": numbers().whole(called)})
            if none_left:
                messages.warning(request, _("For %(n)s no reserve is left.") % {"n": numbers().whole(none_left)})
    elif attempt(request, lambda: set_state(request.scope, held, version, deed)) is not None:
        messages.success(request, _("The round has moved on."))
    return redirect("visits_round", public_id=public_id)
