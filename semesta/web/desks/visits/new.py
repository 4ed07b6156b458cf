"""A new round: how many households it takes, then the draw."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.flow.sampling.frame import frame_of
from semesta.plan.sample.design import Design
from semesta.plan.sample.size import Needed, needed
from semesta.web.casework.actions.rounds import Plan, draw_random, draw_targeted, run_folder
from semesta.web.casework.models.visits import RoundDesign
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name, children_of
from semesta.web.core.reading import numbers
from semesta.web.desks.visits.doing import attempt, shown_or_none

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import Round
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

MOST = 20_000
DAYS = 14


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NewRound(forms.Form):
    """What is drawn. `area` counts for visits from the work list only."""

    name = forms.CharField(label=gettext_lazy("Name of the round"), max_length=100)
    design = forms.ChoiceField(
        label=gettext_lazy("How homes are chosen"), choices=RoundDesign.choices, widget=forms.RadioSelect,
        help_text=gettext_lazy("By kelurahan and RT costs least walking. Only a random round gives an estimate."),
    )  # fmt: skip
    households = forms.IntegerField(label=gettext_lazy("Households to draw"), min_value=2, max_value=MOST)
    half_width = forms.DecimalField(
        label=gettext_lazy("Wanted precision: plus or minus so many points"), required=False, min_value=0.1,
        max_value=20, decimal_places=2, help_text=gettext_lazy("To work out how many households that takes."),
    )  # fmt: skip
    response = forms.IntegerField(
        label=gettext_lazy("Expected to answer, of 100 households"), min_value=10, max_value=100, initial=85
    )
    per_cluster = forms.IntegerField(
        label=gettext_lazy("Households of each drawn RT"), min_value=1, max_value=50, initial=10
    )
    allocation = forms.ChoiceField(
        label=gettext_lazy("Shared among kecamatan"),
        choices=[("proportional", gettext_lazy("by size")), ("neyman", gettext_lazy("more where homes differ more"))],
    )
    reserve = forms.IntegerField(label=gettext_lazy("Reserve, per 100 drawn"), min_value=0, max_value=100, initial=25)
    seed = forms.RegexField(
        r"^[A-Za-z0-9.\-]{1,40}$", label=gettext_lazy("Seed of the draw"), required=False,
        help_text=gettext_lazy(
            "For a random round: any word, said in public before. With it anybody draws the same homes again."
        ),
    )  # fmt: skip
    area = forms.ChoiceField(
        label=gettext_lazy("Area"), required=False, help_text=gettext_lazy("For visits from the work list.")
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=_day())
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=_day())

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = _areas(scope)  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A random round has a seed; the last day is not before the first."""
        told = super().clean() or {}
        if told.get("design") not in {None, RoundDesign.WORKLIST} and not told.get("seed"):
            self.add_error("seed", ValidationError(_("A random round needs a seed.")))
        first, last = told.get("starts_on"), told.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", ValidationError(_("The last day is before the first.")))
        return told

    @property
    def random(self) -> bool:
        return bool(self.cleaned_data["design"] != RoundDesign.WORKLIST)

    def made_design(self) -> Design:
        """The design as the sample takes it."""
        told = self.cleaned_data
        return Design(
            told["design"], told["households"], told["per_cluster"], told["allocation"], told["reserve"] / 100
        )


def _areas(scope: Scope) -> list[tuple[str, str]]:
    """The scope's own areas and those one and two levels below."""
    codes: list[str] = []
    for area in scope.areas:
        for below in (area, *children_of(area)):
            codes += [below, *(one for one in children_of(below) if one.count(".") > below.count("."))]
    return [(code, area_name(code)) for code in dict.fromkeys(codes) if code and not code.endswith((".00", ".0000"))]


@needs("visits.plan", area=Area.IN_QUERY)
def new(request: OfficeRequest) -> HttpResponse:
    """The form; with `size` how many households it takes, else the round is drawn."""
    shown, today = shown_or_none(request.scope), timezone.localdate()
    first = {
        "design": RoundDesign.CLUSTER, "households": 1000, "starts_on": today, "half_width": 2,
        "ends_on": today + timedelta(days=DAYS), "seed": f"{today:%Y-%m-%d}",
        "name": _("Visits %(day)s") % {"day": numbers().day(today)},
    }  # fmt: skip
    form = NewRound(request.POST or None, scope=request.scope, initial=first)
    size: Needed | None = None
    if request.method == "POST" and shown is not None and form.is_valid():
        if "size" in request.POST:
            size = _size(request, shown, form)
        elif (made := attempt(request, lambda: _drawn(request.scope, shown, form))) is not None:
            messages.success(request, _("The round is drawn."))
            return redirect("visits_round", public_id=made.public_id)
    points = size.half_width * 100 if size else None
    return render(request, "visits/new.html", {"form": form, "size": size, "shown": shown, "points": points})


def _drawn(scope: Scope, shown: Shown, form: NewRound) -> Round:
    told = form.cleaned_data
    plan = Plan(told["name"], told["starts_on"], told["ends_on"])
    if form.random:
        return draw_random(scope, shown, plan, form.made_design(), told["seed"])
    return draw_targeted(scope, shown, plan, told["area"] or scope.areas[0], told["households"])


def _size(request: OfficeRequest, shown: Shown, form: NewRound) -> Needed | None:
    told = form.cleaned_data
    if not form.random or not told["half_width"]:
        messages.info(request, _("Choose a random design and a precision."))
        return None
    half, response = float(told["half_width"]) / 100, told["response"] / 100

    def worked_out() -> Needed:
        return needed(frame_of(run_folder(shown), "0"), form.made_design(), half, response=response)

    return attempt(request, worked_out)
