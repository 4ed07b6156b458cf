"""Which charts a report has, and the small Arrow tables and words each one is drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from semesta.flow.report import charts
from semesta.flow.report.maps import region_chart
from semesta.flow.report.theme import GOLD, GREY, INK, RIVER
from semesta.flow.report.words import vocabulary, word
from semesta.terms.numbers import NBSP

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.flow.report.charts import Spec
    from semesta.flow.report.facts import Facts, Reliability
    from semesta.flow.report.hiding import Hidden
    from semesta.terms.numbers import Language, Numbers

TREND_COLOURS = {
    "coverage": RIVER,
    "activity_of_population": "#bf7a34",
    "activity_of_registered": "#7b5ea7",
    "activity": INK,
}


def trend_chart(facts: Facts, _hidden: Hidden, numbers: Numbers) -> tuple[Spec, str]:
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
        {
            "from_on": [item.from_on.isoformat() for item in facts.asked],
            "to_on": [item.to_on.isoformat() for item in facts.asked],
            "value": [item.value for item in facts.asked],
        }
    )
    used = {names[item.indicator]: TREND_COLOURS[item.indicator] for item in points}
    spec = charts.trend(language, table, colours=used, thresholds=lines, claimed=kinds[0], computed=kinds[1])
    label = (
        "Coverage and activity over time; all values are in the table that follows."
        if english
        else "Cakupan dan keaktifan dari waktu ke waktu; semua nilai ada di tabel sesudahnya."
    )
    return spec, label


def segment_chart(facts: Facts, hidden: Hidden, numbers: Numbers) -> tuple[Spec, str]:
    """Active, inactive and unknown members per segment."""
    language = numbers.language
    names = {part: word(language, "status", part) for part in ("active", "inactive", "unknown")}
    lines = [
        (
            word(language, "segment", item.segment),
            names[part],
            0 if (item.segment, name) in hidden.cells else count,
            order,
        )
        for item in facts.segments
        for order, (part, name, count) in enumerate(
            (("active", "active", item.active), ("inactive", "idle", item.inactive), ("unknown", "idle", item.unknown))
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


def balance_chart(facts: Facts, _hidden: Hidden, numbers: Numbers) -> tuple[Spec, str]:
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
    return " + ".join(
        word(language, group if part in vocabulary()[group] else "reason", part) for part in cause.split("+")
    )


def probability_chart(facts: Facts, _hidden: Hidden, numbers: Numbers) -> tuple[Spec, str]:
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


def figures(facts: Facts, hidden: Hidden, numbers: Numbers) -> dict[str, tuple[Spec, str]]:
    """Name → (spec, text alternative) of every chart for which there is something to draw."""
    wanted: dict[str, tuple[object, Callable[[Facts, Hidden, Numbers], tuple[Spec, str]]]] = {
        "map": (facts.villages or facts.districts, region_chart),
        "trend": ([item for item in facts.trend if item.indicator in TREND_COLOURS], trend_chart),
        "segment": (facts.segments, segment_chart),
        "balance": (facts.balance, balance_chart),
        "pairs": (facts.linkage.reliability, probability_chart),
    }
    return {name: draw(facts, hidden, numbers) for name, (present, draw) in wanted.items() if present}
