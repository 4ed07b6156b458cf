"""From published tables to the facts of one report. Large tables are only counted; no person's row is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from semesta.flow.report import facts as f
from semesta.flow.report.claims import claimed_points
from semesta.flow.report.tables import Tables
from semesta.rules.load import load_rules
from semesta.rules.population import population_series
from semesta.rules.routes import routes as route_table
from semesta.terms.region import region_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.rules.load import Rules

LIVING = ("covered_active", "covered_inactive", "status_unknown", "uncovered")
WITH_CARD = LIVING[:3]
COUNT_OF = {"covered_active": "active", "covered_inactive": "inactive", "status_unknown": "unknown",
            "uncovered": "uncovered"}  # fmt: skip
TREND_NAMES = {"coverage": "coverage", "active_coverage": "activity_of_population",
               "activity_of_registered": "activity_of_registered"}  # fmt: skip
CLASS_ORDER = (
    *LIVING, "member_not_in_register", "dead_but_member", "moved_but_member", "second_card", "paid_twice",
    "duplicate_nik", "identity_mismatch", "repeated_row", "left_register", "duplicate_register_row",
)  # fmt: skip
JUDGING_AREAS = ("uhc", "award", "pemda", "semesta")
SEGMENT_ORDER = ("PBI_APBN", "PBPU_PEMDA", "PPU", "PBPU", "BP", "UNKNOWN")


@dataclass(frozen=True)
class Group:
    """People of one village, class, segment and reason."""

    in_register: bool
    village: str
    district: str
    kind: str
    segment: str
    reason: str
    people: int


def groups(tables: Tables) -> tuple[Group, ...]:
    """person_month in one pass."""
    rows = tables.rows(
        "person_month",
        "SELECT resident_id IS NOT NULL, village_code, district_code, class, segment, reason, count(*) FROM {relation}"
        " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
    )
    return tuple(Group(bool(r[0]), r[1] or "", r[2] or "", r[3], r[4] or "", r[5] or "", int(r[6])) for r in rows)


def names_of(area: str) -> dict[str, str]:
    """Region code → the name in force today, for the area with its ancestors."""
    held = region_names(area).to_pylist()
    return {row["code"]: row["name"] for row in held if row["valid_to"] is None}


def regions(counted: Iterable[Group], level: str, names: dict[str, str]) -> tuple[f.Region, ...]:
    """Living residents by cover per village or district, in order of code; people without a code come last as ''."""
    held: dict[tuple[str, str], Counter[str]] = {}
    for group in counted:
        if group.in_register and group.kind in LIVING:
            code = group.village if level == "village" else group.district
            parent = group.district if level == "village" else code.rpartition(".")[0]
            held.setdefault((code, parent), Counter())[COUNT_OF[group.kind]] += group.people
    return tuple(
        f.Region(code, names.get(code, code or "–"), parent, sum(count.values()), count["active"], count["inactive"],
                 count["unknown"], count["uncovered"])
        for (code, parent), count in sorted(held.items(), key=lambda item: (not item[0][0], item[0]))
    )  # fmt: skip


def segments(counted: Iterable[Group]) -> tuple[f.Segment, ...]:
    """Residents with a card by segment and status."""
    held: dict[str, Counter[str]] = {}
    for group in counted:
        if group.in_register and group.kind in WITH_CARD:
            held.setdefault(group.segment or "UNKNOWN", Counter())[COUNT_OF[group.kind]] += group.people
    order = {name: place for place, name in enumerate(SEGMENT_ORDER)}
    return tuple(
        f.Segment(name, count["active"], count["inactive"], count["unknown"])
        for name, count in sorted(held.items(), key=lambda item: (order.get(item[0], 99), item[0]))
    )


def reasons(counted: Iterable[Group]) -> tuple[tuple[str, int], ...]:
    """Residents whose card is not active by reason, most first."""
    held: Counter[str] = Counter()
    for group in counted:
        if group.in_register and group.kind in ("covered_inactive", "status_unknown"):
            held[group.reason or "TIDAK_DIKETAHUI"] += group.people
    return tuple(sorted(held.items(), key=lambda item: (-item[1], item[0])))


def totals(counted: Iterable[Group], cards: Sequence[tuple[Any, ...]]) -> tuple[f.Total, ...]:
    """Rows of the register and of the membership file by class, in the order of CLASS_ORDER."""
    register: Counter[str] = Counter()
    for group in counted:
        if group.in_register:
            register[group.kind] += group.people
    order = {name: place for place, name in enumerate(CLASS_ORDER)}

    def side(name: str, held: dict[str, int]) -> list[f.Total]:
        classes = sorted(held.items(), key=lambda item: (order.get(item[0], 99), item[0]))
        return [f.Total(name, kind, rows) for kind, rows in classes]

    return (*side("resident", register), *side("member", {kind: int(rows) for kind, rows in cards}))


def shares(rows: Iterable[dict[str, Any]]) -> tuple[f.Share, ...]:
    """indicator_month rows of the whole area as shares."""
    return tuple(
        f.Share(row["indicator"], row["formula"] or "", row["population_series"] or "", int(row["numerator"]),
                int(row["denominator"]), float(row["value"]), row["low"], row["high"])
        for row in rows
        if row["value"] is not None
    )  # fmt: skip


def conditions(tables: Tables, area: str) -> tuple[f.Condition, ...]:
    """uhc_status of the area."""
    return tuple(
        f.Condition(row["verdict"], row["condition"], row["formula"] or "", row["required"], row["actual"], row["met"],
                    row["gap_people"], row["gap_rupiah"], row["law"] or "")
        for row in tables.small("uhc_status", [("region_code", "==", area)])
    )  # fmt: skip


def linkage(tables: Tables, rules: Rules, month: date) -> f.Linkage:
    """Links by method, doubts, and what the model says about itself."""
    methods = tables.rows("link", "SELECT method, count(*) FROM {relation} GROUP BY method ORDER BY method")
    doubts = tables.rows("link_doubt", "SELECT count(*), count(DISTINCT member_id) FROM {relation}") or [(0, 0)]
    quality = tables.small("link_quality")
    rates = {
        row["item"]: f.Estimate(row["value"], row["low"], row["high"])
        for row in quality
        if row["item"] != "reliability"
    }
    bins = [row for row in quality if row["item"] == "reliability"]

    def threshold(name: str) -> float | None:
        value = rules.value_or_none(name, month)
        return None if value is None else float(value)

    return f.Linkage(
        method_rows=tuple((method, int(count)) for method, count in methods),
        doubt_pairs=int(doubts[0][0]), doubt_people=int(doubts[0][1]),
        reliability=tuple(f.Reliability(row["low"], row["high"], int(row["pair_count"]), row["value"])
                          for row in sorted(bins, key=lambda row: row["low"])),
        doubt_threshold=threshold("doubt_threshold"), link_threshold=threshold("link_threshold"),
        false_link=rates.get("false_link_rate"), missed_link=rates.get("missed_link_rate"),
    )  # fmt: skip


def routes(tables: Tables) -> tuple[f.Route, ...]:
    """People, cost and dates by route, most people first."""
    known = {row["route"]: row for row in route_table().to_pylist()}
    rows = tables.rows(
        "person_route",
        "SELECT route, count(*), sum(monthly_cost_rupiah), min(expected_start_on), min(deadline_on) FROM {relation}"
        " GROUP BY route ORDER BY count(*) DESC, route",
    )
    costs = {row["route"]: row for row in tables.small("route_cost")}

    def one(route: str, people: int, cost: int | None, start: date | None, deadline: date | None) -> f.Route:
        priced = costs.get(route, {})
        month = int(priced.get("city_rupiah_month") or cost or 0)
        year = int(priced.get("city_rupiah_year") or month * 12)
        about = known.get(route, {})
        return f.Route(route, int(people), month, year, start, deadline, about.get("office", ""), about.get("law", ""))

    return tuple(one(*row) for row in rows)


def checks(tables: Tables) -> tuple[f.Check, ...]:
    """total_check: both sides of every addition."""
    return tuple(
        f.Check(f"{row['item']}{'' if row['file_no'] is None else ' · ' + str(row['file_no'])}", int(row["expected"]),
                int(row["actual"]))
        for row in tables.small("total_check")
    )  # fmt: skip


def used_files(manifest: dict[str, Any]) -> tuple[f.File, ...]:
    """The manifest's inputs."""
    return tuple(
        f.File(one["file_name"], one["kind"], one["file_id"], as_date(one["data_on"]), one["row_count"],
               one["landed_count"], one["rejected_count"], one["byte_count"])
        for one in manifest.get("inputs", ())
    )  # fmt: skip


