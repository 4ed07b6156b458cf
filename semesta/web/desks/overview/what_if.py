"""What if people are switched off, the city takes people in, the rate changes (req 9): an address that can be sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.flow.report.words import word
from semesta.measure.scenario import Change, Outcome, play
from semesta.measure.verdict import Given
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.judging import small_engine
from semesta.web.core.reading import language, numbers
from semesta.web.desks.overview.districts import hidden_parts
from semesta.web.desks.overview.gathered import status_rows, values_of
from semesta.web.desks.overview.parts import tabs
from semesta.web.desks.overview.seen import sees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from semesta.measure.verdict import Verdict
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.tables.models import UhcStatus
    from semesta.web.desks.overview.gathered import Values
    from semesta.web.desks.overview.seen import Seen

MOST_PEOPLE = 400_000_000


class Wanted(forms.Form):
    """The figures to begin with, and the change; what is left empty does not change."""

    population = forms.IntegerField(label=gettext_lazy("Population"), min_value=1, max_value=MOST_PEOPLE)
    registered = forms.IntegerField(label=gettext_lazy("Registered"), min_value=0, max_value=MOST_PEOPLE)
    active = forms.IntegerField(label=gettext_lazy("Active"), min_value=0, max_value=MOST_PEOPLE)
    pemda = forms.IntegerField(label=gettext_lazy("Paid by the city"), min_value=0, max_value=MOST_PEOPLE)
    removed = forms.IntegerField(
        label=gettext_lazy("Members of the national list switched off"), min_value=0, max_value=MOST_PEOPLE,
        required=False,
    )  # fmt: skip
    removed_on = forms.DateField(
        label=gettext_lazy("Switched off on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    added = forms.IntegerField(
        label=gettext_lazy("People the city takes in"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    added_on = forms.DateField(
        label=gettext_lazy("Taken in on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    added_from = forms.ChoiceField(
        label=gettext_lazy("Taken in from"), required=False,
        choices=[
            ("inactive", gettext_lazy("those with a card that is not active")),
            ("uncovered", gettext_lazy("those without a card")),
        ],
    )  # fmt: skip
    rate = forms.IntegerField(
        label=gettext_lazy("New rate per person and month, in rupiah"),
        min_value=0,
        max_value=10_000_000,
        required=False,
    )
    rate_from = forms.DateField(
        label=gettext_lazy("New rate from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """A number of people needs its day, a rate its first day; a part is never more than its whole."""
        held: dict[str, Any] = super().clean() or self.cleaned_data
        for what, day in (("removed", "removed_on"), ("added", "added_on"), ("rate", "rate_from")):
            if held.get(what) and not held.get(day) and day not in self.errors:
                self.add_error(day, _("Give the day."))
        # More registered than residents is real (req 4).
        for part, whole in (("active", "registered"), ("pemda", "active")):
            if held.get(part) is not None and held.get(whole) is not None and held[part] > held[whole]:
                self.add_error(part, _("More than the whole of which it is a part."))
        return held


@needs("overview.read", area=Area.IN_QUERY)
@sees
def what_if(request: OfficeRequest, seen: Seen) -> HttpResponse:
    """The form with the area's own figures, and the outcome when it was sent."""
    begin = _begin(values_of(seen), seen)
    asked = "removed" in request.GET
    form = Wanted(request.GET) if asked else Wanted(initial=begin)
    outcome = _outcome(seen, form) if asked and form.is_valid() else None
    page: dict[str, Any] = {
        "seen": seen, "tabs": tabs(request, seen), "form": form, "begin": begin,
        "groups": [
            (_("The figures to begin with"), [form[name] for name in ("population", "registered", "active", "pemda")]),
            (_("Switched off"), [form[name] for name in ("removed", "removed_on")]),
            (_("Taken in by the city"), [form[name] for name in ("added", "added_on", "added_from")]),
            (_("Another rate"), [form[name] for name in ("rate", "rate_from")]),
        ],
    }  # fmt: skip
    if outcome is not None:
        page |= _shown(outcome)
    return render(request, "overview/what_if.html", page)


def _begin(values: Values, seen: Seen) -> dict[str, Any]:
    counts, pemda = values.counts(seen.shown.month), values.of("pemda_share", seen.shown.month)
    if counts is None or hidden_parts(seen, {seen.area: counts}).cells:
        return {}
    return {"population": counts.population, "registered": counts.registered, "active": counts.active,
            "pemda": int(pemda.numerator or 0) if pemda else 0}  # fmt: skip


def _told(statuses: Sequence[UhcStatus], month: date) -> dict[str, Any]:
    """What is known of the city's payments in the newest month, as a verdict takes it."""
    held = {row.condition: row for row in statuses if row.month == month and row.met is not None}
    told: dict[str, Any] = {}
    if arrears := held.get("pemda_arrears"):
        told["pemda_arrears"] = int(arrears.actual or 0)
    if application := held.get("application"):
        told["approved"] = application.met
    if budget := held.get("budget"):
        told["budget_enough"] = budget.met
    if (paid := held.get("paid_to")) and paid.actual:
        told["paid_to"] = date(*divmod(int(paid.actual), 100), 1)  # 202504 is April 2025
    return told


