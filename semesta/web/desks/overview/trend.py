"""How coverage and activity went, what was claimed in public, and where they are going."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from semesta.flow.report import charts
from semesta.flow.report.figures import TREND_COLOURS, trend_chart
from semesta.flow.report.hiding import Hidden
from semesta.flow.report.theme import RED, RIVER, RIVER_LIGHT
from semesta.flow.report.words import word
from semesta.measure.forecast import NEXT, Crossing, Forecast, Point, TooShort, crossing, forecast
from semesta.measure.number import definition_of, indicator_of
from semesta.rules.published import published_figures
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.charts import drawn
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers
from semesta.web.desks.overview.gathered import area_facts, status_rows, values_of
from semesta.web.desks.overview.parts import number_url, tabs
from semesta.web.desks.overview.seen import sees

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.flow.report.facts import Facts
    from semesta.web.core.access import OfficeRequest
    from semesta.web.desks.overview.seen import Seen

FORECAST = ("coverage", "activity_of_population", "activity_of_registered")
MONTHS_AHEAD = 12
LEAST_RULE = "forecast_month_min"
FEWEST_CLAIMS = 4


class Ahead(NamedTuple):
    """The forecast of one indicator, in words, as a drawing and as a table."""

    title: str
    sentence: str
    detail: str
    svg: str
    describe: str
    table: c.Table | None
    trials: c.Table | None
    trail: str


@needs("overview.read", area=Area.IN_QUERY)
@sees
def trend(request: OfficeRequest, seen: Seen) -> HttpResponse:
    """History with claims beside computed figures; a forecast with its trial, or why there is none."""
    values, statuses = values_of(seen), status_rows(seen)
    facts = area_facts(seen, values, statuses)
    history = _history(facts)
    page: dict[str, Any] = {
        "seen": seen, "tabs": tabs(request, seen), "history": history,
        "ahead": [_ahead(seen, facts, one) for one in FORECAST],
        "claimed": _claimed_trials(seen), "months": MONTHS_AHEAD,
    }  # fmt: skip
    return render(request, "overview/trend.html", page)


def _history(facts: Facts) -> dict[str, Any]:
    points = [one for one in facts.trend if one.indicator in TREND_COLOURS]
    rows = [
        c.Row((one.on, word(language(), "indicator", one.indicator), one.value,
               c.Cell(_("claimed in public") if one.claimed else _("computed from files"), note=one.source)))
        for one in sorted(points, key=lambda one: one.on, reverse=True)
    ]  # fmt: skip
    columns = (c.Column(_("Day"), "day"), c.Column(_("Figure")), c.Column(_("Share"), "percent"), c.Column(_("From")))
    table = c.Table(_("Every value"), columns, rows)
    if not points:
        return {"table": table}
    spec, describe = trend_chart(facts, Hidden(frozenset(), 0), numbers())
    return {"svg": drawn(spec, "trend", describe), "describe": describe, "table": table}


def _points(facts: Facts, indicator: str) -> list[Point]:
    return [Point(one.on, one.value) for one in facts.trend if one.indicator == indicator and not one.claimed]


def _ahead(seen: Seen, facts: Facts, name: str) -> Ahead:
    indicator = indicator_of(name)
    assert indicator is not None  # noqa: S101 FORECAST names indicators of the catalogue
    title = indicator.title_en if language() == "en" else indicator.title_id
    least = seen.rules.whole(LEAST_RULE, seen.shown.month)
    made = forecast(_points(facts, name), months=MONTHS_AHEAD, least=least)
    trail = number_url(seen.area, name)
    if isinstance(made, TooShort):
        words = {"have": numbers().whole(made.have), "need": numbers().whole(made.need)}
        sentence = _("No forecast: %(have)s months are published and %(need)s are needed.") % words
        why = _(
            "With fewer months the method cannot be tried on its own past, and nobody could tell how far off it is."
        )
        return Ahead(title, sentence, why, "", "", None, None, trail)
    target = definition_of(indicator, seen.rules, seen.shown.month).target
    sentence = _expected(made)
    if target is not None:
        sentence = f"{sentence} {_crossed(crossing(made, target.value), target.value)}"
    spec = _fan(made, target.value if target else None)
    art = drawn(spec, f"ahead-{name}", sentence)
    return Ahead(title, sentence, _method(made), art, sentence, _steps(made), _trials(made), trail)


def _expected(made: Forecast) -> str:
    last = made.steps[-1]
    return _("Expected in %(month)s: %(value)s (%(low)s to %(high)s).") % {
        "month": numbers().month(last.month), "value": numbers().percent(last.value),
        "low": numbers().percent(last.low), "high": numbers().percent(last.high),
    }  # fmt: skip


def _crossed(found: Crossing, required: float) -> str:
    words = {
        "line": numbers().percent(required, 0), "day": numbers().day(found.on),
        "earliest": numbers().day(found.earliest), "latest": numbers().day(found.latest),
    }  # fmt: skip
    if found.on is None:
        if found.earliest is None:
            return (
                _("It stays above %(line)s within the year.")
                if found.falls
                else _("It does not reach %(line)s within the year.")
            ) % words
        return (
            _("It may fall below %(line)s from %(earliest)s on; expected is that it stays above.")
            if found.falls
            else _("It may reach %(line)s from %(earliest)s on; expected is that it does not within the year.")
        ) % words
    said = _("It falls below %(line)s about %(day)s") if found.falls else _("It reaches %(line)s about %(day)s")
    latest = _(" (earliest %(earliest)s, latest %(latest)s).") if found.latest else _(
        " (earliest %(earliest)s; possibly not within the year)."
    )  # fmt: skip
    return (said + latest) % words


def _method(made: Forecast) -> str:
    trial = made.trials[0]
    words = {
        "count": numbers().whole(trial.count), "drift": numbers().decimal(trial.drift * 100, 2),
        "last": numbers().decimal(trial.last * 100, 2), "pace": numbers().decimal(made.per_month * 100, 2),
        "error": numbers().decimal(made.error * 100, 2),
    }  # fmt: skip
    if made.method == "drift":
        used = _("It goes on by the median of the monthly changes, %(pace)s points a month.")
    else:
        used = _(
            "The newest month is expected to stay: going on by the median change was not nearer at every distance."
        )
    tried = _(
        "Tried on %(count)s earlier months, going on was off by %(drift)s points on average and staying by %(last)s."
        " The interval is the largest error so far, %(error)s points, growing with the square root of the months."
    )
    return f"{used % words} {tried % words}"


def _steps(made: Forecast) -> c.Table:
    columns = (c.Column(_("Month")), c.Column(_("Expected"), "percent"), c.Column(_("Low"), "percent"),
               c.Column(_("High"), "percent"))  # fmt: skip
    rows = [c.Row((numbers().month(one.month), one.value, one.low, one.high)) for one in made.steps]
    return c.Table(_("Months ahead"), columns, rows)


def _trials(made: Forecast) -> c.Table:
    rows = []
    for one in made.trials:
        ahead = (
            _("next month")
            if one.ahead == NEXT
            else ngettext("%(n)s month ahead", "%(n)s months ahead", one.ahead) % {"n": one.ahead}
        )
        inside = "" if one.inside is None else _("%(held)s of %(every)s") % {"held": one.inside, "every": one.count - 1}
        nearer = _("going on") if one.nearer == "drift" else _("staying")
        rows.append(c.Row((ahead, one.count, one.drift, one.last, nearer, inside)))
    columns = (
        c.Column(_("Distance")), c.Column(_("Trials"), "whole"), c.Column(_("Error of going on"), "percent"),
        c.Column(_("Error of staying"), "percent"), c.Column(_("Nearer")), c.Column(_("Inside the interval")),
    )  # fmt: skip
    return c.Table(_("Tried on its own past"), columns, rows)


def _fan(made: Forecast, required: float | None) -> charts.Spec:
    """Known months as a line, expected months dashed within their interval."""
    known = [{"on": one.month.isoformat(), "value": one.value} for one in made.points]
    start = {"on": known[-1]["on"], "value": known[-1]["value"], "low": known[-1]["value"], "high": known[-1]["value"]}
    ahead = [start, *({"on": s.month.isoformat(), "value": s.value, "low": s.low, "high": s.high} for s in made.steps)]
    x = {"field": "on", "type": "temporal", "title": None,
         "axis": {"format": "%b %y", "labelOverlap": True, "tickCount": 6, "grid": False}}  # fmt: skip
    y = {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": False, "nice": True},
         "axis": {"labelExpr": charts.PERCENT[language()], "tickCount": 6}}  # fmt: skip
    band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    line = {"x": x, "y": y}
    dashed = {"type": "line", "color": RIVER, "strokeDash": [5, 4]}
    full = {"type": "line", "color": RIVER, "strokeWidth": 2, "point": {"color": RIVER}}
    layers: list[dict[str, Any]] = [
        {"data": {"values": ahead}, "mark": {"type": "area", "color": RIVER_LIGHT, "opacity": 0.45}, "encoding": band},
        {"data": {"values": ahead}, "mark": dashed, "encoding": line},
        {"data": {"values": known}, "mark": full, "encoding": line},
    ]
    if required is not None:
        mark = {"type": "rule", "color": RED, "strokeDash": [4, 3]}
        layers.append({"data": {"values": [{"value": required}]}, "mark": mark, "encoding": {"y": y}})
    return charts.chart(language(), {"width": charts.WIDTH - 46, "height": 190, "layer": layers})


def _claimed_trials(seen: Seen) -> c.Table:
    """The same trial on every series of public claims that is long enough: what the method is worth elsewhere."""
    held: dict[tuple[str, str], dict[Any, float]] = {}
    for row in published_figures().to_pylist():
        if row["kind"] == "claimed" and row["indicator"] in ("coverage", "activity"):
            held.setdefault((row["region_code"], row["indicator"]), {})[row["said_on"].replace(day=1)] = row["value"]
    rows = []
    for (code, indicator), series in sorted(held.items()):
        if len(series) >= FEWEST_CLAIMS:
            made = forecast([Point(on, value) for on, value in series.items()], months=1, least=FEWEST_CLAIMS)
            if isinstance(made, Forecast):
                trial = made.trials[0]
                name = f"{area_name(code)}, {word(language(), 'indicator', indicator)}"
                rows.append(c.Row((name, len(series), trial.count, trial.drift, trial.last)))
    columns = (
        c.Column(_("Public claims of")), c.Column(_("Values"), "whole"), c.Column(_("Trials"), "whole"),
        c.Column(_("Error of going on"), "percent"), c.Column(_("Error of staying"), "percent"),
    )  # fmt: skip
    return c.Table(_("The same trial on published series"), columns, rows)
