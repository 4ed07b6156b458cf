"""UHC predicate, Prioritas and awards by year: what each asks, what is so, what lacks in people and rupiah."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.measure.verdict import Given, Verdict, evaluate_verdicts
from semesta.plan.aims import AWARDS, award_years
from semesta.rules.load import load_rules
from semesta.rules.published import published_figures
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.judging import small_engine
from semesta.web.core.published.tables.models import UhcStatus
from semesta.web.core.reading import language, numbers
from semesta.web.desks.budget.fields import MonthField, WholeField
from semesta.web.desks.budget.league import league
from semesta.web.desks.budget.plan_form import FIRST_AWARD
from semesta.web.desks.budget.seen import Seen
from semesta.web.desks.budget.sheet_form import PEOPLE_MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse, QueryDict

    from semesta.measure.verdict import Condition
    from semesta.web.core.access import OfficeRequest

FILES, PRINTED, OWN = "berkas", "terbitan", "sendiri"
STANDING = ("predicate", "prioritas", "non_cut_off")
TOLD = ("pemda_arrears", "application", "budget", "paid_to")


@dataclass(frozen=True)
class Basis:
    """Figures that are judged, and where they come from."""

    given: Given
    notes: list[c.Fact]


class FiguresForm(forms.Form):
    """Figures given by hand, and what is known of the city's payments."""

    def __init__(self, data: QueryDict | None, **more: Any) -> None:
        super().__init__(data, **more)
        people: dict[str, Any] = {"most": PEOPLE_MOST, "required": True}
        choices = [("", _("not told")), ("ya", _("yes")), ("tidak", _("no"))]
        for name, field in {
            "population": WholeField(label=_("Population"), **people),
            "registered": WholeField(label=_("Registered"), **people),
            "active": WholeField(label=_("Active"), most=PEOPLE_MOST),
            "pemda": WholeField(label=_("Paid by the city"), most=PEOPLE_MOST),
            "arrears": WholeField(label=_("Arrears of the city, in rupiah")),
            "approved": forms.ChoiceField(label=_("Application approved by BPJS"), choices=choices, required=False),
            "paid_to": MonthField(label=_("City has paid to the month")),
        }.items():
            self.fields[name] = field

    def given(self) -> Given:
        """As a verdict takes it."""
        told = self.cleaned_data
        return Given(
            told["population"], told["registered"], told["active"], told["pemda"], told["arrears"],
            {"ya": True, "tidak": False}.get(told["approved"]), told["paid_to"],
        )  # fmt: skip


@needs("budget.read", area=Area.IN_QUERY)
def awards(request: OfficeRequest) -> HttpResponse:
    """`dasar`: figures of the published run (berkas), of the press (terbitan) or given by hand (sendiri)."""
    seen = Seen(request)
    basis, form, which = _basis(seen, request.GET)
    page: dict[str, Any] = {
        **seen.frame, "form": form, "which": which, "bases": _bases(seen, which), "league": league(seen),
    }  # fmt: skip
    if basis is not None:
        years = _years(seen)
        asked = request.GET.get("penghargaan", "")
        year = int(asked) if asked.isdecimal() and int(asked) in years else years[-1]
        today = timezone.localdate().replace(day=1)
        judged = {day: _judged(seen.area, day, basis.given) for day in {today, *(date(one, 1, 1) for one in years)}}
        of_year = judged[date(year, 1, 1)]
        page |= {
            "notes": basis.notes, "year": year,
            "standing": [_card(seen, judged[today], name) for name in STANDING if _has(judged[today], name)],
            "table": _table(seen, {one: judged[date(one, 1, 1)] for one in years}),
            "year_tabs": [
                c.Tab(f"UHC Award {one}", _url(request, penghargaan=one), one == year) for one in reversed(years)
            ],
            "cards": [
                {"card": _card(seen, of_year, name), "plan": _plan_url(of_year, name)}
                for name in _award_names(of_year)
            ],
        }  # fmt: skip
    return render(request, "budget/awards.html", page)


def _url(request: OfficeRequest, **more: Any) -> str:
    """This page with what was asked, changed."""
    asked = {**request.GET.dict(), **{name: str(value) for name, value in more.items()}}
    return f"{request.path}?{urlencode(asked)}#penghargaan"


def _table(seen: Seen, judged: dict[int, Verdict]) -> c.Table:
    """Every category of every award: the answer, and what lacks in people and rupiah a month."""
    rows = []
    for year, verdict in sorted(judged.items(), reverse=True):
        for name in _award_names(verdict):
            status = next(one for one in verdict.statuses if one.verdict == name)
            items = [one for one in verdict.conditions if one.verdict == name]
            rows.append(c.Row((
                c.Cell(word(language(), "verdict", name), note=str(year)), _badge(items, status.state), _lacks(items),
                max((one.gap_people or 0 for one in items if one.met is False), default=0) or None,
                max((one.gap_rupiah or 0 for one in items if one.gap_people), default=0) or None,
            )))  # fmt: skip
    columns = (
        c.Column(_("Category")), c.Column(_("Answer")), c.Column(_("What lacks")), c.Column(_("People"), "whole"),
        c.Column(_("Rupiah a month"), "rupiah_short"),
    )  # fmt: skip
    return c.Table(_("Awards by these figures"), columns, rows)


