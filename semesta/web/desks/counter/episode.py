"""An episode's page: clocks, hand-offs with time stamps, papers, the money; for the facility and the offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.web.casework.actions.episode_turns import see
from semesta.web.casework.models import EpisodeOutcome, Ground
from semesta.web.casework.models.episode import SAID_BY_FACILITY
from semesta.web.casework.queries import episodes as asked_for
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.places import area_name
from semesta.web.core.published.shape import masked
from semesta.web.core.reading import language, numbers
from semesta.web.desks.counter import words
from semesta.web.desks.counter.denda_part import denda_part

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.casework.models import Episode
    from semesta.web.core.access import OfficeRequest


@needs("counter.serve", area=Area.IN_QUERY)
def facility_episode(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """For the facility whose patient it is; Http404 for every other one's."""
    episode, page = context_of(request, public_id)
    today = timezone.localdate()
    page |= {
        "facility": True, "ends": [one for one in EpisodeOutcome.choices if one[0] in SAID_BY_FACILITY],
        "denda": denda_part(request, episode.arrears_months, episode.segment, today), "grounds": Ground.choices,
    }  # fmt: skip
    return render(request, "counter/episode.html", page)


def context_of(request: OfficeRequest, public_id: UUID) -> tuple[Episode, dict[str, Any]]:
    """The episode within what the actor may see, the look written down, and what every reader of it gets."""
    scope, now = request.scope, timezone.now()
    episode = asked_for.one_episode(scope, public_id)
    if episode is None:
        raise Http404
    key = str(episode.person_id or f"episode {episode.pk}")
    look(request, key, episode.area_code, f"counter: episode {episode.number}", scope.role.columns)
    see(scope, episode)
    done = asked_for.turns_of(scope, episode)
    papers = asked_for.papers_of(scope, episode, language())
    ground = asked_for.ground_of(scope, episode)
    return episode, {
        "episode": episode, "name": words.name_of(episode), "nik": masked(episode.nik) if episode.nik else "",
        "place": area_name(episode.area_code), "now": now, "papers": papers,
        "missing": sum(not one.held for one in papers),
        "steps": words.steps(done, not episode.is_open), "turns": words.hand_offs(done, now), "facts": _facts(episode),
        "tone": words.state_tone(episode), "ground": ground.get_ground_display() if ground else "",
        "ground_value": ground.ground if ground else "", "calendar": words.calendar_title(episode.papers_calendar),
        "protected": (until := episode.protected_until_on) is not None and until >= timezone.localdate(now),
        "protection_over": until is not None and until < timezone.localdate(now),
        "escalated": episode.state in asked_for.OFFICES and episode.at_since < asked_for.escalated_before(now),
        "on_the_way": episode.state in asked_for.OFFICES, "office": scope.organisation_name,
    }  # fmt: skip


def _facts(one: Episode) -> list[c.Fact]:
    """What the file said at the counter, the way, the true start, the money."""
    facts = [
        c.Fact(_("Came at"), words.written(one.admitted_at), one.get_care_display()),
        c.Fact(_("Facility"), one.facility.name),
        c.Fact(_("Identity"), one.get_identity_display()),
    ]
    if one.month:
        state = ", ".join(
            part for part in (word(language(), "class", one.class_name), word(language(), "reason", one.reason)) if part
        )
        facts.append(
            c.Fact(_("State"), state or None, _("by the files of %(month)s") % {"month": numbers().month(one.month)})
        )
    if one.inactive_on:
        facts.append(c.Fact(_("Inactive since"), one.inactive_on, kind="day"))
    if one.route:
        facts.append(c.Fact(_("Way to cover"), word(language(), "route", one.route)))
    if one.registered_on:
        facts.append(c.Fact(_("Registered on"), one.registered_on, kind="day"))
    start = one.proved_start_on or one.start_on
    if start:
        late = _("After the arrival: what was done before is not JKN's to pay.") if one.late_cover else ""
        facts.append(c.Fact(_("Cover begins"), start, late, "day"))
    facts.append(c.Fact(_("Estimate of the bill"), one.bill_rupiah, kind="rupiah"))
    if one.outcome:
        proof = _("run %(run)s") % {"run": one.proved_run} if one.proved_run else ""
        facts.append(c.Fact(_("Outcome"), one.get_outcome_display(), proof))
    return facts
