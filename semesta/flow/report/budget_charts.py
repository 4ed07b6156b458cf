"""Charts of money and plans: plain Vega-Lite specs from plain values. Words come in already in the reader's language.

Days are ISO texts. Money is written in the unit that suits the largest value, which stands above the axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.flow.report.charts import PERCENT, THOUSANDS, WIDTH, chart
from semesta.flow.report.theme import GOLD, GREY, INK, MUTED, RED, RIVER, RIVER_LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from semesta.flow.report.charts import Spec
    from semesta.terms.numbers import Language

INNER = WIDTH - 46
UNITS = (
    (10**12, "triliun rupiah", "trillion rupiah"), (10**9, "miliar rupiah", "billion rupiah"),
    (10**6, "juta rupiah", "million rupiah"), (1, "rupiah", "rupiah"),
)  # fmt: skip
SOURCE_COLOURS = {
    "apbd": RIVER, "pajak_rokok": GOLD, "dau_sg": "#5c9ea3", "dbh_cht": "#8a5a9e", "province": "#b9c4c6", "unpaid": RED,
}  # fmt: skip
SCENARIO_COLOURS = (RIVER, GOLD, "#8a5a9e", "#5c7a3a")
ROUTE_COLOURS = (RIVER, GOLD, RIVER_LIGHT, "#8a5a9e", "#5c7a3a", "#bf7a34", GREY, INK)
SHORT = 18
"""Longer names in a legend stand below each other: beside each other they would widen the drawing."""
Row = dict[str, Any]


def unit(language: Language, values: Sequence[int | float]) -> tuple[int, str]:
    """The unit in which the largest value has one to three digits before the comma, and its name."""
    most = max((abs(one) for one in values), default=0)
    size, name_id, name_en = next((one for one in UNITS if most >= one[0]), UNITS[-1])
    return size, name_en if language == "en" else name_id


def _money_axis(language: Language, values: Sequence[int | float]) -> Spec:
    size, name = unit(language, values)
    title = {
        "title": name, "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -10,
        "titleBaseline": "bottom",
    }  # fmt: skip
    return {**title, "labelExpr": f"isFinite(datum.value) ? format(datum.value / {size}, ',.4~f') : ''", "tickCount": 6}


def _time(**more: Any) -> Spec:
    axis = {"format": "%b", "labelOverlap": True, "tickCount": {"interval": "month", "step": 1}, "grid": False, **more}
    return {"field": "on", "type": "temporal", "title": None, "axis": axis}


def money_left(
    language: Language,
    points: Sequence[Row],
    *,
    ends: tuple[str | None, str, str, str] | None,
    words: Mapping[str, str],
) -> Spec:
    """Money left through the year. `points`: on, value, low, high (null without an interval), known (flag).

    `ends`: the day on which the money ends, its label, and the interval's first and last day; below the line of
    nothing is what nobody pays. `words`: known, expected.
    """
    y = {
        "field": "value", "type": "quantitative",
        "axis": _money_axis(language, [one["value"] for one in points]), "scale": {"nice": True},
    }  # fmt: skip
    held, x = {"values": list(points)}, _time()
    known = [one for one in points if one["known"]]
    ahead = [known[-1], *(one for one in points if not one["known"])] if known else list(points)
    short = [{**one, "value": min(one["value"], 0)} for one in points]
    layers: list[Spec] = []
    if ends and ends[0] and ends[2] and ends[3]:
        layers.append({
            "data": {"values": [{"from": ends[2], "to": ends[3]}]},
            "mark": {"type": "rect", "color": RED, "opacity": 0.12},
            "encoding": {"x": {"field": "from", "type": "temporal"}, "x2": {"field": "to"}},
        })  # fmt: skip
    if any(one["low"] is not None for one in points):
        layers.append({
            "data": held, "transform": [{"filter": "datum.low !== null"}],
            "mark": {"type": "area", "color": RIVER_LIGHT, "opacity": 0.45},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        })  # fmt: skip
    layers += [
        {"data": {"values": short}, "mark": {"type": "area", "color": RED, "opacity": 0.3},
         "encoding": {"x": x, "y": y, "y2": {"datum": 0}}},
        {"data": {"values": [{"value": 0}]}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1.2},
         "encoding": {"y": y}},
        {"data": {"values": ahead}, "mark": {"type": "line", "color": RIVER, "strokeDash": [5, 4], "strokeWidth": 2},
         "encoding": {"x": x, "y": y}},
        {"data": {"values": known}, "mark": {"type": "line", "color": RIVER, "strokeWidth": 2.5,
                                             "point": {"color": RIVER, "size": 36}},
         "encoding": {"x": x, "y": y}},
    ]  # fmt: skip
    if ends and ends[0]:
        layers += _end_mark(ends[0], ends[1])
    return chart(language, {"width": INNER, "height": 210, "layer": layers, "description": words["title"]})


def _end_mark(day: str, label: str) -> list[Spec]:
    """A line on the day with its words at the top."""
    at = {"values": [{"on": day, "label": label}]}
    x = {"field": "on", "type": "temporal"}
    text = {"type": "text", "align": "right", "dx": -5, "dy": 6, "color": RED, "fontWeight": "bold", "baseline": "top"}
    return [
        {"data": at, "mark": {"type": "rule", "color": RED, "strokeWidth": 1.6}, "encoding": {"x": x}},
        {"data": at, "mark": text, "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "label"}}},
    ]


def side_by_side(language: Language, rows: Sequence[Row], *, names: Sequence[str], money: bool) -> Spec:
    """One line per name: money left (with the line of nothing), or shares. `rows`: on, value, name."""
    colours = {"domain": list(names), "range": list(SCENARIO_COLOURS[: len(names)])}
    dashes = {"domain": list(names), "range": [[1, 0], [6, 3], [3, 3], [8, 3, 2, 3]][: len(names)]}
    legend = {"orient": "bottom", "columns": 1, "symbolType": "stroke", "symbolStrokeWidth": 2.5}
    values = [one["value"] for one in rows]
    axis = _money_axis(language, values) if money else {"labelExpr": _percent(language, values), "tickCount": 6}
    y: Spec = {"field": "value", "type": "quantitative", "axis": axis, "scale": {"zero": money}}
    if not money:
        y["title"] = None
    lines = {
        "mark": {"type": "line", "strokeWidth": 2.3, "point": not money},
        "encoding": {
            "x": _time() if money else _time(format="%b %y", tickCount=6), "y": y,
            "color": {"field": "name", "type": "nominal", "title": None, "scale": colours, "legend": legend},
            "strokeDash": {"field": "name", "type": "nominal", "title": None, "scale": dashes, "legend": legend},
        },
    }  # fmt: skip
    zero = {"data": {"values": [{"value": 0}]}, "mark": {"type": "rule", "color": INK}, "encoding": {"y": y}}
    layers = [zero, lines] if money else [lines]
    return chart(language, {"width": INNER, "height": 210, "data": {"values": list(rows)}, "layer": layers})


def stacked_months(
    language: Language, rows: Sequence[Row], *, colours: Mapping[str, str], money: bool, height: int = 190
) -> Spec:
    """Columns by month in parts. `rows`: on, part (words), value, order; `colours`: words → colour; money or people."""
    totals: dict[str, float] = {}
    for one in rows:
        totals[one["on"]] = totals.get(one["on"], 0) + one["value"]
    axis = _money_axis(language, list(totals.values())) if money else {
        "labelExpr": THOUSANDS[language], "tickCount": 5, "title": None}  # fmt: skip
    months = "%b" if len({day[:4] for day in totals}) == 1 else "%b %y"
    x = {
        "field": "on", "type": "ordinal", "timeUnit": "yearmonth", "title": None,
        "axis": {"format": months, "labelAngle": 0, "labelOverlap": True, "ticks": False},
        "scale": {"paddingInner": 0.25},
    }  # fmt: skip
    return chart(language, {
        "width": INNER, "height": height, "data": {"values": list(rows)},
        "mark": {"type": "bar", "maxBand": 0.8},
        "encoding": {
            "x": x, "y": {"field": "value", "type": "quantitative", "axis": axis},
            "color": {
                "field": "part", "type": "nominal", "title": None,
                "scale": {"domain": list(colours), "range": list(colours.values())},
                "legend": {"orient": "bottom", "columns": 1 if max(map(len, colours), default=0) > SHORT else 2},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    })  # fmt: skip


def beside(language: Language, rows: Sequence[Row], *, colours: Mapping[str, str]) -> Spec:
    """Budget and realisation beside each other by year. `rows`: year, kind (words), value, claimed (flag)."""
    kinds = {"domain": list(colours), "range": list(colours.values())}
    return chart(language, {
        "width": INNER, "height": 170, "data": {"values": list(rows)},
        "mark": {"type": "bar", "cornerRadiusEnd": 1},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "ticks": False},
                  "scale": {"paddingInner": 0.3}},
            "xOffset": {"field": "kind", "scale": {"domain": list(colours)}},
            "y": {"field": "value", "type": "quantitative",
                  "axis": _money_axis(language, [one["value"] for one in rows])},
            "color": {"field": "kind", "type": "nominal", "title": None, "scale": kinds,
                      "legend": {"orient": "bottom"}},
            "opacity": {"field": "claimed", "type": "nominal", "legend": None,
                        "scale": {"domain": [False, True], "range": [1, 0.55]}},
        },
    })  # fmt: skip


def point_prices(language: Language, rows: Sequence[Row], *, title: str) -> Spec:
    """What one more point of activity costs, step by step. `rows`: from, to (points), value (rupiah a point), label."""
    ends = [0, *(one["to"] for one in rows)]
    x = {
        "field": "from", "type": "quantitative", "title": title,
        "axis": {"grid": False, "labelExpr": "'+' + " + _decimal(language), "values": ends},
    }  # fmt: skip
    y = {"field": "value", "type": "quantitative", "axis": _money_axis(language, [one["value"] for one in rows])}
    held = {"values": [{**one, "middle": (one["from"] + one["to"]) / 2} for one in rows]}
    bars = {
        "mark": {"type": "bar", "color": RIVER_LIGHT, "stroke": RIVER, "strokeWidth": 1},
        "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"datum": 0}},
    }
    words = {
        "mark": {"type": "text", "dy": -6},
        "encoding": {"x": {**x, "field": "middle"}, "y": y, "text": {"field": "label"}},
    }
    return chart(language, {"width": INNER, "height": 190, "data": held, "layer": [bars, words]})


def _decimal(language: Language) -> str:
    text = "format(datum.value, '.2~f')"
    return text if language == "en" else f"replace({text}, '.', ',')"


def path_to_aim(language: Language, rows: Sequence[Row], *, aim: float, label: str) -> Spec:
    """The share of active residents month by month, and the aim. `rows`: on, value."""
    y = {
        "field": "value", "type": "quantitative", "title": None, "scale": {"zero": False, "nice": True},
        "axis": {"labelExpr": _percent(language, [one["value"] for one in rows] + [aim]), "tickCount": 6},
    }  # fmt: skip
    x = _time(format="%b %y", tickCount=6)
    target = {"values": [{"value": aim, "label": label, "on": rows[-1]["on"]}]}
    return chart(language, {"width": INNER, "height": 170, "layer": [
        {"data": target, "mark": {"type": "rule", "color": RED, "strokeDash": [4, 3]}, "encoding": {"y": y}},
        {"data": target, "mark": {"type": "text", "align": "right", "dy": 17, "color": RED},
         "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
        {"data": {"values": list(rows)},
         "mark": {"type": "line", "color": RIVER, "strokeWidth": 2.4, "point": {"color": RIVER, "size": 42}},
         "encoding": {"x": x, "y": y}},
    ]})  # fmt: skip


def _percent(language: Language, values: Sequence[float]) -> str:
    """Per cent, with a decimal where the shares lie close together."""
    if max(values) - min(values) >= 0.06:
        return PERCENT[language]
    text = "format(datum.value * 100, '.1f')"
    shown = text if language == "en" else f"replace({text}, '.', ',')"
    return f"isFinite(datum.value) ? {shown} + '{'' if language == 'en' else chr(0xA0)}%' : ''"


def ranked(language: Language, rows: Sequence[Row], *, own: str, lines: Sequence[tuple[float, str]] = ()) -> Spec:
    """Shares by area, best first, the own one in the strong colour. `rows`: name, value, label, code; `lines`: what is
    asked, each with its words.
    """
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {"field": "value", "type": "quantitative", "title": None, "axis": {"labelExpr": PERCENT[language],
                                                                         "tickCount": 5, "grid": True}}  # fmt: skip
    colour = {"condition": {"test": {"field": "code", "equal": own}, "value": RIVER}, "value": RIVER_LIGHT}
    layers: list[Spec] = [
        {"mark": {"type": "bar", "height": 15}, "encoding": {"y": y, "x": x, "color": colour}},
        {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"y": y, "x": x, "text": {"field": "label"}}},
    ]
    for number, (value, label) in enumerate(lines):
        at = {"values": [{"value": value, "label": label}]}
        layers += [
            {"data": at, "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 3]}, "encoding": {"x": x}},
            {"data": at, "mark": {"type": "text", "baseline": "bottom", "dy": -3 - 13 * (number % 2), "color": MUTED},
             "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "label"}}},
        ]  # fmt: skip
    return chart(language, {"width": 190, "height": {"step": 24}, "data": {"values": list(rows)}, "layer": layers})