def as_date(text: str | None) -> date | None:
    """'2025-05-01' as a date; None stays None."""
    return date.fromisoformat(text[:10]) if text else None


def rules_in_force(rules: Rules, month: date) -> tuple[f.Rule, ...]:
    """Every rule with a value in that month, with its law and certainty."""
    held = []
    for name in sorted(rules.rules):
        rule = rules.rules[name]
        dated = rule.at(month)
        if dated is not None and dated.value is not None:
            law = "; ".join(rules.laws[law].title for law in dated.law)
            certainty = dated.certainty or rule.certainty
            judging = rule.area in JUDGING_AREAS or name.startswith("pbpu_")
            titles = (rule.title_id, rule.title_en)
            held.append(f.Rule(name, titles, str(dated.value), rule.type, law, certainty, judging, dated.from_on))
    return tuple(held)


def trend(history: Sequence[Path], tables: Tables, area: str) -> tuple[f.TrendPoint, ...]:
    """Shares of the area over the register in this run and the earlier published ones, and claims."""
    points: dict[tuple[date, str], f.TrendPoint] = {}
    for run_dir in (*history, tables.run_dir):
        for row in city_rows(Tables(run_dir, tables.engine), area):
            name = TREND_NAMES.get(row["indicator"], "")
            key = (row["month"], name)
            if name and row["value"] is not None and row["population_series"] == "register":
                points[key] = f.TrendPoint(row["month"], name, float(row["value"]), False)
    return tuple(sorted((*points.values(), *claimed_points(area)), key=lambda point: (point.on, point.indicator)))