def _badge(items: Sequence[Condition], state: str) -> c.Cell:
    """Met, not met; by the figures alone where something is not known."""
    if state == "split":
        return c.Cell(_("two answers"), tone="care", icon="question", badge=True)
    if any(one.met is False for one in items):
        return c.Cell(_("not met"), tone="warn", icon="cross", badge=True)
    if any(one.met is None for one in items):
        return c.Cell(_("figures suffice"), note=_("the rest is not known"), tone="care", icon="question", badge=True)
    return c.Cell(_("met"), tone="good", icon="check", badge=True)


def _lacks(items: Sequence[Condition]) -> str:
    """Unmet conditions with their gaps, each once; then those that nobody told."""
    told, found = numbers(), {}
    for one in items:
        name = word(language(), "condition", one.condition)
        if one.met is False:
            gap = _("%(people)s people") % {"people": told.whole(one.gap_people)} if one.gap_people else ""
            found[name] = f"{name}: {gap}" if gap else name
        elif one.met is None:
            found.setdefault(name, _("%(condition)s: not known") % {"condition": name})
    return "; ".join(found.values()) or "–"


@lru_cache(maxsize=256)
def _judged(area: str, on: date, given: Given) -> Verdict:
    """The rules of a process do not change: what was judged once is not judged again."""
    with small_engine() as engine:
        return evaluate_verdicts(engine, load_rules(), area=area, on=on, given=[given])[0]


def _years(seen: Seen) -> list[int]:
    """Years of which the rules know the conditions of any category."""
    last = timezone.localdate().year
    return sorted({year for award in AWARDS for year in award_years(seen.rules, award, range(FIRST_AWARD, last + 1))})


def _has(verdict: Verdict, name: str) -> bool:
    return any(one.verdict == name for one in verdict.statuses)


def _award_names(verdict: Verdict) -> list[str]:
    return [one.verdict for one in verdict.statuses if one.verdict.startswith("award_")]


# -- the figures


def _basis(seen: Seen, data: QueryDict) -> tuple[Basis | None, FiguresForm, str]:
    """The figures asked for; those of the files where nothing is asked and a run is published, else printed ones."""
    which = data.get("dasar", "")
    files, printed = _of_files(seen), _of_press(seen)
    if which == OWN:
        form = FiguresForm(data)
        return (Basis(form.given(), []) if form.is_valid() else None), form, OWN
    which = which if which in {FILES, PRINTED} else FILES if files else PRINTED
    found = files if which == FILES else printed
    initial = _initial(found.given) if found else {}
    return found, FiguresForm(None, initial=initial), which


def _initial(given: Given) -> dict[str, Any]:
    return {
        "population": given.population, "registered": given.registered, "active": given.active, "pemda": given.pemda,
        "arrears": given.pemda_arrears, "approved": {True: "ya", False: "tidak"}.get(given.approved or False, "")
        if given.approved is not None else "", "paid_to": given.paid_to,
    }  # fmt: skip


def _of_files(seen: Seen) -> Basis | None:
    """The published run: its counts and what the cooperation file tells."""
    counted = seen.counted
    if counted is None or seen.shown is None:
        return None
    held = {
        row.condition: row
        for row in seen.shown.rows(UhcStatus).filter(
            region_code=seen.area, month=counted.month, condition__in=TOLD, met__isnull=False
        )
    }
    arrears, application, paid = (held.get(name) for name in ("pemda_arrears", "application", "paid_to"))
    month = date(*divmod(int(paid.actual), 100), 1) if paid and paid.actual else None  # 202504 is April 2025
    given = Given(
        counted.population, counted.registered, counted.active, counted.pemda,
        int(arrears.actual or 0) if arrears else None, application.met if application else None, month,
        held["budget"].met if "budget" in held else None,
    )  # fmt: skip
    note = _("the run of %(month)s, every figure with its trail in the overview") % {
        "month": numbers().month(counted.month)}  # fmt: skip
    return Basis(given, [c.Fact(_("Figures of"), note)])


def _of_press(seen: Seen) -> Basis | None:
    """The newest printed figures: population of Dukcapil, coverage, activity, members of the city."""
    newest: dict[str, dict[str, Any]] = {}
    for row in published_figures().to_pylist():
        wanted = row["kind"] == "claimed" or (row["indicator"] == "population" and row["kind"] == "DKB")
        if (
            row["region_code"] == seen.area
            and wanted
            and not (row["indicator"] == "population" and row["kind"] == "claimed")
        ):
            held = newest.get(row["indicator"])
            if held is None or held["said_on"] <= row["said_on"]:
                newest[row["indicator"]] = row
    population, coverage, activity = (newest.get(name) for name in ("population", "coverage", "activity"))
    if population is None or coverage is None:
        return None
    people, pemda = round(population["value"]), newest.get("members_PBPU_PEMDA")
    given = Given(
        people, round(coverage["value"] * people), round(activity["value"] * people) if activity else None,
        round(pemda["value"]) if pemda else None,
    )  # fmt: skip
    names = {
        "population": _("Population"), "coverage": _("Coverage"), "activity": _("Activity"),
        "members_PBPU_PEMDA": _("Paid by the city"),
    }  # fmt: skip
    told = numbers()
    notes = [
        c.Fact(
            names[name],
            told.whole(round(row["value"])) if row["value"] > 2 else told.percent(row["value"]),
            f"{told.day(row['said_on'])}, {_host(row['source'])}",
        )
        for name in names
        if (row := newest.get(name)) is not None
    ]  # fmt: skip
    return Basis(given, notes)