def _outcome(seen: Seen, form: Wanted) -> Outcome | None:
    """None with an error at the form when nobody can be removed or added so."""
    held = form.cleaned_data
    told = _told(status_rows(seen), seen.shown.month)
    given = Given(held["population"], held["registered"], held["active"], held["pemda"], **told)
    change = Change(
        held.get("removed") or 0, held.get("removed_on"), held.get("added") or 0, held.get("added_on"),
        held.get("added_from") or "inactive", held.get("rate"), held.get("rate_from"),
    )  # fmt: skip
    with small_engine() as engine:
        try:
            return play(engine, seen.rules, area=seen.area, month=seen.shown.month, given=given, change=change)
        except ValueError as wrong:
            words = {
                "removed": _("So many people are not active."),
                "added": _("There are not so many people to take in."),
            }
            form.add_error(
                str(wrong) if str(wrong) in words else None, words.get(str(wrong), _("This cannot be judged."))
            )
            return None


def _shown(outcome: Outcome) -> dict[str, Any]:
    money = [
        c.Fact(_("More a month, in the end"), outcome.cost_net - outcome.cost_now, "", "rupiah"),
        c.Fact(_("More to December"), outcome.extra_to_december, "", "rupiah"),
        c.Fact(_("City pays to December"), outcome.to_december, "", "rupiah"),
    ]
    return {
        "outcome": outcome, "shares": _shares(outcome), "statuses": _statuses(outcome), "months": _months(outcome),
        "sentence": _sentence(outcome), "money": money,
    }  # fmt: skip


def _sentence(outcome: Outcome) -> str:
    """'Active ÷ population falls from 87.00% to 80.66%, 11,717 people above the threshold of 80%.'"""
    before, after = (one.shares["active_of_population"] or 0 for one in (outcome.now, outcome.net))
    words = {"before": numbers().percent(before), "after": numbers().percent(after)}
    said = _("Active ÷ population: from %(before)s to %(after)s.") % words
    for item in outcome.net.conditions:
        if item.condition == "activity" and item.formula == "active_of_population" and item.margin_people is not None:
            line = {"people": numbers().whole(abs(item.margin_people)), "line": numbers().percent(item.required, 0)}
            where = (
                _("%(people)s people above the threshold of %(line)s.")
                if item.margin_people >= 0
                else _("%(people)s people below the threshold of %(line)s.")
            )
            return f"{said} {where % line}"
    return said


def _three(outcome: Outcome) -> tuple[Verdict, Verdict, Verdict]:
    return outcome.now, outcome.gross, outcome.net


def _columns(first: str, kind: str) -> tuple[c.Column, ...]:
    return (c.Column(first), c.Column(_("Now"), kind), c.Column(_("After the removal"), kind),
            c.Column(_("After taking in"), kind))  # fmt: skip


def _shares(outcome: Outcome) -> c.Table:
    names = (
        ("coverage", _("Coverage")), ("active_of_population", _("Activity: active ÷ population")),
        ("active_of_registered", _("Activity: active ÷ registered")), ("pemda_share", _("Registered by the city")),
    )  # fmt: skip
    rows = [c.Row((title, *(one.shares[name] for one in _three(outcome)))) for name, title in names]
    return c.Table(_("Shares"), _columns(_("Share"), "percent"), rows)


def _statuses(outcome: Outcome) -> c.Table:
    words = {"met": _("met"), "unmet": _("not met"), "unknown": _("not known"), "split": _("two answers")}
    tones: dict[str, c.Tone] = {"met": "good", "unmet": "warn", "unknown": "care", "split": "care"}
    rows = []
    for status in outcome.now.statuses:
        cells = []
        for one in _three(outcome):
            state = next(other.state for other in one.statuses if other.verdict == status.verdict)
            cells.append(c.Cell(words[state], note=_short(one, status.verdict), tone=tones[state], badge=True))
        rows.append(c.Row((word(language(), "verdict", status.verdict), *cells)))
    return c.Table(
        _("Statuses under the rules of %(day)s") % {"day": numbers().day(outcome.on)},
        _columns(_("Status"), "text"),
        rows,
    )


def _short(verdict: Verdict, name: str) -> str:
    """How many people lack for the farthest condition; where none lack, which other condition is not met."""
    own = [item for item in verdict.conditions if item.verdict == name and item.met is False]
    gaps = [item.gap_people for item in own if item.gap_people]
    if gaps:
        return _("%(people)s people short") % {"people": numbers().whole(max(gaps))}
    return "; ".join(word(language(), "condition", item.condition) for item in own)


def _months(outcome: Outcome) -> c.Table:
    population = outcome.now.population
    rows = [
        c.Row(
            (
                numbers().month(one.month), one.registered / population, one.active / population,
                one.active / one.registered if one.registered else None, one.pemda, one.cost_rupiah,
                one.cost_rupiah - one.unchanged_rupiah,
            )
        )
        for one in outcome.months
    ]  # fmt: skip
    columns = (
        c.Column(_("Month")), c.Column(_("Coverage"), "percent"), c.Column(_("Active ÷ population"), "percent"),
        c.Column(_("Active ÷ registered"), "percent"), c.Column(_("Paid by the city"), "whole"),
        c.Column(_("City pays"), "rupiah"), c.Column(_("More than now"), "rupiah"),
    )  # fmt: skip
    total = (_("Together"), None, None, None, None, outcome.to_december, outcome.extra_to_december)
    return c.Table(_("Month by month to December"), columns, rows, total=total)
