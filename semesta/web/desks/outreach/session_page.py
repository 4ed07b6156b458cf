"""One session: what was explained and understood, and who of those present still needs something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.web.casework.actions.sessions import end_follow_up, follow_up
from semesta.web.casework.models import OutreachSession, Topic
from semesta.web.casework.queries.sessions import needs_of, session_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look, look_at_list
from semesta.web.core.places import area_name
from semesta.web.core.published.by_nik import cover_of
from semesta.web.core.reading import numbers
from semesta.web.desks.outreach.doing import attempt, shown_or_none

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


class NeedForm(forms.Form):
    """Who needs what; the NIK goes in by POST and is not kept."""

    nik = forms.CharField(
        label="NIK", min_length=16, max_length=16, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    topic = forms.ChoiceField(label=gettext_lazy("What is needed"), choices=Topic.choices)


def seen_session(request: OfficeRequest, public_id: UUID) -> OutreachSession:
    """The session within the scope; Http404."""
    found = session_of(request.scope, public_id)
    if found is None:
        raise Http404
    return found


@needs("outreach.read", area=Area.IN_QUERY)
def session(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """The session's page; the names on it are a look at each."""
    return _page(request, seen_session(request, public_id), NeedForm())


def _page(request: OfficeRequest, held: OutreachSession, form: NeedForm) -> HttpResponse:
    found = needs_of(request.scope, shown_or_none(request.scope), held)
    if found:
        seen = [(str(one.row.person_id), one.area_code) for one in found]
        look_at_list(request, seen, _("follow-up after a session"), ["name"])
    may, opens, told = request.scope.may("outreach.write"), request.scope.may("people.read"), numbers()
    before, after = held.share(held.right_before), held.understood
    gained = None if before is None or after is None else f"{told.signed(round(100 * (after - before)))}"
    page = {
        "held": held, "form": form, "may": may, "where": area_name(held.area_code), "before": before, "after": after,
        "gained": gained, "topics": [str(Topic(one).label) for one in held.topics if one in Topic.values],
        "needs": [
            {"row": one.row, "name": one.name, "what": one.row.get_topic_display(),
             "url": reverse("person", args=[one.row.person_id]) if one.name and opens else ""}
            for one in found
        ],
        "facts": [
            c.Fact(_("Kind"), held.get_kind_display()), c.Fact(_("Day"), held.held_on, kind="day"),
            c.Fact(_("Kelurahan"), area_name(held.area_code)), c.Fact(_("Held by"), str(held.agent)),
            c.Fact(_("Written down by"), str(held.user), note=held.organisation), c.Fact(_("Note"), held.note or None),
        ],
    }  # fmt: skip
    return render(request, "outreach/session.html", page)


@needs("outreach.write", area=Area.IN_QUERY)
@require_POST
def session_need(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """Somebody who was there still needs something."""
    held, form = seen_session(request, public_id), NeedForm(request.POST)
    if not form.is_valid():
        return _page(request, held, form)
    found = cover_of(request.scope, form.cleaned_data["nik"])
    if not found:
        form.add_error("nik", _("Nobody within your area has this NIK in the published month."))
        return _page(request, held, form)
    person, topic = found[0], form.cleaned_data["topic"]
    look(request, str(person.person_id), person.area_code, _("follow-up after a session"), ["nik"])
    new = attempt(request, lambda: follow_up(request.scope, held, person.person_id, person.area_code, topic))
    if new is not None:
        messages.success(request, _("It is written down.") if new else _("This need stood there already."))
    return redirect("outreach_session", public_id=public_id)


@needs("outreach.write", area=Area.IN_QUERY)
@require_POST
def session_need_done(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """What was needed is done: `kebutuhan` is the number of its row."""
    seen_session(request, public_id)
    told = request.POST.get("kebutuhan", "")
    if told.isdigit() and len(told) < 19 and end_follow_up(request.scope, int(told)):
        messages.success(request, _("Done."))
    else:
        messages.info(request, _("This was done already."))
    return redirect("outreach_session", public_id=public_id)
