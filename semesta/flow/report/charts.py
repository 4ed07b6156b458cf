"""Chart definitions: plain Vega-Lite 6 specs from small Arrow tables. Page, print and web draw the same ones.

Every function gives a JSON-able dict about 340 units wide, so that text stays readable on a 360 px screen;
wider places scale it up. Words come in from outside, already in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from semesta.flow.report.theme import (
    GOLD,
    GREY,
    MUTED,
    RED,
    RIVER,
    RIVER_LIGHT,
    house_config,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from semesta.terms.numbers import Language

Spec = dict[str, Any]
# Axis and legend words in the reader's own way: '80 %' and '600 rb', or '80%' and '600k'.
PERCENT = {
    "id": "isFinite(datum.value) ? replace(format(datum.value * 100, '.1~f'), '.', ',') + '\u00a0%' : ''",
    "en": "isFinite(datum.value) ? format(datum.value * 100, '.1~f') + '%' : ''",
}
THOUSANDS = {
    "id": "datum.value >= 1e6 ? format(datum.value / 1e6, '.2~f') + '\u00a0jt' : "
    "datum.value >= 1e3 ? format(datum.value / 1e3, '.2~f') + '\u00a0rb' : format(datum.value, '.0f')",
    "en": "datum.value >= 1e6 ? format(datum.value / 1e6, '.2~f') + 'M' : "
    "datum.value >= 1e3 ? format(datum.value / 1e3, '.2~f') + 'k' : format(datum.value, '.0f')",
}
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH = 340


def chart(language: Language, body: Spec) -> Spec:
    """A whole spec: the body with the house's schema, theme and padding."""
    return {"$schema": SCHEMA, "config": house_config(language), "autosize": {"type": "pad"}, **body}


def rows(table: pa.Table) -> Spec:
    """Vega-Lite inline data of a small Arrow table."""
    return {"values": table.to_pylist()}


def trend(
    language: Language,
    table: pa.Table,
    *,
    colours: Mapping[str, str],
    thresholds: pa.Table,
    claimed: str,
    computed: str,
) -> Spec:
    """Shares over time. `table`: on (date text), series, value, kind (one of the two words given).

    Computed months are joined by a line; claims are hollow diamonds and never joined.
    `thresholds`: from_on, to_on (date texts), value: dashed lines as long as they held.
    """
    palette = {"domain": list(colours), "range": list(colours.values())}
    legend = {"orient": "bottom", "columns": 1, "symbolType": "circle", "symbolFillColor": "#ffffff"}
    colour = {"field": "series", "type": "nominal", "title": None, "scale": palette, "legend": legend}
    x_axis = {"format": "%b %y", "labelOverlap": True, "tickCount": 5, "grid": False}
    x = {"field": "on", "type": "temporal", "title": None, "axis": x_axis}
    y_axis = {"labelExpr": PERCENT[language], "tickCount": 6}
    y = {
        "field": "value", "type": "quantitative", "title": None, "axis": y_axis, "scale": {"zero": False, "nice": True}
    }  # fmt: skip
    shape = {"field": "kind", "scale": {"domain": [computed, claimed], "range": ["circle", "diamond"]}, "legend": None}
    hollow = {"test": {"field": "kind", "equal": claimed}, "value": "#ffffff"}
    fill = {"condition": hollow, "field": "series", "type": "nominal", "legend": None, "scale": palette}
    line = {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {"x": x, "y": y, "color": colour}}
    only_computed = {"transform": [{"filter": {"field": "kind", "equal": computed}}], **line}
    points = {
        "mark": {"type": "point", "size": 55, "strokeWidth": 1.6, "opacity": 1},
        "encoding": {"x": x, "y": y, "color": colour, "shape": {**shape, "type": "nominal"}, "fill": fill},
    }
    asked = {
        "data": rows(thresholds),
        "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 3]},
        "encoding": {"x": {"field": "from_on", "type": "temporal"}, "x2": {"field": "to_on"}, "y": y},
    }
    body = {"width": WIDTH - 46, "height": 230, "data": rows(table), "layer": [asked, only_computed, points]}
    return chart(language, body)


def stacked(language: Language, table: pa.Table, *, parts: Mapping[str, str], title: str) -> Spec:
    """Parts of a whole per name, in the table's order. `table`: name, part, people, order; `parts`: part → colour."""
    return chart(
        language,
        {
            "width": 230,
            "height": {"step": 26},
            "data": rows(table),
            "mark": {"type": "bar", "height": 16},
            "encoding": {
                "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
                "x": {
                    "field": "people",
                    "type": "quantitative",
                    "title": title,
                    "axis": {"labelExpr": THOUSANDS[language], "tickCount": 5},
                },
                "color": {
                    "field": "part",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": list(parts), "range": list(parts.values())},
                    "legend": {"orient": "bottom", "direction": "horizontal"},
                },
                "order": {"field": "order", "type": "quantitative"},
            },
        },
    )


def waterfall(language: Language, table: pa.Table, *, colours: Mapping[str, str]) -> Spec:
    """From last month's active to this month's. `table`: name, start, end, kind, label, at; `colours`: kind → colour.

    The axis does not start at nought: the flows would vanish beside 1.5 million; the table below gives all figures.
    """
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    return chart(
        language,
        {
            "width": 165,
            "height": {"step": 25},
            "data": rows(table),
            "layer": [
                {
                    "mark": {"type": "bar", "height": 15},
                    "encoding": {
                        "y": y,
                        "x": {
                            "field": "start",
                            "type": "quantitative",
                            "title": None,
                            "scale": {"zero": False, "nice": False},
                            "axis": None,
                        },
                        "x2": {"field": "end"},
                        "color": {
                            "field": "kind",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": list(colours), "range": list(colours.values())},
                            "legend": {"orient": "bottom", "direction": "horizontal"},
                        },
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"y": y, "x": {"field": "at", "type": "quantitative"}, "text": {"field": "label"}},
                },
            ],
        },
    )


def pair_zones(language: Language, table: pa.Table, *, title: str, colours: Mapping[str, str]) -> Spec:
    """Pairs by stated probability on a logarithmic axis. `table`: name, pairs (at least 1), label, zone."""
    y = {"field": "name", "type": "nominal", "sort": None, "title": title}
    x = {
        "field": "pairs",
        "type": "quantitative",
        "title": None,
        "axis": None,
        "scale": {"type": "log", "domainMin": 0.5},
    }
    zone = {
        "field": "zone", "type": "nominal", "title": None, "legend": {"orient": "bottom", "columns": 1},
        "scale": {"domain": list(colours), "range": list(colours.values())},
    }  # fmt: skip
    mark = {"type": "bar", "height": 12}
    words = {"type": "text", "align": "left", "dx": 5}
    layers = [
        {"mark": mark, "encoding": {"y": y, "x": x, "x2": {"datum": 0.5}, "color": zone}},
        {"mark": words, "encoding": {"y": y, "x": x, "text": {"field": "label"}}},
    ]
    return chart(language, {"width": 165, "height": {"step": 18}, "data": rows(table), "layer": layers})


PART_COLOURS = {"active": RIVER, "inactive": GOLD, "unknown": GREY, "uncovered": RED}
FLOW_COLOURS = {"total": RIVER, "in": RIVER_LIGHT, "out": GOLD}
