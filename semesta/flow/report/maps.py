"""The map by kelurahan where we hold the shapes, else regions in order; with the text that says the same."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from semesta.flow.report import region_charts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from semesta.flow.report.charts import Spec
    from semesta.flow.report.facts import Facts, Region
    from semesta.flow.report.hiding import Hidden
    from semesta.terms.numbers import Numbers

MAP_STEP = 0.05
MAX_DOTS = 40


@cache
def shapes(name: str) -> dict[str, Any]:
    """GeoJSON shipped with the terms."""
    path = files("semesta.terms").joinpath(f"data/geo/{name}.geojson")
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def has_shapes(facts: Facts) -> bool:
    """Whether we hold the shapes of this area's kelurahan."""
    return facts.area_code == "16.71"


def share_table(regions: Iterable[Region], hidden: Hidden, numbers: Numbers) -> pa.Table:
    """code, name, share (null when hidden), label."""
    kept = list(regions)
    share = [None if hidden.share(item.code) else item.active_share for item in kept]
    return pa.table(
        {
            "code": [item.code for item in kept],
            "name": [item.name for item in kept],
            "share": pa.array(share, pa.float64()),
            "label": [numbers.percent(value, 1) for value in share],
        }
    )


def activity_threshold(facts: Facts) -> float | None:
    """The activity share asked for by the privilege in force."""
    for item in facts.conditions:
        if item.verdict == facts.privilege and item.condition == "activity" and item.required is not None:
            return item.required
    return None


def map_breaks(threshold: float | None) -> list[float]:
    """Five breaks with the threshold in the middle: brown below the law's line, teal above it."""
    middle = 0.80 if threshold is None else threshold
    return [round(middle + MAP_STEP * step, 4) for step in (-2, -1, 0, 1, 2)]


def centre(feature: dict[str, Any]) -> tuple[float, float]:
    """Area centroid of the largest ring of a GeoJSON polygon, in degrees."""
    geometry = feature["geometry"]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    best = (0.0, 0.0, 0.0)
    for polygon in polygons:
        ring, twice, x, y = polygon[0], 0.0, 0.0, 0.0
        for (x0, y0), (x1, y1) in pairwise(ring):
            cross = x0 * y1 - x1 * y0
            twice, x, y = twice + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
        if abs(twice) > best[0]:
            best = (abs(twice), x / (3 * twice), y / (3 * twice))
    return best[1], best[2]


def region_chart(facts: Facts, hidden: Hidden, numbers: Numbers) -> tuple[Spec, str]:
    """The map where we have shapes, else dots in order."""
    english = numbers.language == "en"
    threshold = activity_threshold(facts)
    title = "Active ÷ residents" if english else "Aktif ÷ penduduk"
    if threshold is not None:
        line = numbers.percent(threshold, 0)
        title += f"; brown is below the line of {line}" if english else f"; cokelat di bawah ambang {line}"
    if has_shapes(facts) and facts.villages:
        outlines = shapes("palembang_kecamatan")
        order = {region.code: number for number, region in enumerate(facts.districts, 1)}
        marked = [(centre(item), order.get(item["properties"]["kode"])) for item in outlines["features"]]
        labels = pa.table(
            {
                "longitude": [place[0] for place, _ in marked],
                "latitude": [place[1] for place, _ in marked],
                "label": [str(number or "") for _, number in marked],
            }
        )
        spec = region_charts.choropleth(
            numbers.language,
            share_table(facts.villages, hidden, numbers),
            shapes("palembang_kelurahan"),
            outlines,
            title=title,
            breaks=map_breaks(threshold),
        )
        return region_charts.numbered(spec, labels), map_label(facts, hidden, numbers)
    regions = facts.districts if len(facts.villages) > MAX_DOTS or not facts.villages else facts.villages
    table = share_table(sorted(regions, key=lambda item: item.active_share or 0), hidden, numbers)
    return region_charts.ranked_dots(numbers.language, table, title=title, threshold=threshold), map_label(
        facts, hidden, numbers
    )


def map_label(facts: Facts, hidden: Hidden, numbers: Numbers) -> str:
    """Text alternative of the map: range and how many regions are under the line."""
    held = [item for item in facts.villages if not hidden.share(item.code) and item.active_share is not None]
    if not held:
        return ""
    low = min(held, key=lambda item: item.active_share or 0)
    high = max(held, key=lambda item: item.active_share or 0)
    threshold = activity_threshold(facts) or 0
    under = sum((item.active_share or 0) < threshold for item in held)
    if numbers.language == "en":
        return (
            f"Share of residents with active cover in {len(held)} kelurahan, "
            f"from {numbers.percent(low.active_share, 1)} ({low.name}) to {numbers.percent(high.active_share, 1)} "
            f"({high.name}); {under} are below {numbers.percent(threshold, 0)}."
        )
    return (
        f"Bagian penduduk yang aktif di {len(held)} kelurahan, "
        f"dari {numbers.percent(low.active_share, 1)} ({low.name}) sampai {numbers.percent(high.active_share, 1)} "
        f"({high.name}); {under} di bawah {numbers.percent(threshold, 0)}."
    )
