"""Quota and budget: what the agreement gives, what is taken, what is free; the agreement and the flows themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.formats.layout import layouts
from semesta.rules.load import load_rules
from semesta.rules.proposals import flows
from semesta.web.casework.actions.quota import choose_flow, keep_contract
from semesta.web.casework.flows import chosen_flows, contract_of, contracts_of, terms_of
from semesta.web.casework.models import Contract
from semesta.web.casework.models.proposals import Kind
from semesta.web.casework.queries.quota import MONEY_RULES, held_by_month, person_month_rupiah, room_of
from semesta.web.casework.refusal import ChangedMeanwhile
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.reading import language, numbers
from semesta.web.desks.proposals import words
from semesta.web.desks.proposals.doing import attempt, city_code, shown_or_none, today

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

META = (
    "JENIS PESERTA",
    "NAMA INSTANSI",
    "KODE VIRTUAL ACCOUNT",
    "BANK",
    "KODE PKS",
    "MASA BERLAKU",
    "KODE TANGGUNGAN",
    "KODE KC",
    "KODE DATI2",
)
"""Rows 1-12 of BPJS's form that the agreement fills (data-formats 3.3)."""


class Agreement(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """The agreement of one year."""

    class Meta:
        model = Contract
        fields: ClassVar = [
            "year",
            "number",
            "quota_people",
            "budget_rupiah",
            "spent_rupiah",
            "spent_to_month",
            "headcount",
            "headcount_from",
            "cut_off_day",
            "cut_off_inclusive",
            "residence_min_month",
        ]
        widgets: ClassVar = {
            "spent_to_month": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "headcount_from": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance.meta if self.instance.pk else {}
        for place, label in enumerate(META):
            self.fields[f"meta_{place}"] = forms.CharField(
                label=label, required=False, max_length=100, initial=held.get(label, "")
            )
        self.fields["cut_off_inclusive"].label = _("The cut-off day itself")
        choices = [("unknown", _("as the rule says")), ("true", _("in time")), ("false", _("too late"))]
        self.fields["cut_off_inclusive"].widget.choices = choices

    def facts(self) -> dict[str, Any]:
        """The agreement's columns, the form's rows gathered under `meta`."""
        told = dict(self.cleaned_data)
        meta = {label: told.pop(f"meta_{place}") for place, label in enumerate(META)}
        return {**told, "meta": {label: text for label, text in meta.items() if text}}

    def validate_unique(self) -> None:
        """Which version is changed says the action."""


class Choice(forms.Form):
    """The flow of a kind from a day on, with the city's own promise per step in working days."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of proposal"), choices=Kind.choices)
    flow = forms.ChoiceField(label=gettext_lazy("Flow"))
    from_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    days_verify = forms.IntegerField(
        label=gettext_lazy("Working days for checking"), required=False, min_value=1, max_value=60
    )
    days_decide = forms.IntegerField(
        label=gettext_lazy("Working days for deciding"), required=False, min_value=1, max_value=60
    )
    days_export = forms.IntegerField(
        label=gettext_lazy("Working days for sending"), required=False, min_value=1, max_value=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["flow"].choices = [(one.name, f"{one.name}. {one.title(language())}") for one in flows().values()]  # type: ignore[attr-defined]  # a ChoiceField


def standing(request: OfficeRequest) -> dict[str, Any]:
    """Terms of today, the agreement of the year in which cover would begin, and what is free in it."""
    on, city = today(), city_code(request.scope)
    this_year, next_year = contracts_of(city, on.year)
    terms = terms_of(shown_or_none(request.scope), city, on, this_year)
    start = terms.start(on)
    contract = this_year if start.year == on.year else next_year
    room = room_of(contract, start) if contract else None
    rate = person_month_rupiah(start.replace(day=1))
    return {"terms": terms, "start": start, "contract": contract, "room": room, "rate": rate, "year": start.year}


@needs("proposals.read", area=Area.IN_QUERY)
def quota(request: OfficeRequest) -> HttpResponse:
    """Figures first, then how cover begins, what is held, the agreement and the flows."""
    return _page(request, standing(request), None)


def _page(request: OfficeRequest, now: dict[str, Any], bound: Agreement | None, status: int = 200) -> HttpResponse:
    contract, may = now["contract"], request.scope.may("proposals.decide")
    form = bound or Agreement(
        instance=contract,
        initial=None if contract else {"year": now["year"], "headcount_from": date(now["year"], 1, 1)},
    )
    chosen = chosen_flows(city_code(request.scope), today())
    return render(
        request,
        "proposals/quota.html",
        {
            "now": now,
            "form": form if may else None,
            "version": contract.version if contract else 0,
            "held": _held(contract),
            "flows": [_flow_row(label, chosen[value]) for value, label in Kind.choices],
            "choice": Choice(initial={"from_on": today()}) if may else None,
            "examples": [
                {"on": day, "start": now["terms"].start(day)}
                for day in _examples(now["year"], now["terms"].cut_off_day)
            ],
            "rules": _rules(now["start"]),
            "layouts": [one.title(language()) for one in layouts().values()],
        },
        status=status,
    )


def _examples(year: int, cut_off: int) -> list[date]:
    day = min(max(cut_off, 2), 27)
    return [date(year, 8, day - 1), date(year, 8, day), date(year, 8, day + 1), date(year, 12, day + 1)]


def _rules(on: date) -> list[c.Fact]:
    rules = load_rules()
    return [
        c.Fact(
            rules.rule(name).title_en if language() == "en" else rules.rule(name).title_id,
            rules.whole(name, on),
            rules.law_of(name, on),
            "rupiah",
        )
        for name in MONEY_RULES
    ]


def _held(contract: Contract | None) -> c.Table:
    rows = [
        c.Row((numbers().month(month), people, money))
        for month, people, money in (held_by_month(contract) if contract else [])
    ]
    columns = (c.Column(_("Cover from")), c.Column(_("People"), "whole"), c.Column(_("Money to December"), "rupiah"))
    return c.Table(_("Places held by decisions"), columns, rows, empty=c.Empty(_("No place is held"), icon="check"))


def _flow_row(kind: Any, chosen: Any) -> dict[str, Any]:
    steps = [
        f"{words.OFFICES[step.office]}: {words.STEPS[step.name]}"
        + (f" ({chosen.working_days[step.name]} {_('working days')})" if chosen.working_days.get(step.name) else "")
        for step in chosen.flow.steps
    ]
    return {
        "kind": kind,
        "flow": chosen.flow.title(language()),
        "letter": chosen.flow.name,
        "domain": chosen.flow.domain,
        "steps": steps,
        "chosen": chosen.by_choice,
        "from_on": chosen.from_on,
        "law": "; ".join(load_rules().laws[law].title for law in chosen.flow.law),
    }


@needs("proposals.decide", area=Area.IN_QUERY)
@require_POST
def keep(request: OfficeRequest) -> HttpResponse:
    """The agreement is kept; 409 with both when somebody changed it meanwhile."""
    city = city_code(request.scope)
    year = request.POST.get("year", "")
    held = contract_of(city, int(year)) if year.isdecimal() else None
    form = Agreement(request.POST, instance=held or Contract(area_code=city))
    version = int(request.POST.get("version", "0")) if request.POST.get("version", "0").isdecimal() else 0
    if not form.is_valid():
        return _page(request, standing(request), form)
    values = form.facts()
    try:
        keep_contract(request.scope, values, version if held else 0)
    except ChangedMeanwhile as changed:
        messages.warning(request, changed.sentence)
        return _page(request, standing(request), form, 409)
    messages.success(request, _("The agreement is kept."))
    return redirect("proposals_quota")


@needs("proposals.decide", area=Area.IN_QUERY)
@require_POST
def choose(request: OfficeRequest) -> HttpResponse:
    """From a day on, proposals of a kind go another way."""
    form = Choice(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        days = {name: told[f"days_{name}"] for name in ("verify", "decide", "export")}
        if attempt(request, lambda: choose_flow(request.scope, told["kind"], told["flow"], told["from_on"], days)):
            messages.success(request, _("The flow is chosen. Proposals under way keep theirs."))
    else:
        messages.error(request, _("Some fields are not right."))
    return redirect("proposals_quota")
