"""Chart definitions by region: the map with its numbers, and dots in order where there are no shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from semesta.flow.report.charts import PERCENT, WIDTH, Spec, chart, rows
from semesta.flow.report.theme import DIVERGING, INK, LINE, RED, RIVER

if TYPE_CHECKING:
    import pyarrow as pa

    from semesta.terms.numbers import Language


FLAT = {"type": "identity", "reflectY": True}


def share_fill(language: Language, title: str, breaks: Sequence[float]) -> Spec:
    """Colours between breaks, white where there is no share, and their legend."""
    legend = {
        "orient": "bottom", "direction": "horizontal", "labelExpr": PERCENT[language], "gradientLength": 240,
        "gradientThickness": 10, "titleLimit": WIDTH, "offset": 0,
    }  # fmt: skip
    return {
        "condition": {"test": "datum.share === null || !isValid(datum.share)", "value": "#ffffff"},
        "field": "share",
        "type": "quantitative",
        "title": title,
        "scale": {"type": "threshold", "domain": list(breaks), "range": list(DIVERGING)},
        "legend": legend,
    }


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
    layers: list[Spec] = [
        {
            "data": {"values": features},
            "mark": {"type": "geoshape", "stroke": "#ffffff", "strokeWidth": 0.5},
            "encoding": {"color": share_fill(language, title, breaks)},
            "projection": FLAT,
        }
    ]
    if outlines is not None:
        layers.append(
            {
                "data": {"values": list(outlines["features"])},
                "mark": {"type": "geoshape", "fill": None, "stroke": INK, "strokeWidth": 0.7},
                "projection": FLAT,
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
    words = [
        {"data": rows(table), "mark": mark, "encoding": encoding, "projection": FLAT}
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
