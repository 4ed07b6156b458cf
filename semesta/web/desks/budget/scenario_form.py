"""Scenarios of a budget year as GET parameters, so that a scenario is an address: A, B and C beside the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from semesta.plan.scenario import Scenario
from semesta.web.core.reading import numbers
from semesta.web.desks.budget.fields import MonthField, WholeField
from semesta.web.desks.budget.sheet_form import PEOPLE_MOST

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

LETTERS = ("a", "b", "c")
RATE_MOST = 10_000_000
PAIRS = (
    ("removed", "removed_from"), ("absorbed", "absorbed_from"), ("growth", "growth_from"), ("contribution", "rate_from")
)  # fmt: skip


class ScenarioForm(forms.Form):
    """One scenario; what is empty stays as the sheet has it."""

    def __init__(self, letter: str, year: int, data: QueryDict | None) -> None:
        super().__init__(data, prefix=letter)
        self.letter, self.year = letter, year
        people: dict[str, Any] = {"most": PEOPLE_MOST}
        for name, field in {
            "removed": WholeField(label=_("Members of the national list switched off"), **people),
            "removed_from": MonthField(label=_("Switched off from")),
            "absorbed": WholeField(label=_("People the city takes in"), **people),
            "absorbed_from": MonthField(label=_("Taken in from")),
            "growth": WholeField(label=_("More members every month"), signed=True, **people),
            "growth_from": MonthField(label=_("Growth from")),
            "contribution": WholeField(label=_("New contribution, rupiah per person and month"), most=RATE_MOST),
            "help": WholeField(label=_("New help, rupiah per person and month"), most=RATE_MOST),
            "rate_from": MonthField(label=_("New rate from")),
        }.items():
            self.fields[name] = field
            field.widget.attrs["aria-label"] = f"{letter.upper()}: {field.label}"

    def clean(self) -> dict[str, Any]:
        """A number has its month within the year; a rate has both its parts."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for what, day in PAIRS:
            month = told.get(day)
            if told.get(what) and month is None and day not in self.errors:
                self.add_error(day, _("Give the month."))
            elif month is not None and month.year != self.year:
                self.add_error(day, _("The month lies outside %(year)s.") % {"year": self.year})
        if (told.get("contribution") is None) != (told.get("help") is None) and not self.errors:
            self.add_error("help", _("A rate has both parts: contribution and help."))
        return told

    def scenario(self) -> Scenario:
        """What was asked."""
        told = self.cleaned_data
        return Scenario(
            told["removed"] or 0, told["removed_from"], told["absorbed"] or 0, told["absorbed_from"],
            told["growth"] or 0, told["growth_from"], told["contribution"], told["help"], told["rate_from"],
        )  # fmt: skip


def asked_scenarios(data: QueryDict, year: int) -> tuple[list[ScenarioForm], list[tuple[str, Scenario]]]:
    """The three forms, and the scenarios that were asked for: (letter, scenario); not those empty or wrong."""
    forms_, found = [], []
    for letter in LETTERS:
        sent = any(name.startswith(letter + "-") for name in data)
        form = ScenarioForm(letter, year, data if sent else None)
        forms_.append(form)
        if sent and form.is_valid() and not form.scenario().is_empty:
            found.append((letter.upper(), form.scenario()))
    return forms_, found


def scenario_rows(forms_: list[ScenarioForm]) -> list[dict[str, Any]]:
    """One row per difference, with the field of every scenario."""
    return [
        {"title": field.label, "fields": [form[name] for form in forms_]} for name, field in forms_[0].fields.items()
    ]


def scenario_text(letter: str, one: Scenario) -> str:
    """'A: 113,000 switched off (February 2026); 20,000 taken in (March 2026)'."""
    told = numbers()

    def month(day: date | None) -> str:
        return told.month(day) if day else ""

    parts = []
    if one.removed:
        parts.append(_("%(people)s switched off (%(month)s)") % {
            "people": told.whole(one.removed), "month": month(one.removed_from)})  # fmt: skip
    if one.absorbed:
        parts.append(_("%(people)s taken in (%(month)s)") % {
            "people": told.whole(one.absorbed), "month": month(one.absorbed_from)})  # fmt: skip
    if one.growth:
        parts.append(_("%(people)s every month (from %(month)s)") % {
            "people": told.signed(one.growth), "month": month(one.growth_from)})  # fmt: skip
    if one.contribution is not None and one.help is not None:
        parts.append(_("%(rate)s per person (from %(month)s)") % {
            "rate": told.rupiah(one.contribution + one.help), "month": month(one.rate_from)})  # fmt: skip
    return f"{letter}: {'; '.join(parts)}"
