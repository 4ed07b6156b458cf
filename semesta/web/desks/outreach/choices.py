"""Who agrees to messages and who wants none: written down here, by NIK or by the number that answered STOP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.rules.load import load_rules
from semesta.web.casework.actions.choice_list import Brought, bring_choices
from semesta.web.casework.actions.contact_choices import Said, keep_choice
from semesta.web.casework.messaging.addresses import masked_address
from semesta.web.casework.models import Channel, Choice, ChoiceSource
from semesta.web.casework.queries.contact_choices import choice_counts, newest_choices
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.places import area_name
from semesta.web.core.published.by_nik import cover_of
from semesta.web.core.published.shown import shown_to
from semesta.web.desks.outreach.doing import attempt, tabs

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

SHOWN = 20
LARGEST_LIST = 5 << 20
TONES: dict[str, c.Tone] = {Choice.CONSENT: "good", Choice.OPT_OUT: "warn", Choice.AGAIN: "good"}


class ChoiceForm(forms.Form):
    """What somebody said. The NIK goes in by POST and is not kept; an opt-out does without one."""

    choice = forms.ChoiceField(label=gettext_lazy("What they say"), choices=Choice.choices, widget=forms.RadioSelect)
    nik = forms.CharField(
        label="NIK", min_length=16, max_length=16, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("For an opt-out by reply the number alone is enough."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices)
    address = forms.CharField(label=gettext_lazy("Number or address"), max_length=254)
    source = forms.ChoiceField(label=gettext_lazy("How we know"), choices=ChoiceSource.choices)
    given_on = forms.DateField(
        label=gettext_lazy("Given on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    evidence = forms.CharField(
        label=gettext_lazy("Where the proof lies"), max_length=200, required=False,
        help_text=gettext_lazy("For instance the number of the form. No name."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A consent names who gives it."""
        told = super().clean() or {}
        if told.get("choice") in {Choice.CONSENT, Choice.AGAIN} and not told.get("nik") and "nik" not in self.errors:
            self.add_error("nik", _("A consent needs the NIK of whoever gives it."))
        return told


@needs("outreach.write", area=Area.IN_QUERY)
def choices(request: OfficeRequest) -> HttpResponse:
    """The form, and the newest choices with their addresses masked."""
    form = ChoiceForm(request.POST or None, initial={"given_on": timezone.localdate(), "choice": Choice.CONSENT})
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        messages.success(request, _("It is written down and holds from now on."))
        return redirect("outreach_choices")
    counts = choice_counts(request.scope)
    rows = [
        c.Row((
            c.Cell(masked_address(one.address), note=str(one.get_channel_display())),
            c.Cell(str(one.get_choice_display()), badge=True, tone=TONES[one.choice]), area_name(one.area_code),
            c.Cell(str(one.get_source_display()), note=one.evidence),
            c.Cell(one.given_on, note=str(one.user or _("handed on by the gateway"))),
        ))
        for one in newest_choices(request.scope, SHOWN)
    ]  # fmt: skip
    table = c.Table(
        _("Newest choices"),
        (c.Column(_("Number or address")), c.Column(_("What they say")), c.Column(_("Area")),
         c.Column(_("How we know")), c.Column(_("Given on"), "day")),
        rows,
        empty=c.Empty(
            _("No choice yet"), _("Ask for consent at sessions, visits and counters, and write it down here."),
            icon="check",
        ),
    )  # fmt: skip
    page = {
        "tabs": tabs(request, "outreach_choices"),
        "form": form,
        "table": table,
        "counts": counts,
        "rules": _rules(),
    }
    return render(request, "outreach/choices.html", page)


@needs("outreach.write", area=Area.IN_QUERY)
@require_POST
def choices_bring(request: OfficeRequest) -> HttpResponse:
    """A list typed from signed sheets is taken; the page tells of every row that was not, and why."""
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > LARGEST_LIST:
        messages.error(request, _("Choose a CSV or XLSX of at most 5 MB."))
        return redirect("outreach_choices")
    name, content = (file.name or "").rpartition("/")[2], file.read()
    brought = attempt(request, lambda: bring_choices(request.scope, shown_to(request.scope), name, content))
    if brought is None:
        return redirect("outreach_choices")
    page = {"tabs": tabs(request, "outreach_choices"), "brought": brought, "table": _not_taken(brought)}
    return render(request, "outreach/choices_brought.html", page)


def _not_taken(brought: Brought) -> c.Table:
    return c.Table(
        _("Rows that were not taken"), (c.Column(_("Row of the list")), c.Column(_("Why"))),
        [c.Row((_("Row %(n)s") % {"n": number}, why)) for number, why in brought.aside],
        empty=c.Empty(_("Every row was taken"), _("Nothing is left to do with this list."), icon="check"),
    )  # fmt: skip


def _rules() -> dict[str, int]:
    """The rules of today that hold for messages."""
    rules, today = load_rules(), timezone.localdate()
    return {
        "quiet_from": rules.whole("contact_quiet_from_hour", today),
        "quiet_to": rules.whole("contact_quiet_to_hour", today), "most": rules.whole("contact_most_count", today),
        "days": rules.whole("contact_window_day", today),
    }  # fmt: skip


def _kept(request: OfficeRequest, form: ChoiceForm) -> bool:
    told = dict(form.cleaned_data)
    nik, person_id, area = told.pop("nik"), None, request.scope.areas[0] if request.scope.areas else ""
    if nik:
        found = cover_of(request.scope, nik)
        if not found:
            form.add_error("nik", _("Nobody within your area has this NIK in the published month."))
            return False
        person_id, area = found[0].person_id, found[0].area_code
        look(request, str(person_id), area, _("choice about messages"), ["nik"])
    return attempt(request, lambda: keep_choice(request.scope, Said(**told), area, person_id)) is not None
