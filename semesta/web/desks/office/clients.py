"""Programs of other organisations: registered, given a key, watched, ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.clients import actions
from semesta.web.core.clients.keys import check_jwks
from semesta.web.core.clients.purposes import PURPOSES, purpose_choices
from semesta.web.core.clients.scopes import SCOPES
from semesta.web.core.models import ApiClient, ApiUse, Organisation
from semesta.web.core.models.people import AREA_CODE
from semesta.web.core.places import area_name

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

office = needs("office.users", area=Area.IN_QUERY)
MOST_A_MINUTE = 100_000


class Keys(forms.Form):
    """The public keys of a program; without any it gets a secret."""

    jwks = forms.CharField(
        label=gettext_lazy("Public keys (JWKS)"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("RSA of 2048 bits or more, or EC P-384. Leave empty to get a secret instead."),
    )  # fmt: skip

    def clean_jwks(self) -> str:
        """A set of strong public keys, or nothing."""
        text: str = self.cleaned_data["jwks"].strip()
        return check_jwks(text) if text else ""


class NewClient(Keys):
    """Whose program, what it may, for which area and what for."""

    name = forms.CharField(label=gettext_lazy("Name of the program"), max_length=200)
    organisation = forms.ModelChoiceField(label=gettext_lazy("Organisation"), queryset=Organisation.objects.none())
    area_code = forms.CharField(label=gettext_lazy("Area code"), max_length=13, validators=[AREA_CODE], required=False)
    purpose = forms.ChoiceField(
        label=gettext_lazy("Asks for"), choices=purpose_choices,
        help_text=gettext_lazy("Written down with each request that names no other purpose."),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    minute_most = forms.IntegerField(
        label=gettext_lazy("Requests a minute"), min_value=1, max_value=MOST_A_MINUTE, initial=600
    )
    field_order = ("name", "organisation", "area_code", "purpose", "scopes", "minute_most", "jwks")

    def __init__(self, scope: Scope, *args: Any) -> None:
        super().__init__(*args)
        self.scope = scope
        self.fields["organisation"].queryset = scope.within(  # type: ignore[attr-defined]  # a ChoiceField
            Organisation.objects.filter(closed_on__isnull=True)
        )

    def clean_area_code(self) -> str:
        """An area within the administrator's own."""
        area: str = self.cleaned_data["area_code"]
        if not self.scope.covers(area):
            raise ValidationError(_("A program can ask only within your own area."))
        return area


def _managed(scope: Scope) -> QuerySet[ApiClient]:
    """Programs whose area lies within the administrator's."""
    return scope.within(ApiClient.objects.select_related("organisation"))


def _one(scope: Scope, pk: int) -> ApiClient:
    found = _managed(scope).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@office
def clients(request: OfficeRequest) -> HttpResponse:
    """The programs, and a form for one more; its secret is shown once."""
    form = NewClient(request.scope, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made, secret = actions.register_client(
            given["name"], given["organisation"], given["area_code"], " ".join(given["scopes"]),
            purpose=given["purpose"], made_by=request.user, jwks=given["jwks"], minute_most=given["minute_most"],
        )  # fmt: skip
        return _shown_once(request, made, secret)
    return render(request, "office/clients.html", {"table": _table(request.scope), "form": form})


def _table(scope: Scope) -> c.Table:
    used = _used_today(scope)
    columns = (c.Column(_("Name")), c.Column(_("Organisation")), c.Column(_("Area")), c.Column(_("Status")),
               c.Column(_("Requests of the last day"), "whole"))  # fmt: skip
    rows = [
        c.Row(
            (one.name, one.organisation.name, area_name(one.area_code), _state(one), used.get(one.pk, 0)),
            url=reverse("office_client", args=[one.pk]),
        )
        for one in _managed(scope)
    ]
    empty = c.Empty(_("No program yet"), _("Register the first one below, then hand its key to the facility."))
    return c.Table(_("Programs that ask by themselves"), columns, rows, empty=empty)


def _state(one: ApiClient) -> c.Cell:
    if one.ended_at:
        return c.Cell(_("ended"), tone="quiet", icon="minus", badge=True)
    return c.Cell(_("may ask"), tone="good", icon="check", badge=True)


def _used_today(scope: Scope) -> dict[int, int]:
    since = int(time.time()) // 60 - actions.USE_KEPT_MINUTES
    counted = ApiUse.objects.filter(minute__gte=since, client__in=_managed(scope)).values_list("client_id")
    return dict(counted.annotate(requests=Sum("requests")).order_by("client_id"))


@office
def client(request: OfficeRequest, pk: int) -> HttpResponse:
    """One program: what it may, how it proves itself, how often it asked."""
    one = _one(request.scope, pk)
    proof = _("signed assertion (private_key_jwt)") if one.jwks else _("secret (client_secret_basic)")
    facts = [
        c.Fact(_("Client id"), one.public_id), c.Fact(_("Organisation"), one.organisation.name),
        c.Fact(_("Area"), area_name(one.area_code)), c.Fact(_("Asks for"), str(PURPOSES.get(one.purpose, one.purpose))),
        c.Fact(_("Proves itself by"), proof), c.Fact(_("Requests a minute"), one.minute_most, kind="whole"),
        c.Fact(_("Requests of the last day"), _used_today(request.scope).get(one.pk, 0), kind="whole"),
        c.Fact(_("Given access on"), one.made_at, kind="moment"),
    ]  # fmt: skip
    if one.ended_at:
        facts.append(c.Fact(_("Ended"), one.ended_at, kind="moment"))
    may = [(scope, SCOPES[scope]) for scope in one.scopes.split() if scope in SCOPES]
    page = {"shown": one, "facts": facts, "may": may, "form": Keys()}
    return render(request, "office/client.html", page)


@office
@require_POST
def client_key(request: OfficeRequest, pk: int) -> HttpResponse:
    """Other keys or another secret, shown once; tokens of before open nothing any more."""
    one, form = _one(request.scope, pk), Keys(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            for sentence in errors:
                messages.error(request, str(sentence))
        return redirect("office_client", pk)
    return _shown_once(request, one, actions.renew_key(one, form.cleaned_data["jwks"]))


@office
@require_POST
def client_end(request: OfficeRequest, pk: int) -> HttpResponse:
    """The program asks no more, from this moment."""
    one = _one(request.scope, pk)
    if one.ended_at is None:
        actions.end_client(one, timezone.now())
    messages.success(request, _("The program is ended: its tokens open nothing any more."))
    return redirect("office_client", pk)


def _shown_once(request: OfficeRequest, one: ApiClient, secret: str) -> HttpResponse:
    token = request.build_absolute_uri(reverse("oauth_token"))
    facts = [c.Fact(_("Client id"), one.public_id), c.Fact(_("Address for tokens"), token)]
    if secret:
        facts.insert(1, c.Fact(_("Secret"), secret))
    return render(request, "office/client_key.html", {"shown": one, "facts": facts, "secret": secret})
