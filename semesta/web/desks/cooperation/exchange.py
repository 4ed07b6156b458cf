"""Agreements, and what went in and out under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.terms.fault import Fault
from semesta.web.casework.actions.exchange import Sent, record_exchange, words, write_agreement
from semesta.web.casework.models import Agreement, Direction
from semesta.web.casework.queries.exchange import agreements, exchanges
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs, note_refusal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

SHOWN = 200
_lines = forms.Textarea(attrs={"rows": 3})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class NewAgreement(forms.Form):
    """A PKS as its paper has it."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=100)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    partner = forms.CharField(label=gettext_lazy("Partner"), max_length=200)
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=_day())
    valid_to = forms.DateField(label=gettext_lazy("Valid to"), widget=_day())
    purposes = forms.CharField(label=gettext_lazy("Purposes, one per line"), widget=_lines)
    fields_permitted = forms.CharField(label=gettext_lazy("Permitted fields, one per line"), widget=_lines)
    signed_by = forms.CharField(label=gettext_lazy("Signed by"), max_length=400)


class NewExchange(forms.Form):
    """One file."""

    agreement = forms.ChoiceField(label=gettext_lazy("Agreement"))
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=Direction.choices)
    message = forms.CharField(label=gettext_lazy("Message number"), max_length=100)
    on = forms.DateField(label=gettext_lazy("Day"), widget=_day())
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=200)
    fields_held = forms.CharField(label=gettext_lazy("Fields, one per line"), widget=_lines)
    sent_count = forms.IntegerField(label=gettext_lazy("Rows sent"), min_value=0)
    received_count = forms.IntegerField(label=gettext_lazy("Rows received"), min_value=0)
    rejected_count = forms.IntegerField(label=gettext_lazy("Rows rejected"), min_value=0)
    sha256 = forms.CharField(label=gettext_lazy("SHA-256 of the file"), min_length=64, max_length=64)
    signer = forms.CharField(label=gettext_lazy("Signed by"), max_length=200)

    def __init__(self, data: Any, choices: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["agreement"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


def _writes(request: OfficeRequest) -> bool:
    """The request wants to write and may; who only reads is told so, and it is noted."""
    if request.method != "POST":
        return False
    if not request.scope.may("exchange.write"):
        note_refusal(request, "exchange.write")
        messages.error(request, _("Your role reads this and writes nothing here."))
        return False
    return True


@needs("cooperation.read", area=Area.IN_QUERY)
def agreement_list(request: OfficeRequest) -> HttpResponse:
    """Agreements of the scope, newest first; a form for one more."""
    form = NewAgreement(request.POST or None)
    if _writes(request) and form.is_valid():
        given = dict(form.cleaned_data)
        given |= {"purposes": words(given["purposes"]), "fields": words(given.pop("fields_permitted"))}
        try:
            write_agreement(request.scope, **given)
        except Fault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The agreement is written down."))
            return redirect("cooperation_agreements")
    today = timezone.localdate()
    table = c.Table(
        _("Agreements"),
        (c.Column(_("Number")), c.Column(_("Partner")), c.Column(_("Valid from"), "day"),
         c.Column(_("Valid to"), "day"),
         c.Column(_("Purposes")), c.Column(_("Permitted fields")), c.Column(_("State"))),
        tuple(_agreement_row(one, today) for one in agreements(request.scope)[:SHOWN]),
        empty=c.Empty(_("No agreement yet"), _("Without an agreement no file goes in or out.")),
    )  # fmt: skip
    may = request.scope.may("exchange.write")
    return render(request, "cooperation/agreements.html", {"table": table, "form": form, "may": may})


def _agreement_row(one: Agreement, today: Any) -> c.Row:
    holds = one.valid_from <= today <= one.valid_to
    state = c.Cell(_("in force") if holds else _("not in force"), badge=True, tone="good" if holds else "quiet")
    return c.Row(
        (c.Cell(one.number, note=one.title), one.partner, one.valid_from, one.valid_to, ", ".join(one.purposes),
         ", ".join(one.fields), state),
        url=f"{reverse('cooperation_exchanges')}?perjanjian={one.pk}",
    )  # fmt: skip


@needs("cooperation.read", area=Area.IN_QUERY)
def exchange_list(request: OfficeRequest) -> HttpResponse:
    """What went in and out, of one agreement with `perjanjian`; a form for one more."""
    held = {str(one.pk): one for one in agreements(request.scope)[:SHOWN]}
    form = NewExchange(request.POST or None, [(key, f"{one.number}, {one.partner}") for key, one in held.items()])
    if _writes(request) and form.is_valid():
        given = dict(form.cleaned_data)
        agreement, given["fields"] = held[given.pop("agreement")], words(given.pop("fields_held"))
        try:
            made, new = record_exchange(request.scope, agreement, Sent(**given))
        except Fault as fault:
            form.add_error(None, str(fault))
        else:
            said = (
                _("The exchange is written down.")
                if new
                else _("This message is written down already; nothing changed.")
            )
            messages.add_message(request, messages.SUCCESS if new else messages.INFO, said)
            return redirect(f"{reverse('cooperation_exchanges')}?perjanjian={made.agreement_id}")
    rows = exchanges(request.scope, request.GET.get("perjanjian", ""))[:SHOWN]
    table = c.Table(
        _("Exchanged files"),
        (c.Column(_("Message number")), c.Column(_("Day"), "day"), c.Column(_("Direction")), c.Column(_("Agreement")),
         c.Column(_("Purpose")), c.Column(_("Rows sent"), "whole"), c.Column(_("Rows received"), "whole"),
         c.Column(_("Rows rejected"), "whole"), c.Column(_("Signed by"))),
        tuple(
            c.Row((c.Cell(one.message, note=f"SHA-256 {one.sha256[:12]}…"), one.on, one.get_direction_display(),
                   one.agreement.number, c.Cell(one.purpose, note=", ".join(one.fields)), one.sent_count,
                   one.received_count, one.rejected_count, one.signer))
            for one in rows
        ),
        empty=c.Empty(_("No file yet"), _("Each file that goes in or out is written down here.")),
    )  # fmt: skip
    may = request.scope.may("exchange.write") and bool(held)
    return render(request, "cooperation/exchanges.html", {"table": table, "form": form, "may": may})
