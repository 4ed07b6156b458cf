"""What the city shows to everybody: the public check, the offices it sends people to, and open data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.web.casework.actions.open_data import release
from semesta.web.casework.actions.public import set_public_page
from semesta.web.casework.models import AskedOffice, Licence
from semesta.web.casework.public.words import outcome_word
from semesta.web.casework.queries.open_data import months_to_release, open_months
from semesta.web.casework.queries.public import page_of, uses
from semesta.web.casework.refusal import Refusal
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import REGENCY, area_name
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.reading import numbers

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import PublicPage
    from semesta.web.core.access import OfficeRequest

OFFICE_FIELDS = (
    ("name", gettext_lazy("Name"), 200), ("address", gettext_lazy("Address"), 300),
    ("phone", gettext_lazy("Phone"), 60), ("hours", gettext_lazy("Opening hours"), 120),
)  # fmt: skip


class PublicPageForm(forms.Form):
    """The choices of a city, and four fields per office that answers name."""

    check_on = forms.BooleanField(label=gettext_lazy("The public check is open"), required=False)
    data_on = forms.BooleanField(label=gettext_lazy("Open data is shown"), required=False)
    publisher = forms.CharField(
        label=gettext_lazy("Publisher"), max_length=200, required=False,
        help_text=gettext_lazy("Named beside the figures; empty: the name of the city"),
    )  # fmt: skip
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), choices=Licence.choices)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for kind in AskedOffice:
            for name, label, length in OFFICE_FIELDS:
                self.fields[f"{kind.value}-{name}"] = forms.CharField(label=label, max_length=length, required=False)

    def clean(self) -> dict[str, Any]:
        """An office with an address or a phone needs a name; the open check names an office for any question."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for office in self.offices():
            if not office["name"] and any(office[name] for name in ("address", "phone", "hours")):
                self.add_error(f"{office['kind']}-name", _("Write the name of this office too."))
        if given.get("check_on") and not (
            given.get("any-name") and (given.get("any-phone") or given.get("any-address"))
        ):
            self.add_error(
                "any-name", _("Before the check opens, say whom people can ask, with a phone or an address.")
            )
        return given

    def offices(self) -> list[dict[str, str]]:
        """The offices as given."""
        names = [name for name, _label, _length in OFFICE_FIELDS]
        return [
            {"kind": kind.value} | {name: self.cleaned_data.get(f"{kind.value}-{name}", "").strip() for name in names}
            for kind in AskedOffice
        ]

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """(title, bound fields) per office."""
        return [(kind.label, [self[f"{kind.value}-{name}"] for name, _l, _n in OFFICE_FIELDS]) for kind in AskedOffice]


def city_of(request: OfficeRequest) -> str:
    """The city of the post: the first area of its scope, at least a regency; '' for a scope without one."""
    return next((area[:REGENCY] for area in request.scope.areas if len(area) >= REGENCY), "")


def _own_city(request: OfficeRequest) -> str:
    """The city when the post covers the whole of it, else ''."""
    city = city_of(request)
    return city if city and request.scope.covers(city) else ""


@needs("public.manage", area=Area.IN_QUERY)
def public_pages(request: OfficeRequest) -> HttpResponse:
    """The city's choices as a form; months released, months that can be; uses of the check by day."""
    city = _own_city(request)
    page = page_of(city) if city else None
    form = PublicPageForm(request.POST or None, initial=_initial(page))
    if request.method == "POST" and city and form.is_valid():
        try:
            set_public_page(
                request.scope, city, form.cleaned_data, form.offices(), version=form.cleaned_data["version"]
            )
        except (Fault, Refusal) as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The public pages are saved."))
            return redirect("office_public")
    return render(request, "office/public.html", {
        "form": form, "city": area_name(city) if city else "", "page": page, "months": _months(city),
        "waiting": _waiting(request, city), "uses": _uses(),
    }, status=422 if form.errors else 200)  # fmt: skip


def _initial(page: PublicPage | None) -> dict[str, Any]:
    if page is None:
        return {"licence": Licence.CC_BY, "version": 0}
    names = ("check_on", "data_on", "publisher", "licence", "version")
    held: dict[str, Any] = {name: getattr(page, name) for name in names}
    for office in page.offices.all():
        held |= {f"{office.kind}-{name}": getattr(office, name) for name, _l, _n in OFFICE_FIELDS}
    return held


def _months(city: str) -> c.Table:
    rows = [
        c.Row((numbers().month(one.month), one.released_at, one.cell_count, one.hidden_count, one.run_id))
        for one in open_months(city).order_by("-month")
    ]
    columns = (
        c.Column(_("Month")), c.Column(_("Released on"), "moment"), c.Column(_("Numbers"), "whole"),
        c.Column(_("Hidden"), "whole"), c.Column(_("Run")),
    )  # fmt: skip
    empty = c.Empty(_("No month released"), _("What is released stays public and is never changed."))
    return c.Table(_("Released months"), columns, rows, empty=empty)


def _waiting(request: OfficeRequest, city: str) -> str:
    """The months that would be released now, in words; '' for none."""
    if not city:
        return ""
    try:
        shown = shown_to(request.scope)
    except NothingPublished:
        return ""
    return ", ".join(numbers().month(month) for month in months_to_release(shown, city))


def _uses() -> c.Table:
    rows = [c.Row((one.on, outcome_word(one.outcome), one.count)) for one in uses(timezone.localdate())]
    columns = (c.Column(_("Day"), "day"), c.Column(_("How it ended")), c.Column(_("Checks"), "whole"))
    empty = c.Empty(_("Nobody has asked yet"), _("Checks are counted by day; nobody is named."))
    return c.Table(_("Use of the public check"), columns, rows, empty=empty)


@needs("public.manage", area=Area.IN_QUERY, one_transaction=False)
@require_POST
def release_months(request: OfficeRequest) -> HttpResponse:
    """What the publication shows and was not released yet is open data from now on."""
    city = _own_city(request)
    try:
        if not city:
            raise Fault(_("Your post does not cover a whole city"))
        made = release(request.scope, city, load_rules(), timezone.now())
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        told = ", ".join(numbers().month(one.month) for one in made)
        messages.success(
            request, _("Released: %(months)s.") % {"months": told} if made else _("Nothing new to release.")
        )
    return redirect(reverse("office_public"))
