"""The optimiser asked from a form: money, until when, aim, fairness, and what each route can carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from semesta.flow.plan_question import Question
from semesta.plan.aims import AWARDS, award_years
from semesta.plan.people import CITY, MAY_TAKE
from semesta.web.desks.budget import words
from semesta.web.desks.budget.fields import MonthField, PercentField, WholeField
from semesta.web.desks.budget.sheet_form import PEOPLE_MOST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from semesta.rules.load import Rules

FIRST_AWARD = 2023
OWN = "own"
ROUTES = (CITY, *sorted(MAY_TAKE - {CITY}))
POINTS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0)
"""Points of activity above the aim that get a price when a curve is asked for."""
MONTHS_MOST = 36


def aim_choices(rules: Rules, year: int) -> list[tuple[str, str]]:
    """UHC Prioritas; every category of every award that the rules know, the newest year first; own shares."""
    found = [("", "UHC Prioritas")]
    for award in AWARDS:
        years = award_years(rules, award, range(FIRST_AWARD, year + 1))
        found += [(f"{award}:{one}", f"UHC Award {award.capitalize()} {one}") for one in years]
    found[1:] = sorted(found[1:], key=lambda one: (-int(one[0][-4:]), AWARDS.index(one[0].partition(":")[0])))
    return [*found, (OWN, _("shares given below"))]


class PlanForm(forms.Form):
    """A question; `waiting` are people without active cover by their next route, to be seen beside each route."""

    def __init__(self, rules: Rules, first: date, waiting: Mapping[str, int], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.first, self.waiting = first, waiting
        for name, field in {
            "title": forms.CharField(label=_("Name of the plan"), max_length=120, required=False),
            "rupiah": WholeField(label=_("Money for those taken in, in rupiah"), required=True),
            "until": MonthField(label=_("To the month"), required=True),
            "aim": forms.ChoiceField(label=_("Aim"), choices=aim_choices(rules, first.year + 1), required=False),
            "activity": PercentField(label=_("Own share: activity, per cent")),
            "coverage": PercentField(label=_("Own share: coverage, per cent")),
            "village_share": PercentField(label=_("No kelurahan below, per cent active")),
            "poorest_first": forms.BooleanField(label=_("The poorest first"), required=False),
            "urgent_first": forms.BooleanField(label=_("Catastrophic cases first"), required=False),
            "curve": forms.BooleanField(label=_("Also price more points of activity"), required=False),
        }.items():
            self.fields[name] = field
        for route in ROUTES:
            self._route(route)

    def _route(self, route: str) -> None:
        name = words.route_name(route)
        self.fields[f"{route}.people"] = WholeField(most=PEOPLE_MOST)
        self.fields[f"{route}.share"] = PercentField(least=1)
        for part, title in (("people", _("people a month")), ("share", _("per cent that end in active cover"))):
            self.fields[f"{route}.{part}"].widget.attrs["aria-label"] = f"{name}: {title}"

    @property
    def routes(self) -> list[dict[str, Any]]:
        """Rows of the table of routes."""
        return [
            {
                "name": words.route_name(route), "waiting": self.waiting.get(route, 0), "city": route == CITY,
                "people": self[f"{route}.people"], "share": self[f"{route}.share"],
            }
            for route in ROUTES
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Months within reach, a share with its route, own shares with their choice."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        until = told.get("until")
        if until is not None:
            ahead = (until.year - self.first.year) * 12 + until.month - self.first.month
            if not 0 <= ahead < MONTHS_MOST:
                self.add_error("until", _("Choose one of the %(count)s months after the run's.") % {
                    "count": MONTHS_MOST})  # fmt: skip
        if told.get("aim") == OWN and told.get("activity") is None and told.get("coverage") is None:
            self.add_error("activity", _("Give at least one share."))
        if told.get("aim") != OWN and (told.get("activity") is not None or told.get("coverage") is not None):
            self.add_error("aim", _("Own shares count only with the aim “shares given below”."))
        for route in ROUTES:
            if route != CITY and told.get(f"{route}.share") and told.get(f"{route}.people") is None:
                self.add_error(f"{route}.people", _("Say how many people a month this route carries."))
        return told

    def question(self) -> Question:
        """What was asked."""
        told = self.cleaned_data
        routes = {
            route: (told[f"{route}.people"], told[f"{route}.share"] or 1.0)
            for route in ROUTES
            if told[f"{route}.people"] is not None or told[f"{route}.share"]
        }
        own = told["aim"] == OWN
        return Question(
            told["rupiah"], told["until"], "" if own else told["aim"], told["coverage"] if own else None,
            told["activity"] if own else None, routes, told["village_share"] or 0.0, told["poorest_first"],
            told["urgent_first"], POINTS if told["curve"] else (),
        )  # fmt: skip


def initial_of(held: Mapping[str, Any]) -> dict[str, Any]:
    """A question that was asked, as the form shows it again."""
    from datetime import date as day

    own = held["coverage"] is not None or held["activity"] is not None
    out = {
        "rupiah": held["rupiah"], "until": day.fromisoformat(held["until"]), "aim": OWN if own else held["award"],
        "activity": held["activity"], "coverage": held["coverage"], "village_share": held["village_share"] or None,
        "poorest_first": held["poorest_first"], "urgent_first": held["urgent_first"], "curve": bool(held["points"]),
    }  # fmt: skip
    for route, (people, share) in held["routes"].items():
        out |= {f"{route}.people": people, f"{route}.share": share if share != 1 else None}
    return out
