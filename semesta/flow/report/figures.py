"""Which charts a report has, and the small Arrow tables and words each one is drawn from."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from semesta.flow.report import charts
from semesta.flow.report.numbers import NBSP
from semesta.flow.report.theme import GOLD, GREY, INK, RIVER
from semesta.flow.report.words import vocabulary, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from semesta.flow.report.charts import Spec
    from semesta.flow.report.facts import Facts, Region, Reliability
    from semesta.flow.report.numbers import Language, Numbers

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


def hidden(region: Region, hide_below: int) -> bool:
    """Whether the region's share would give away a small cell."""
    return any(0 < count < hide_below for count in (region.population, region.active, region.uncovered))


def share_table(regions: Iterable[Region], numbers: Numbers) -> pa.Table:
    """code, name, share (null when hidden), label."""
    kept = list(regions)
    share = [None if hidden(item, numbers.hide_below) else item.active_share for item in kept]
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


def region_chart(facts: Facts, numbers: Numbers) -> tuple[Spec, str]:
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
        spec = charts.choropleth(
            numbers.language,
            share_table(facts.villages, numbers),
            shapes("palembang_kelurahan"),
            outlines,
            title=title,
            breaks=map_breaks(threshold),
        )
        return charts.numbered(spec, labels), map_label(facts, numbers)
    regions = facts.districts if len(facts.villages) > MAX_DOTS or not facts.villages else facts.villages
    table = share_table(sorted(regions, key=lambda item: item.active_share or 0), numbers)
    return charts.ranked_dots(numbers.language, table, title=title, threshold=threshold), map_label(facts, numbers)


def map_label(facts: Facts, numbers: Numbers) -> str:
    """Text alternative of the map: range and how many regions are under the line."""
    held = [item for item in facts.villages if not hidden(item, numbers.hide_below) and item.active_share is not None]
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


TREND_COLOURS = {
    "coverage": RIVER,
    "activity_of_population": "#bf7a34",
    "activity_of_registered": "#7b5ea7",
    "activity": INK,
}


def trend_chart(facts: Facts, numbers: Numbers) -> tuple[Spec, str]:
    """Coverage and activity over the published months, with claims beside them."""
    english = numbers.language == "en"
    language = numbers.language
    kinds = ("claimed in public", "computed from files") if english else ("klaim publik", "dihitung dari berkas")
    names = {code: word(language, "indicator", code) for code in TREND_COLOURS}
    points = [item for item in facts.trend if item.indicator in names]
    table = pa.table(
        {
            "on": [item.on.isoformat() for item in points],
            "series": [names[item.indicator] for item in points],
            "value": [item.value for item in points],
            "kind": [kinds[not item.claimed] for item in points],
        }
    )
    lines = pa.table(
        {"from_on": pa.array([], pa.string()), "to_on": pa.array([], pa.string()), "value": pa.array([], pa.float64())}
    )
    used = {names[item.indicator]: TREND_COLOURS[item.indicator] for item in points}
    spec = charts.trend(language, table, title="", colours=used, thresholds=lines, claimed=kinds[0], computed=kinds[1])
    label = (
        "Coverage and activity over time; all values are in the table that follows."
        if english
        else "Cakupan dan keaktifan dari waktu ke waktu; semua nilai ada di tabel sesudahnya."
    )
    return spec, label


def segment_chart(facts: Facts, numbers: Numbers) -> tuple[Spec, str]:
    """Active, inactive and unknown members per segment."""
    language = numbers.language
    names = {part: word(language, "status", part) for part in ("active", "inactive", "unknown")}
    lines = [
        (word(language, "segment", item.segment), names[part], count if count >= numbers.hide_below else 0, order)
        for item in facts.segments
        for order, (part, count) in enumerate(
            (("active", item.active), ("inactive", item.inactive), ("unknown", item.unknown))
        )
    ]
    table = pa.table(dict(zip(("name", "part", "people", "order"), map(list, zip(*lines, strict=True)), strict=True)))
    shown = {
        name: charts.PART_COLOURS[part]
        for part, name in names.items()
        if part != "unknown" or any(item.unknown for item in facts.segments)
    }
    title = "people" if language == "en" else "orang"
    label = (
        "Members by segment and status; figures in the table."
        if language == "en"
        else "Peserta menurut segmen dan status; angkanya ada di tabel."
    )
    return charts.stacked(language, table, parts=shown, title=title), label


