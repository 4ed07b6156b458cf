"""Systems that may ask over DCI who is covered: listed, added, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Sum
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions.dci import SEARCH, end, register
from semesta.web.casework.models import DciRequest, DciSender
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.models import ApiClient
from semesta.web.core.places import area_name

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope


class NewRegistry(forms.Form):
    """What an agreement says of a system."""

    name = forms.CharField(label=gettext_lazy("System"), max_length=200)
    sender_id = forms.RegexField(
        label=gettext_lazy("Its sender id"), regex=r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$", max_length=99,
        help_text=gettext_lazy("As it stands in its messages, for example openspp.dinsos.example"),
    )  # fmt: skip
    agreement = forms.CharField(label=gettext_lazy("Agreement"), max_length=100)
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"), max_length=120,
        help_text=gettext_lazy("Stands in the record of every look at a person"),
    )  # fmt: skip
    area_code = forms.CharField(label=gettext_lazy("Area code"), max_length=13)
    keys = forms.CharField(
        label=gettext_lazy("Public keys (JWKS)"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        help_text=gettext_lazy("With keys it signs every message. With neither keys nor program it gets a token."),
    )  # fmt: skip
    program = forms.ModelChoiceField(
        label=gettext_lazy("Program that gets its tokens"), required=False, queryset=ApiClient.objects.none(),
        help_text=gettext_lazy("It then sends tokens of our token service (OAuth 2)."),
    )  # fmt: skip
    callback_uri = forms.CharField(
        label=gettext_lazy("Address for answers"), required=False, max_length=300,
        help_text=gettext_lazy("Only for questions that are answered later. Answers go there and nowhere else."),
    )  # fmt: skip
    with_identity = forms.BooleanField(label=gettext_lazy("Also name, birth date and sex"), required=False)

    def __init__(self, scope: Scope, *args: Any) -> None:
        super().__init__(*args)
        self.scope = scope
        choices = scope.within(ApiClient.objects.filter(ended_at__isnull=True, dci_sender__isnull=True))
        self.fields["program"].queryset = choices.filter(  # type: ignore[attr-defined]  # a ChoiceField
            scopes__contains=SEARCH
        )
        if len(scope.areas) == 1:
            self.fields["area_code"].initial = scope.areas[0]

    def clean_area_code(self) -> str:
        """An area within one's own."""
        area: str = self.cleaned_data["area_code"]
        if not self.scope.covers(area):
            raise ValidationError(_("Only within your own area."))
        return area


@needs("office.peers", area=Area.IN_QUERY)
def registries(request: OfficeRequest) -> HttpResponse:
    """Every system of the own areas, what it asked so far, and a form for one more. A token is shown once, here."""
    form, token = NewRegistry(request.scope, request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            made, token = register(request.scope, form.cleaned_data, timezone.now())
        except Fault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("%(name)s may ask from now on.") % {"name": made.name})
            if not token:
                return redirect("office_registries")
            form = NewRegistry(request.scope)
    return render(request, "office/registries.html", {"cards": _cards(request.scope), "form": form, "token": token})


def _cards(scope: Scope) -> list[dict[str, Any]]:
    asked = DciRequest.objects.within(scope).order_by().values("sender_id")
    counts = {
        one["sender_id"]: one
        for one in asked.annotate(n=Count("id"), people=Sum("found_count"), last=Max("received_at"))
    }
    return [_card(one, counts.get(one.pk, {})) for one in scope.within(DciSender.objects.select_related("program"))]


def _card(one: DciSender, counts: dict[str, Any]) -> dict[str, Any]:
    facts = [
        c.Fact(_("Its sender id"), one.sender_id),
        c.Fact(_("Agreement"), one.agreement),
        c.Fact(_("Purpose"), one.purpose),
        c.Fact(_("Area"), area_name(one.area_code)),
        c.Fact(_("Known by"), _known_by(one)),
        c.Fact(_("Is told"), _("enrolment, name, birth date, sex") if one.with_identity else _("enrolment")),
        c.Fact(_("Address for answers"), one.callback_uri or None),
        c.Fact(_("Messages"), counts.get("n", 0), kind="whole"),
        c.Fact(_("People named in answers"), counts.get("people") or 0, kind="whole"),
        c.Fact(_("Last asked"), counts.get("last"), kind="moment"),
    ]
    return {"sender": one, "facts": facts, "over": one.ended_at is not None}


def _known_by(one: DciSender) -> str:
    proofs = [
        _("signature of every message") if one.keys else "",
        _("tokens of the program %(name)s") % {"name": one.program} if one.program else "",
    ]
    return ", ".join(filter(None, proofs)) or _("token")


@needs("office.peers", area=Area.IN_QUERY)
@require_POST
def end_registry(request: OfficeRequest) -> HttpResponse:
    """`sender`: it is answered no more."""
    number = request.POST.get("sender", "")
    try:
        ended = end(request.scope, int(number), timezone.now())
    except (ValueError, LookupError):
        messages.error(request, _("There is no such system within your area."))
    else:
        messages.success(request, _("%(name)s is answered no more.") % {"name": ended.name})
    return redirect("office_registries")
