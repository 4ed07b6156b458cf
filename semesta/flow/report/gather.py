"""From published tables to the facts of one report. Large tables are only counted; no person's row is read."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from semesta.flow.report import facts as f
from semesta.flow.report.claims import claim_ranks, claimed_points
from semesta.flow.report.counts import groups, names_of, reasons, regions, segments, totals
from semesta.flow.report.tables import Tables
from semesta.rules.load import load_rules
from semesta.rules.routes import routes as route_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from semesta.engines.base import Engine
    from semesta.rules.load import Rules

TREND_NAMES = ("coverage", "activity_of_population", "activity_of_registered")
VERDICT_ORDER = ("prioritas", "non_cut_off", "predicate", "award_pratama", "award_madya_low", "award_madya_high",
                 "award_utama")  # fmt: skip
COUNTED_SERIES = ("register", "DKB", "BPS", "KEMENDAGRI_2025")
CONDITION_ORDER = ("coverage", "activity", "pemda_share", "pemda_arrears", "application", "budget", "paid_to")
JUDGING_AREAS = ("uhc", "award", "pemda", "semesta")


def shares(rows: Iterable[dict[str, Any]]) -> tuple[f.Share, ...]:
    """indicator_month rows of the whole area as shares."""
    return tuple(
        f.Share(row["indicator"], row["formula"] or "", row["population_series"] or "", int(row["numerator"]),
                int(row["denominator"]), float(row["value"]), row["low"], row["high"])
        for row in rows
        if row["value"] is not None
    )  # fmt: skip


def condition(row: dict[str, Any], rules: Rules, month: date) -> f.Condition:
    """One row of uhc_status or uhc_condition, with the law of its rule."""
    known = row["rule"] in rules.rules and rules.value_or_none(row["rule"], month) is not None
    law = row["law"] or (rules.law_of(row["rule"], month) if known else "")
    return f.Condition(
        row["verdict"], row["condition"], row["formula"] or "", row["required"], row["actual"], row["met"],
        row["gap_people"], row["gap_rupiah"], row["margin_people"], law,
    )  # fmt: skip


def conditions(tables: Tables, area: str, rules: Rules, month: date) -> tuple[f.Condition, ...]:
    """uhc_status of the area, status by status from the predicate to the highest award."""
    rows = tables.small("uhc_status", [("region_code", "==", area)])
    return tuple(condition(row, rules, month) for row in sorted(rows, key=condition_order))


def condition_order(row: dict[str, Any]) -> tuple[int, int, str]:
    """Predicate, privilege, awards; in each the shares before what was told."""
    verdict = VERDICT_ORDER.index(row["verdict"]) if row["verdict"] in VERDICT_ORDER else len(VERDICT_ORDER)
    place = CONDITION_ORDER.index(row["condition"]) if row["condition"] in CONDITION_ORDER else len(CONDITION_ORDER)
    return verdict, place, row["formula"] or ""


def countings(tables: Tables, area: str, rules: Rules, month: date) -> tuple[f.Counting, ...]:
    """The share conditions of the privilege under every way of counting, the register's own first."""
    privilege = str(rules.value_or_none("uhc_privilege_name", month) or "")
    rows = tables.small("uhc_condition", [("region_code", "==", area), ("verdict", "==", privilege)])
    rows = [row for row in rows if row["population_series"] in COUNTED_SERIES]
    held: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in sorted(rows, key=condition_order):
        if row["condition"] in ("coverage", "activity"):
            held.setdefault((row["population_series"], row["figure"]), []).append(row)
    order = sorted(held, key=lambda key: (COUNTED_SERIES.index(key[0]), key[1]))
    return tuple(
        f.Counting(figure, series, tuple(condition(row, rules, month) for row in held[series, figure]))
        for series, figure in order
    )


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
               one["landed_count"], one["rejected_count"], one["byte_count"],
               tuple(one.get("notes", ())))
        for one in manifest.get("inputs", ())
    )  # fmt: skip


def unused_files(manifest: dict[str, Any]) -> tuple[f.Unused, ...]:
    """Files of the inbox that were not used, those that could not be read first."""
    unread = {tuple(one) for one in manifest.get("unread", ())}
    found = [f.Unused(name, reason, (name, reason) in unread) for name, reason in manifest.get("set_aside", ())]
    return tuple(sorted(found, key=lambda one: (not one.unread, one.name)))


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
            name = row["indicator"]
            key = (row["month"], name)
            if name in TREND_NAMES and row["value"] is not None and row["population_series"] == "register":
                points[key] = f.TrendPoint(row["month"], name, float(row["value"]), False)
    return tuple(sorted((*points.values(), *claimed_points(area)), key=lambda point: (point.on, point.indicator)))