def _host(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").split("/")[0]


def _bases(seen: Seen, which: str) -> list[c.Tab]:
    url = reverse("budget_awards")
    names = ((FILES, _("Figures of the files")), (PRINTED, _("Printed figures")))
    return [c.Tab(title, f"{url}?dasar={name}&tahun={seen.year}", name == which) for name, title in names]


# -- the cards


def _card(seen: Seen, verdict: Verdict, name: str) -> c.Verdict:
    """A status with its conditions; which lack and by how many people and rupiah a month."""
    status = next(one for one in verdict.statuses if one.verdict == name)
    items = [one for one in verdict.conditions if one.verdict == name]
    title = word(language(), "verdict", name)
    if name.startswith("award_"):
        title = f"{title}, {verdict.on.year}"
    state: c.State = status.state  # type: ignore[assignment]  # one of the four
    return c.Verdict(title, state, _sentence(items, status.state), [_line(one) for one in items],
                     rule=_rule_note(seen, items, verdict.on))  # fmt: skip


def _plan_url(verdict: Verdict, name: str) -> str:
    """Where a plan for this category is asked for; '' where every figure suffices."""
    award = name.removeprefix("award_").partition("_")[0]
    short = any(one.met is False and one.gap_people for one in verdict.conditions if one.verdict == name)
    return f"{reverse('budget_plans')}?sasaran={award}:{verdict.on.year}#ask" if short and award in AWARDS else ""


def _sentence(items: Sequence[Condition], state: str) -> str:
    """Reachable or not, and what stands between: the largest gap in people, since who is taken in counts for each."""
    short = [one for one in items if one.met is False]
    unknown = [one for one in items if one.met is None]
    people = max((one.gap_people or 0 for one in short), default=0)
    rupiah = max((one.gap_rupiah or 0 for one in short if one.gap_people), default=0)
    told = numbers()
    if state == "split":
        return _("Two answers, depending on the formula of activity.")
    if short and people:
        return _("Not reached: %(people)s people lack, %(money)s a month if the city takes them in.") % {
            "people": told.whole(people), "money": told.rupiah_short(rupiah)}  # fmt: skip
    if short:
        return _("Not reached: %(what)s.") % {
            "what": "; ".join(word(language(), "condition", one.condition) for one in short)}  # fmt: skip
    if unknown:
        names = dict.fromkeys(word(language(), "condition", one.condition) for one in unknown)
        return _("The figures reach it. Not known yet: %(what)s.") % {"what": "; ".join(names)}
    return _("Every condition is met.")


def _line(one: Condition) -> c.Condition:
    name = word(language(), "condition", one.condition)
    if one.formula:
        name = f"{name}: {word(language(), 'formula', one.formula)}"
    state: c.State = "unknown" if one.met is None else "met" if one.met else "unmet"
    asked, actual = _asked_and_actual(one)
    return c.Condition(name, asked, actual, state, one.gap_people or None, one.gap_rupiah or None, one.law)


def _asked_and_actual(one: Condition) -> tuple[str, str]:
    told = numbers()
    if one.condition not in TOLD:
        now = _("not known") if one.actual is None else told.percent_beside(one.actual, one.required)
        return told.percent(one.required, 0), now
    asked = {
        "pemda_arrears": _("nothing owed"), "application": _("approved"), "budget": _("enough for the year"),
    }.get(one.condition) or _month(one.required)  # fmt: skip
    if one.met is None:
        return asked, _("nobody told us yet")
    if one.condition == "pemda_arrears":
        return asked, told.rupiah(int(one.actual or 0))
    if one.condition == "paid_to":
        return asked, _month(one.actual)
    return asked, _("yes") if one.met else _("no")


def _month(figure: float | None) -> str:
    return numbers().month(date(*divmod(int(figure), 100), 1)) if figure else _("not known")


def _rule_note(seen: Seen, items: Sequence[Condition], on: date) -> str:
    """How sure we are of the thresholds of the shares."""
    words = {"sure": _("sure"), "likely": _("likely"), "unconfirmed": _("not confirmed")}
    held = [seen.rules.rules[one.rule].at(on) for one in items if one.rule in seen.rules.rules]
    order = ("unconfirmed", "likely", "sure")
    least = min((one.certainty for one in held if one), key=order.index, default="")
    return _("Conditions: %(certainty)s") % {"certainty": words[least]} if least else ""
