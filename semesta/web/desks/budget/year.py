"""The budget year: when the money ends and how sure that is, how many it carries, scenarios, earlier years."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from semesta.flow.report import budget_charts
from semesta.plan.budget import Projection, project
from semesta.plan.scenario import under
from semesta.terms.month import Month
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.charts import drawn
from semesta.web.core.reading import language, numbers
from semesta.web.desks.budget import words
from semesta.web.desks.budget.earlier import earlier_years
from semesta.web.desks.budget.scenario_form import asked_scenarios, scenario_rows, scenario_text
from semesta.web.desks.budget.seen import Seen

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from semesta.plan.scenario import Scenario
    from semesta.plan.sheet import Sheet
    from semesta.web.core.access import OfficeRequest


@needs("budget.read", area=Area.IN_QUERY)
def budget_year(request: OfficeRequest) -> HttpResponse:
    """The year of the sheet, or an invitation to write one."""
    seen = Seen(request)
    page: dict[str, Any] = {**seen.frame, "earlier": earlier_years(seen)}
    if seen.sheet is None:
        return render(request, "budget/year.html", page)
    year = project(seen.sheet, seen.rules)
    forms, asked = asked_scenarios(request.GET, seen.year)
    page |= {
        "figures": _figures(seen, year), "fan": fan_of(year, seen.sheet), "months": _months(year),
        "paid": _paid_chart(year), "forms": forms, "scenario_rows": scenario_rows(forms), "sentence": _sentence(year),
        "beside": _beside(seen, seen.sheet, year, asked) if asked else None,
        "asked": any(form.is_bound for form in forms),
    }  # fmt: skip
    return render(request, "budget/year.html", page)


def _figures(seen: Seen, year: Projection) -> list[dict[str, Any]]:
    """The four figures that answer most questions."""
    told, out = numbers(), year.run_out
    ends = told.day(out.on) if out.on else _("after December")
    paid = year.months[-1].pemda
    return [
        {"label": _("The money ends"), "value": ends, "sub": _interval(year), "tone": "warn" if out.on else "good"},
        {
            "label": _("The year costs"), "value": told.rupiah_short(year.cost.rupiah),
            "sub": _("budget %(money)s") % {"money": told.rupiah_short(year.budget)}, "tone": "",
        },
        {
            "label": _("Not paid by anybody"), "value": told.rupiah_short(year.unpaid),
            "sub": _("to December"), "tone": "warn" if year.unpaid else "good",
        },
        {
            "label": _("Can be funded to December"), "value": told.whole(year.funded),
            "sub": _("expected in December: %(people)s") % {"people": told.whole(paid)},
            "tone": "warn" if year.funded < paid else "good",
        },
    ]  # fmt: skip


def _interval(year: Projection) -> str:
    told, out = numbers(), year.run_out
    if not out.has_interval:
        return _("no interval: fewer than four months of members are known")
    ends = [told.day(day) if day else _("after December") for day in (out.earliest, out.latest)]
    if ends[0] == ends[1]:
        return _("also within the interval")
    return _("between %(first)s and %(last)s") % {"first": ends[0], "last": ends[1]}


def _sentence(year: Projection) -> str:
    """The year in one sentence, for who reads nothing else."""
    told = numbers()
    words_ = {
        "day": told.day(year.run_out.on), "people": told.whole(year.funded), "lacks": told.rupiah_short(year.unpaid),
        "left": told.rupiah_short(year.months[-1].left), "year": year.year,
    }  # fmt: skip
    if year.run_out.on is None:
        return _("The money of %(year)s lasts to December; %(left)s is left. It could pay %(people)s members.") % words_
    return _(
        "The money of %(year)s ends on %(day)s; %(lacks)s lacks to December. Every month can be paid for %(people)s"
        " members."
    ) % words_  # fmt: skip


def fan_of(year: Projection, sheet: Sheet) -> dict[str, Any]:
    """The fan of the money left, as a drawing and in words."""
    told, out = numbers(), year.run_out
    spec = budget_charts.money_left(
        language(), fan_points(year, sheet),
        ends=(
            out.on.isoformat() if out.on else None, told.day(out.on) if out.on else "",
            out.earliest.isoformat() if out.earliest else "",
            (out.latest or _last_day(year)).isoformat() if out.earliest else "",
        ),
        words={"title": _("Money left through the year")},
    )  # fmt: skip
    label = _("Money left month by month in %(year)s; it ends: %(day)s (%(interval)s)") % {
        "year": year.year, "day": told.day(out.on) if out.on else _("after December"), "interval": _interval(year),
    }  # fmt: skip
    return {"svg": drawn(spec, "fan", label), "describe": label}


def _last_day(year: Projection) -> date:
    return Month(year.year, 12).last_day


def fan_points(year: Projection, sheet: Sheet) -> list[dict[str, Any]]:
    """on, value, low, high, known: at the start of the year, then at each month's end. A month is known when its
    members or its sum were told.
    """
    start = sum(one.rupiah for one in sheet.sources if one.from_month <= year.months[0].month)
    band = bool(year.low)
    points = [{
        "on": year.months[0].month.isoformat(), "value": start, "low": start if band else None,
        "high": start if band else None, "known": True,
    }]  # fmt: skip
    for number, (one, value) in enumerate(zip(year.months, year.balances, strict=True)):
        points.append({
            "on": Month.of(one.month).last_day.isoformat(), "value": value,
            "low": min(year.low[number], value) if band else None,
            "high": max(year.high[number], value) if band else None,
            "known": one.month in sheet.heads or one.month in sheet.spent,
        })  # fmt: skip
    known = [number for number, one in enumerate(points) if one["known"]]
    for number in range(known[-1]):
        points[number]["known"] = True
    return points


def _months(year: Projection) -> c.Table:
    """Members, both accounts, what is paid and lacks, what is left; the year below."""
    columns = (
        c.Column(_("Month")), c.Column(_("Members paid"), "whole"), c.Column(_("Contribution"), "rupiah"),
        c.Column(_("Help"), "rupiah"), c.Column(_("Together"), "rupiah"), c.Column(_("Paid from")),
        c.Column(_("Lacks"), "rupiah"), c.Column(_("Left"), "rupiah"),
    )  # fmt: skip
    rows = [
        c.Row((
            numbers().month(one.month), one.pemda, one.contribution, one.help, one.cost,
            ", ".join(f"{words.source_name(name)} {numbers().rupiah_short(part)}" for name, part in one.paid.items()),
            c.Cell(one.unpaid, tone="warn") if one.unpaid else None, one.left,
        ))
        for one in year.months
    ]  # fmt: skip
    cost = year.cost
    total = (_("The year"), None, cost.contribution, cost.help, cost.rupiah, None, year.unpaid or None, None)
    return c.Table(_("Month by month"), columns, rows, total=total)


def _paid_chart(year: Projection) -> dict[str, Any]:
    """Which source pays each month, and what nobody pays."""
    names = list(budget_charts.SOURCE_COLOURS)
    rows = [
        {"on": one.month.isoformat(), "part": words.source_name(name), "value": part, "order": names.index(name)}
        for one in year.months
        for name, part in {**one.paid, "unpaid": one.unpaid}.items()
        if part
    ]
    used = {row["part"] for row in rows}
    colours = {
        words.source_name(name): colour
        for name, colour in budget_charts.SOURCE_COLOURS.items()
        if words.source_name(name) in used
    }
    spec = budget_charts.stacked_months(language(), rows, colours=colours, money=True)
    label = _("What each month costs and which source pays it")
    return {"svg": drawn(spec, "paid", label), "describe": label}


def _beside(seen: Seen, sheet: Sheet, base: Projection, asked: list[tuple[str, Scenario]]) -> dict[str, Any]:
    """The sheet and each scenario: table and lines."""
    active = sheet.people.get("active")
    counted = seen.counted
    from_files = active is None and counted is not None
    if from_files and counted is not None:
        sheet = replace(sheet, people={**sheet.people, "active": counted.active})
        base = project(sheet, seen.rules)
    made = [(_("The sheet"), base)]
    made += [(scenario_text(letter, one), project(under(sheet, one), seen.rules)) for letter, one in asked]
    short = [_("The sheet"), *(letter for letter, _one in asked)]
    rows = [
        {"on": Month.of(one.month).last_day.isoformat(), "value": value, "name": name}
        for name, (_text, year) in zip(short, made, strict=True)
        for one, value in zip(year.months, year.balances, strict=True)
    ]
    label = _("Money left under the sheet and each scenario")
    spec = budget_charts.side_by_side(language(), rows, names=short, money=True)
    return {
        "svg": drawn(spec, "scenarios", label), "describe": label, "from_files": counted if from_files else None,
        "table": _beside_table(seen, short, [year for _name, year in made]),
        "texts": [name for name, _year in made[1:]],
    }  # fmt: skip


def _beside_table(seen: Seen, names: list[str], years: list[Projection]) -> c.Table:
    told, population = numbers(), seen.counted.population if seen.counted else None

    def activity(year: Projection) -> str:
        active = year.months[-1].active
        return told.percent(active / population) if active is not None and population else _("not known")

    def ends(year: Projection) -> c.Cell:
        day = told.day(year.run_out.on) if year.run_out.on else _("after December")
        return c.Cell(day, note=_interval(year) if year.run_out.has_interval else "")

    lines: list[tuple[str, list[Any]]] = [
        (_("The money ends"), [ends(one) for one in years]),
        (_("The year costs"), [told.rupiah_short(one.cost.rupiah) for one in years]),
        (
            _("More than the sheet"),
            ["–", *(told.rupiah_short(one.cost.rupiah - years[0].cost.rupiah) for one in years[1:])],
        ),
        (_("Lacks to December"), [told.rupiah_short(one.unpaid) for one in years]),
        (_("Can be funded to December"), [told.whole(one.funded) for one in years]),
        (_("Members paid in December"), [told.whole(one.months[-1].pemda) for one in years]),
        (_("Active members in December"), [told.whole(one.months[-1].active) for one in years]),
        (_("Activity in December"), [activity(one) for one in years]),
    ]
    columns = (c.Column(_("What")), *(c.Column(name) for name in names))
    return c.Table(_("Side by side"), columns, [c.Row((title, *cells)) for title, cells in lines])
