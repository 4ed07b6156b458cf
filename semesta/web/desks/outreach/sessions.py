"""Sessions: all of them, and the form that writes one down or puts it right: filled in on a phone, afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.web.casework.actions.sessions import keep_session
from semesta.web.casework.models import OutreachSession, SessionKind, Topic
from semesta.web.casework.queries.sessions import holders, open_needs, session_of, sessions_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.reading import numbers
from semesta.web.desks.outreach.doing import attempt, tabs, version_of, villages

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

SHOWN = 200
MOST_PEOPLE, MOST_QUESTIONS, MOST_RIGHT = 20_000, 50, 1_000_000


def _count(label: Any, most: int, *, required: bool = False, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, required=required, widget=widget, help_text=help_text
    )


class SessionForm(forms.Form):
    """One session as whoever held it tells it."""

    kind = forms.ChoiceField(label=gettext_lazy("Where people were met"), choices=SessionKind.choices)
    held_on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    area_code = forms.ChoiceField(label=gettext_lazy("Kelurahan"))
    place = forms.CharField(label=gettext_lazy("Venue"), max_length=200)
    agent = forms.TypedChoiceField(label=gettext_lazy("Held by"), coerce=int)
    audience_count = _count(gettext_lazy("People present"), MOST_PEOPLE, required=True)
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What was explained"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    asked_count = _count(gettext_lazy("People who took the quiz"), MOST_PEOPLE)
    question_count = _count(gettext_lazy("Questions in the quiz"), MOST_QUESTIONS)
    right_before = _count(
        gettext_lazy("Right answers before, of all together"), MOST_RIGHT,
        help_text=gettext_lazy("10 people with 5 questions give 50 answers: how many of them were right?"),
    )  # fmt: skip
    right_after = _count(gettext_lazy("Right answers after, of all together"), MOST_RIGHT)
    note = forms.CharField(
        label=gettext_lazy("Note, without anybody's name"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = villages(scope)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["agent"].choices = holders(scope)  # type: ignore[attr-defined]  # a ChoiceField

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        told = dict(self.cleaned_data)
        told["agent_id"] = told.pop("agent")
        return told | {name: told[name] or 0 for name in ("asked_count", "question_count")}


def score(session: OutreachSession) -> c.Cell:
    """The understanding score, and what it was before; '–' where nobody was asked."""
    share, before = session.understood, session.share(session.right_before)
    if share is None:
        return c.Cell(None)
    note = "" if before is None else _("before: %(share)s") % {"share": numbers().percent(before)}
    return c.Cell(share, note=note)


@needs("outreach.read", area=Area.IN_QUERY)
def sessions(request: OfficeRequest) -> HttpResponse:
    """The newest sessions of the reader's area; `jenis` narrows to one kind."""
    kind = request.GET.get("jenis", "")
    kind = kind if kind in SessionKind.values else ""
    found = list(sessions_of(request.scope, kind)[:SHOWN])
    may = request.scope.may("outreach.write")
    rows = [
        c.Row(
            (c.Cell(one.place, note=f"{one.get_kind_display()} · {area_name(one.area_code)}"), one.held_on,
             str(one.agent), one.audience_count, score(one), open_needs(one) or None),
            url=reverse("outreach_session", args=[one.public_id]),
        )
        for one in found
    ]  # fmt: skip
    empty = c.Empty(
        _("No session yet"), _("BPJS Keliling, PESIAR, posyandu, MPP: write each down when it was held."),
        reverse("outreach_session_new") if may else "", _("Write down a session") if may else "", icon="people",
    )  # fmt: skip
    table = c.Table(
        _("Sessions"),
        (c.Column(_("Venue")), c.Column(_("Day"), "day"), c.Column(_("Held by")), c.Column(_("People"), "whole"),
         c.Column(_("Understood"), "percent"), c.Column(_("Still to follow up"), "whole")),
        rows,
        empty=empty,
    )  # fmt: skip
    every = [c.Choice(value, str(text)) for value, text in SessionKind.choices]
    kinds = c.Filter("jenis", _("Kind"), value=kind, choices=[c.Choice("", _("All kinds")), *every])
    page = {
        "tabs": tabs(request, "outreach_sessions"), "table": table, "filters": [kinds], "may": may and bool(found),
        "any": bool(found) or bool(kind),
    }  # fmt: skip
    return render(request, "outreach/sessions.html", page)


@needs("outreach.write", area=Area.IN_QUERY)
def session_new(request: OfficeRequest) -> HttpResponse:
    """The form of a new session."""
    initial = {"held_on": timezone.localdate(), "agent": request.scope.user_id, "kind": SessionKind.PESIAR,
               "topics": [Topic.CHANNELS]}  # fmt: skip
    return _form(request, SessionForm(request.POST or None, scope=request.scope, initial=initial), None)


@needs("outreach.write", area=Area.IN_QUERY)
def session_edit(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """The form of a session that is put right."""
    held = session_of(request.scope, public_id)
    if held is None:
        raise Http404
    initial = {name: getattr(held, name) for name in SessionForm.base_fields if hasattr(held, name)}
    initial |= {"agent": held.agent_id, "asked_count": held.asked_count or None,
                "question_count": held.question_count or None}  # fmt: skip
    return _form(request, SessionForm(request.POST or None, scope=request.scope, initial=initial), held)


def _form(request: OfficeRequest, form: SessionForm, held: OutreachSession | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values = form.values()
        kept = attempt(request, lambda: keep_session(request.scope, values, held, version_of(request)))
        if kept is not None:
            messages.success(request, _("The session is written down."))
            return redirect("outreach_session", public_id=kept.public_id)
    back = reverse("outreach_session", args=[held.public_id]) if held else reverse("outreach_sessions")
    return render(request, "outreach/session_form.html", {"form": form, "held": held, "back": back})