def balance_chart(facts: Facts, numbers: Numbers) -> tuple[Spec, str]:
    """The waterfall from last month's active members to this month's."""
    language = numbers.language
    english = language == "en"
    kinds = {"opening": "total", "closing": "total", "in": "in", "out": "out"}
    names = {
        "total": "active members" if english else "peserta aktif",
        "in": "gains" if english else "masuk",
        "out": "losses" if english else "keluar",
    }
    opening = next((flow.people for flow in facts.balance if flow.kind == "opening"), 0)
    running, levels = opening, [opening]
    for flow in facts.balance:
        running += flow.people * {"in": 1, "out": -1}.get(flow.kind, 0)
        levels.append(running)
    span = max(max(levels) - min(levels), 1)
    floor = max(0, min(levels) - span // 2)
    lines, running = [], opening
    for flow in facts.balance:
        name = balance_name(flow.kind, flow.cause, language)
        if flow.kind in ("opening", "closing"):
            start, end, text = floor, flow.people, numbers.whole(flow.people)
        else:
            start, end = running, running + (flow.people if flow.kind == "in" else -flow.people)
            running, text = end, numbers.signed(end - start)
        lines.append((name, start, end, names[kinds[flow.kind]], text, max(start, end)))
    table = pa.table(
        dict(zip(("name", "start", "end", "kind", "label", "at"), map(list, zip(*lines, strict=True)), strict=True))
    )
    colours = {names[kind]: colour for kind, colour in charts.FLOW_COLOURS.items()}
    label = (
        "From last month's active members to this month's, by cause; figures in the table."
        if english
        else "Dari peserta aktif bulan lalu ke bulan ini, menurut sebab; angkanya ada di tabel."
    )
    return charts.waterfall(language, table, colours=colours), label


def balance_name(kind: str, cause: str, language: Language) -> str:
    """Words for one line of the balance."""
    fixed = {"opening": ("Aktif bulan lalu", "Active last month"), "closing": ("Aktif bulan ini", "Active this month")}
    if kind in fixed:
        return fixed[kind][language == "en"]
    group = f"flow_{kind}"
    return word(language, group if cause in vocabulary()[group] else "reason", cause)


def probability_chart(facts: Facts, numbers: Numbers) -> tuple[Spec, str]:
    """Candidate pairs by the probability the model states, and what became of them."""
    english = numbers.language == "en"
    link = facts.linkage
    zones = (
        ("left apart", "in doubt: a person decides", "joined")
        if english
        else ("tidak dipasangkan", "diragukan: orang memutuskan", "dipasangkan")
    )
    bins = [item for item in link.reliability if item.pairs]
    doubt, joined = link.doubt_threshold or 0.0, link.link_threshold or 1.0
    table = pa.table(
        {
            "name": [probability_range(item, numbers) for item in bins],
            "pairs": [item.pairs for item in bins],
            "label": [numbers.whole(item.pairs) for item in bins],
            "zone": [zones[(item.value >= doubt) + (item.value >= joined)] for item in bins],
        }
    )
    title = "stated probability" if english else "peluang menurut model"
    colours = dict(zip(zones, (GREY, GOLD, RIVER), strict=True))
    label = (
        "Candidate pairs by the probability the model states; figures in the chart's labels."
        if english
        else "Calon pasangan menurut peluang yang dinyatakan model; angkanya tertulis pada batang."
    )
    return charts.pair_zones(numbers.language, table, title=title, colours=colours), label


def probability_range(item: Reliability, numbers: Numbers) -> str:
    """'95–99 %', '99,9–100 %'."""
    places = 1 if round(item.low * 1000) % 10 or round(item.high * 1000) % 10 else 0
    low = numbers.percent(item.low, 1 if round(item.low * 1000) % 10 else 0)
    return f"{low.rstrip('%').rstrip(NBSP)}–{numbers.percent(item.high, places if round(item.high * 1000) % 10 else 0)}"


def figures(facts: Facts, numbers: Numbers) -> dict[str, tuple[Spec, str]]:
    """Name → (spec, text alternative) of every chart for which there is something to draw."""
    wanted: dict[str, tuple[object, Callable[[Facts, Numbers], tuple[Spec, str]]]] = {
        "map": (facts.villages or facts.districts, region_chart),
        "trend": ([item for item in facts.trend if item.indicator in TREND_COLOURS], trend_chart),
        "segment": (facts.segments, segment_chart),
        "balance": (facts.balance, balance_chart),
        "pairs": (facts.linkage.reliability, probability_chart),
    }
    return {name: draw(facts, numbers) for name, (present, draw) in wanted.items() if present}
