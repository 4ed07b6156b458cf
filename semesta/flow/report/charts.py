"""Chart definitions: plain Vega-Lite 6 specs from small Arrow tables. Page, print and web draw the same ones.

Every function gives a JSON-able dict about 340 units wide, so that text stays readable on a 360 px screen;
wider places scale it up. Words come in from outside, already in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from semesta.flow.report.theme import (
    DIVERGING,
    GOLD,
    GREY,
    INK,
    LINE,
    MUTED,
    RED,
    RIVER,
    RIVER_LIGHT,
    SEQUENTIAL,
    house_config,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from semesta.flow.report.numbers import Language

Spec = dict[str, Any]
# Axis and legend words in the reader's own way: '80 %' and '600 rb', or '80%' and '600k'.
PERCENT = {
    "id": "isFinite(datum.value) ? format(datum.value * 100, '.0f') + '\u00a0%' : ''",
    "en": "isFinite(datum.value) ? format(datum.value * 100, '.0f') + '%' : ''",
}
THOUSANDS = {
    "id": "datum.value >= 1e6 ? format(datum.value / 1e6, '.2~f') + '\u00a0jt' : "
    "datum.value >= 1e3 ? format(datum.value / 1e3, '.0f') + '\u00a0rb' : format(datum.value, '.0f')",
    "en": "datum.value >= 1e6 ? format(datum.value / 1e6, '.2~f') + 'M' : "
    "datum.value >= 1e3 ? format(datum.value / 1e3, '.0f') + 'k' : format(datum.value, '.0f')",
}
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH = 340


def chart(language: Language, body: Spec) -> Spec:
    """A whole spec: the body with the house's schema, theme and padding."""
    return {"$schema": SCHEMA, "config": house_config(language), "autosize": {"type": "pad"}, **body}


def rows(table: pa.Table) -> Spec:
    """Vega-Lite inline data of a small Arrow table."""
    return {"values": table.to_pylist()}


def choropleth(
    language: Language,
    table: pa.Table,
    shapes: Mapping[str, Any],
    outlines: Mapping[str, Any] | None,
    *,
    title: str,
    breaks: Sequence[float],
) -> Spec:
    """A map by region. `table`: code, share (0..; null where hidden or unknown); `breaks`: five shares between colours.

    `shapes` and `outlines` are GeoJSON in degrees, drawn flat (identity): right for an area the size of a city.
    """
    share_of = dict(zip(table["code"].to_pylist(), table["share"].to_pylist(), strict=True))
    features = [
        {"type": "Feature", "geometry": shape["geometry"], "share": share_of.get(shape["properties"]["kode"])}
        for shape in shapes["features"]
    ]
    fill = {
        "condition": {"test": "datum.share === null || !isValid(datum.share)", "value": "#ffffff"},
        "field": "share",
        "type": "quantitative",
        "title": title,
        "scale": {"type": "threshold", "domain": list(breaks), "range": list(DIVERGING)},
        "legend": {
            "orient": "bottom",
            "direction": "horizontal",
            "labelExpr": PERCENT[language],
            "gradientLength": 240,
            "gradientThickness": 10,
            "titleLimit": WIDTH,
            "offset": 0,
        },
    }
    layers: list[Spec] = [
        {
            "data": {"values": features},
            "mark": {"type": "geoshape", "stroke": "#ffffff", "strokeWidth": 0.5},
            "encoding": {"color": fill},
            "projection": {"type": "identity", "reflectY": True},
        }
    ]
    if outlines is not None:
        layers.append(
            {
                "data": {"values": list(outlines["features"])},
                "mark": {"type": "geoshape", "fill": None, "stroke": INK, "strokeWidth": 0.7},
                "projection": {"type": "identity", "reflectY": True},
            }
        )
    return chart(language, {"width": WIDTH, "height": 330, "layer": layers})


def numbered(spec: Spec, table: pa.Table) -> Spec:
    """The map with numbers on it. `table`: longitude, latitude, label."""
    halo = {
        "type": "text",
        "fontSize": 11,
        "fontWeight": "bold",
        "stroke": "#ffffff",
        "strokeWidth": 3,
        "strokeJoin": "round",
    }
    encoding = {
        "longitude": {"field": "longitude", "type": "quantitative"},
        "latitude": {"field": "latitude", "type": "quantitative"},
        "text": {"field": "label", "type": "nominal"},
    }
    projection = {"type": "identity", "reflectY": True}
    words = [
        {"data": rows(table), "mark": mark, "encoding": encoding, "projection": projection}
        for mark in (halo, {"type": "text", "fontSize": 11, "fontWeight": "bold", "color": INK})
    ]
    return {**spec, "layer": [*spec["layer"], *words]}