def asked(rules: Rules, points: Sequence[f.TrendPoint]) -> tuple[f.Asked, ...]:
    """What the law asked for the privilege, cut to the days that the trend shows."""
    if not points:
        return ()
    first, last = min(point.on for point in points), max(point.on for point in points)
    found = []
    for indicator, name in (("coverage", "coverage_min_share_prioritas"), ("activity", "activity_min_share")):
        for dated in rules.rule(name).values:
            start, end = max(dated.from_on, first), min(dated.to_on or last, last)
            if dated.value is not None and start < end:
                found.append(f.Asked(indicator, start, end, float(dated.value)))
    return tuple(found)


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
    privilege = str(rules.value_or_none("uhc_privilege_name", month) or "")
    points = trend(history, tables, area)
    return f.Facts(
        area_code=area, area_name=names.get(area, area), month=month, as_of=date.fromisoformat(manifest["as_of"]),
        run_id=manifest["run_id"], version=manifest["versions"]["semesta"], engine=manifest["engine"],
        default_formula=str(rules.value_or_none("activity_formula", month) or ""),
        privilege=privilege,
        hide_below=int(rules.value_or_none("small_cell_hide_below", month) or 0),
        shares=shares(city), conditions=conditions(tables, area, rules, month),
        countings=countings(tables, area, rules, month),
        populations=populations(city, tables.small("population_figure", [("region_code", "==", area)])),
        districts=regions(counted, "district", names), villages=regions(counted, "village", names),
        trend=points, asked=asked(rules, points), claim_ranks=claim_ranks(tables.small("claim_rank")),
        segments=segments(counted), reasons=reasons(counted),
        balance=balance(tables), routes=routes(tables), linkage=linkage(tables, rules, month),
        findings=findings(tables), gap_steps=gap_steps(tables),
        totals=totals(counted, cards), checks=checks(tables), files=used_files(manifest), unused=unused_files(manifest),
        rules=rules_in_force(rules, month),
        resident_classes=tuple(sorted(people.items())),
    )  # fmt: skip


def populations(city: Sequence[dict[str, Any]], known: Sequence[dict[str, Any]]) -> tuple[f.Population, ...]:
    """One line per population series `known` of the area with its date and source: what was divided by it, or that it
    is not comparable with the register.
    """
    held = {(row["indicator"], row["population_series"]): row for row in city}

    def count(indicator: str, series: str) -> int:
        return int(held.get((indicator, series), {}).get("numerator") or 0)

    lines = []
    for row in known:
        series, own = row["series"], row["series"] == "register"
        lines.append(
            f.Population(series, int(row["people"]), None if own else row["valid_from"], "" if own else row["source"],
                         count("coverage", series), count("activity_of_population", series),
                         count("coverage_reported", series), count("activity_of_population_reported", series),
                         comparable=bool(row["comparable"]))
        )  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.series != "register", not line.comparable, line.series)))


def findings(tables: Tables) -> tuple[f.Finding, ...]:
    """The data-quality pack, whole area, item by item for both files; what is in order is left out."""
    held: Counter[str] = Counter()
    for row in tables.small("quality_pack"):
        held[row["item"]] += int(row["row_count"])
    register = {item.removeprefix("register_"): rows for item, rows in held.items() if item.startswith("register_")}
    member = {item.removeprefix("member_"): rows for item, rows in held.items() if item.startswith("member_")}
    if "dead_member" in held:
        member["dead_member"] = held["dead_member"]
    items = sorted({*register, *member} - {"nik_ok", "birth_ok"},
                   key=lambda item: (-(register.get(item, 0) + member.get(item, 0)), item))  # fmt: skip
    return tuple(f.Finding(item, register.get(item), member.get(item)) for item in items)


def gap_steps(tables: Tables) -> tuple[f.GapStep, ...]:
    """register_gap in its order; empty steps left out."""
    rows = sorted(tables.small("register_gap"), key=lambda row: row["step"])
    return tuple(
        f.GapStep(row["class"], row["sign"], int(row["people"])) for row in rows if row["people"] or not row["sign"]
    )


def balance(tables: Tables) -> tuple[f.Flow, ...]:
    """The balance of active cards, all segments: opening, gains, losses, closing; empty without a month before."""
    held: Counter[tuple[str, str]] = Counter()
    for row in tables.small("member_balance", [("segment", "==", "ALL")]):
        held[row["kind"], row["cause"]] += int(row["card_count"])
    order = {"opening": 0, "in": 1, "out": 2, "closing": 3}
    lines = sorted(held.items(), key=lambda item: (order.get(item[0][0], 9), -item[1], item[0][1]))
    return tuple(f.Flow(kind, cause, count) for (kind, cause), count in lines)
