"""Forms of a compliance case: one small form per kind of act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.casework.models import FirmEnd
from semesta.web.casework.models.employers import SAID_OF_FIRMS

RUPIAH_AT_MOST = 10**13


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class Act(forms.Form):
    """An act: its day, a note, rupiah where the act has them, the paper that came with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = _day(_("Day"))
    rupiah = forms.IntegerField(label=_("Rupiah"), min_value=0, max_value=RUPIAH_AT_MOST, required=False)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    paper = forms.FileField(
        label=_("Paper"),
        required=False,
        help_text=_("PDF, JPG or PNG, up to 10 MB: the receipt, the minutes."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class Letter(forms.Form):
    """A letter of the next step."""

    dated_on = _day(_("Date of the letter"))
    number = forms.CharField(label=_("Number of the letter"), max_length=100, required=False)
    rupiah = forms.IntegerField(
        label=_("Contributions due (rupiah)"), min_value=1, max_value=RUPIAH_AT_MOST, required=False
    )


class Reason(forms.Form):
    """Something taken back or opened again, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Why"), max_length=500)


class Close(Reason):
    """An end that a person says."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[(one, FirmEnd(one).label) for one in SAID_OF_FIRMS], widget=forms.RadioSelect
    )
    field_order = ("version", "reason", "note")


def act_form(name: str, version: int, data: Any = None, files: Any = None) -> Act:
    """The form of an act; fields that the act has not are gone."""
    form = Act(data, files, initial={"version": version, "on": timezone.localdate()}, auto_id=f"{name}_%s")
    if name not in {"denda", "returned"}:
        del form.fields["rupiah"]
    elif name == "denda":
        form.fields["rupiah"].label = _("Contributions due (rupiah)")
        form.fields["rupiah"].required = True
    else:
        form.fields["rupiah"].label = _("Recovered (rupiah)")
    form.fields["on"].label = DAYS.get(name, _("Day on which the firm got it"))
    return form


DAYS = {
    "tmp2t": _("Day on which DPMPTSP got it"),
    "visit": _("Day of the visit"),
    "imposed": _("Day of the decision"),
    "declined": _("Day of the decision"),
    "lifted": _("Day of the decision"),
    "handed": _("Day of the power of attorney (SKK)"),
    "returned": _("Day on which it was given back"),
}