def ranked_dots(language: Language, table: pa.Table, *, title: str, threshold: float | None) -> Spec:
    """Regions in order of a share, for areas without shapes. `table`: name, share, label."""
    y = {"field": "name", "type": "nominal", "sort": {"field": "share", "order": "ascending"}, "title": None}
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "color": LINE},
            "encoding": {
                "y": y,
                "x": {
                    "field": "share",
                    "type": "quantitative",
                    "title": title,
                    "axis": {"labelExpr": PERCENT[language], "tickCount": 5},
                    "scale": {"zero": False, "nice": True},
                },
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 60, "color": RIVER, "opacity": 1},
            "encoding": {"y": y, "x": {"field": "share", "type": "quantitative"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8},
            "encoding": {"y": y, "x": {"field": "share", "type": "quantitative"}, "text": {"field": "label"}},
        },
    ]
    if threshold is not None:
        layers.append(
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "color": RED, "strokeDash": [4, 3]},
                "encoding": {"x": {"datum": threshold}},
            }
        )
    return chart(language, {"width": 200, "height": {"step": 18}, "data": rows(table), "layer": layers})


def trend(
    language: Language,
    table: pa.Table,
    *,
    title: str,
    colours: Mapping[str, str],
    thresholds: pa.Table,
    claimed: str,
    computed: str,
) -> Spec:
    """Shares over time. `table`: on (date text), series, value, kind (one of the two words given).

    Computed months are joined by a line; claims are hollow diamonds and never joined.
    `thresholds`: from_on, to_on, value.
    """
    colour = {
        "field": "series",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(colours), "range": list(colours.values())},
        "legend": {"orient": "bottom", "columns": 1, "symbolType": "circle"},
    }
    x = {
        "field": "on",
        "type": "temporal",
        "title": None,
        "axis": {"format": "%b %y", "labelOverlap": True, "tickCount": 5, "grid": False},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": title,
        "axis": {"labelExpr": PERCENT[language], "tickCount": 6},
        "scale": {"zero": False, "nice": True},
    }
    return chart(
        language,
        {
            "width": WIDTH - 46,
            "height": 210,
            "data": rows(table),
            "layer": [
                {
                    "data": rows(thresholds),
                    "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 3]},
                    "encoding": {
                        "x": {"field": "from_on", "type": "temporal"},
                        "x2": {"field": "to_on"},
                        "y": {"field": "value", "type": "quantitative"},
                    },
                },
                {
                    "transform": [{"filter": {"field": "kind", "equal": computed}}],
                    "mark": {"type": "line", "strokeWidth": 2},
                    "encoding": {"x": x, "y": y, "color": colour},
                },
                {
                    "mark": {"type": "point", "size": 55, "strokeWidth": 1.6, "opacity": 1},
                    "encoding": {
                        "x": x,
                        "y": y,
                        "color": colour,
                        "shape": {
                            "field": "kind",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": [computed, claimed], "range": ["circle", "diamond"]},
                            "legend": {
                                "orient": "bottom",
                                "columns": 1,
                                "symbolStrokeColor": INK,
                                "symbolFillColor": "#ffffff",
                            },
                        },
                        "fill": {
                            "condition": {"test": {"field": "kind", "equal": claimed}, "value": "#ffffff"},
                            "field": "series",
                            "type": "nominal",
                            "legend": None,
                            "scale": {"domain": list(colours), "range": list(colours.values())},
                        },
                    },
                },
            ],
        },
    )


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


def ranked_bars(language: Language, table: pa.Table, *, title: str) -> Spec:
    """Counts in order with their figure beside them. `table`: name, people, label."""
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {"field": "people", "type": "quantitative", "title": title, "axis": None}
    return chart(
        language,
        {
            "width": 150,
            "height": {"step": 24},
            "data": rows(table),
            "layer": [
                {"mark": {"type": "bar", "color": RIVER, "height": 14}, "encoding": {"y": y, "x": x}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"y": y, "x": x, "text": {"field": "label"}},
                },
            ],
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
SHADES = SEQUENTIAL