def city_rows(tables: Tables, area: str) -> list[dict[str, Any]]:
    """indicator_month of the area as a whole."""
    return tables.small("indicator_month", [("region_code", "==", area), ("breakdown", "==", "all")])


def gather(run_dir: Path, history: Sequence[Path], engine: Engine) -> f.Facts:
    """Everything one report shows, from the run's tables, its manifest, the rules and the earlier runs."""
    tables = Tables(run_dir, engine)
    manifest, rules = tables.manifest(), load_rules()
    area, month = manifest["area"], date.fromisoformat(manifest["month"])
    names, counted = names_of(area), groups(tables)
    people: Counter[str] = Counter()
    for group in counted:
        people[group.kind] += group.people
    cards = tables.rows("card_month", "SELECT class, count(*) FROM {relation} GROUP BY class ORDER BY class")
    city = city_rows(tables, area)
    return f.Facts(
        area_code=area, area_name=names.get(area, area), month=month, as_of=date.fromisoformat(manifest["as_of"]),
        run_id=manifest["run_id"], version=manifest["versions"]["semesta"], engine=manifest["engine"],
        default_formula=str(rules.value_or_none("activity_formula", month) or ""),
        privilege=str(rules.value_or_none("uhc_privilege_name", month) or ""),
        hide_below=int(rules.value_or_none("small_cell_hide_below", month) or 0),
        shares=shares(city), conditions=conditions(tables, area), populations=populations(city, area),
        districts=regions(counted, "district", names), villages=regions(counted, "village", names),
        trend=trend(history, tables, area), segments=segments(counted), reasons=reasons(counted),
        balance=balance(tables), routes=routes(tables), linkage=linkage(tables, rules, month),
        findings=findings(tables),
        totals=totals(counted, cards), checks=checks(tables), files=used_files(manifest),
        rules=rules_in_force(rules, month),
        resident_classes=tuple(sorted(people.items())),
    )  # fmt: skip


def populations(city: Sequence[dict[str, Any]], area: str) -> tuple[f.Population, ...]:
    """One line per population series that coverage was computed with, with its date and source where published."""
    held = {(row["indicator"], row["population_series"]): row for row in city}
    published = [row for row in population_series().to_pylist() if row["region_code"] == area]

    def count(indicator: str, series: str) -> int:
        return int(held.get((indicator, series), {}).get("numerator") or 0)

    lines = []
    for series in dict.fromkeys(row["population_series"] for row in city if row["indicator"] == "coverage"):
        people = int(held["coverage", series]["denominator"] or 0)
        known = [row for row in published if row["series"] == series and row["people"] == people]
        newest: dict[str, Any] = max(known, key=lambda row: row["valid_from"], default={"valid_from": None, "source": ""})
        lines.append(
            f.Population(series, people, newest["valid_from"], newest["source"], count("coverage", series),
                         count("active_coverage", series), count("coverage_reported", series),
                         count("active_coverage_reported", series))
        )  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.series != "register", line.series)))


def findings(tables: Tables) -> tuple[f.Finding, ...]:
    """The data-quality pack, whole area."""
    held: Counter[str] = Counter()
    for row in tables.small("quality_pack"):
        held[row["item"]] += int(row["row_count"])
    return tuple(f.Finding(item, count) for item, count in sorted(held.items(), key=lambda pair: (-pair[1], pair[0])))


def balance(tables: Tables) -> tuple[f.Flow, ...]:
    """The balance of active cards, all segments: opening, gains, losses, closing; empty without a month before."""
    held: Counter[tuple[str, str]] = Counter()
    for row in tables.small("member_balance", [("segment", "==", "ALL")]):
        held[row["kind"], row["cause"]] += int(row["card_count"])
    order = {"opening": 0, "in": 1, "out": 2, "closing": 3}
    lines = sorted(held.items(), key=lambda item: (order.get(item[0][0], 9), -item[1], item[0][1]))
    return tuple(f.Flow(kind, cause, count) for (kind, cause), count in lines)
