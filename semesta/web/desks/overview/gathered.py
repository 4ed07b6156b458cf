"""The facts of one area out of the published tables, as the report knows them (flow/report/facts.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from semesta.flow.report import facts as f
from semesta.flow.report.claims import claimed_points
from semesta.flow.report.counts import SEGMENT_ORDER
from semesta.flow.report.gather import CONDITION_ORDER, TREND_NAMES, VERDICT_ORDER, asked
from semesta.web.core.published.tables.models import IndicatorMonth, UhcStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from semesta.web.desks.overview.seen import Seen

REGISTER = "register"
COUNTS = ("coverage", "activity_of_population", "inactive", "status_unknown", "uncovered_count")
"""Indicators whose numerators are the counts of a region."""


@dataclass(frozen=True)
class Counts:
    """Living residents of an area in one month by cover."""

    population: int
    registered: int
    active: int
    inactive: int
    unknown: int
    uncovered: int

    @property
    def idle(self) -> int:
        """With a card that is not active, or of unknown status."""
        return self.inactive + self.unknown


class Values:
    """indicator_month of one area: by indicator, series, breakdown value and month."""

    def __init__(self, rows: Iterable[IndicatorMonth]) -> None:
        self.rows = list(rows)
        self._held = {
            (row.indicator, row.population_series, row.breakdown, row.breakdown_value, row.month): row
            for row in self.rows
        }

    def of(
        self, indicator: str, month: date, *, series: str = REGISTER, breakdown: str = "all", value: str | None = None
    ) -> IndicatorMonth | None:
        """The row; an indicator of the register only (activity of the registered) stands under every series."""
        wanted = (breakdown, "all" if value is None else value, month)
        return self._held.get((indicator, series, *wanted)) or self._held.get((indicator, REGISTER, *wanted))

    def counts(self, month: date) -> Counts | None:
        """None for a month without figures."""
        found = {name: self.of(name, month) for name in COUNTS}
        if any(row is None for row in found.values()):
            return None
        registered, active, inactive, unknown, uncovered = (int(row.numerator or 0) for row in found.values() if row)
        return Counts(registered + uncovered, registered, active, inactive, unknown, uncovered)

    def parts(self, indicator: str, breakdown: str, month: date) -> dict[str, int]:
        """Numerators by the value of a breakdown."""
        return {
            row.breakdown_value: int(row.numerator or 0)
            for row in self.rows
            if (row.indicator, row.breakdown, row.month, row.population_series)
            == (indicator, breakdown, month, REGISTER)
        }


def values_of(seen: Seen) -> Values:
    """Every month of the area, and of the newest month what is broken down by segment or reason; one query."""
    rows = seen.shown.rows(IndicatorMonth).filter(region_code=seen.area, breakdown__in=("all", "segment", "reason"))
    return Values(rows)


def values_of_parts(seen: Seen, codes: Sequence[str], indicators: Sequence[str], reason: str = "") -> dict[str, Values]:
    """Newest month of several areas, by code, and those inactive for a reason; one query. An area without a row has no
    entry.
    """
    wanted = Q(breakdown="all", indicator__in=indicators)
    if reason:
        wanted |= Q(breakdown="reason", breakdown_value=reason, indicator="inactive")
    rows = seen.shown.rows(IndicatorMonth).filter(
        wanted, region_code__in=codes, month=seen.shown.month, population_series=REGISTER
    )
    held: dict[str, list[IndicatorMonth]] = {}
    for row in rows:
        held.setdefault(row.region_code, []).append(row)
    return {code: Values(own) for code, own in held.items()}


def status_rows(seen: Seen) -> list[UhcStatus]:
    """The verdicts of the area in every published month, one query."""
    return list(seen.shown.rows(UhcStatus).filter(region_code=seen.area))


def area_facts(seen: Seen, values: Values, statuses: Sequence[UhcStatus]) -> f.Facts:
    """What the report's sentences and charts take, for this area."""
    month, rules, facts = seen.shown.month, seen.rules, seen.facts
    points = trend(seen, values)
    return f.Facts(
        area_code=seen.area, area_name=seen.name, month=month, as_of=facts.as_of, run_id=seen.shown.run_id,
        version=str(facts.manifest["versions"]["semesta"]), engine=str(facts.manifest["engine"]),
        default_formula=str(rules.value_or_none("activity_formula", month) or ""),
        privilege=str(rules.value_or_none("uhc_privilege_name", month) or ""),
        hide_below=seen.hide_below if seen.hides else 0,
        shares=shares(values, month), conditions=conditions(statuses, month),
        trend=points, asked=asked(rules, points), segments=segments(values, month),
        reasons=tuple(sorted(values.parts("inactive", "reason", month).items(), key=lambda one: (-one[1], one[0]))),
        balance=facts.balance if seen.is_whole else (),
    )  # fmt: skip


def shares(values: Values, month: date) -> tuple[f.Share, ...]:
    """The newest month's indicators that are not broken down."""
    return tuple(
        f.Share(row.indicator, row.formula, row.population_series, int(row.numerator or 0), int(row.denominator or 0),
                row.value, row.low, row.high)
        for row in values.rows
        if row.month == month and row.breakdown == "all" and row.value is not None
    )  # fmt: skip


def conditions(statuses: Iterable[UhcStatus], month: date) -> tuple[f.Condition, ...]:
    """Conditions of one month, the predicate first, then the privilege and the awards; shares before what was told."""

    def order(row: UhcStatus) -> tuple[int, int, str]:
        verdicts, kinds = (*VERDICT_ORDER, row.verdict), (*CONDITION_ORDER, row.condition)
        return verdicts.index(row.verdict), kinds.index(row.condition), row.formula or ""

    return tuple(
        f.Condition(row.verdict or "", row.condition or "", row.formula or "", row.required, row.actual, row.met,
                    row.gap_people, row.gap_rupiah, row.margin_people, row.law or "")
        for row in sorted((row for row in statuses if row.month == month), key=order)
    )  # fmt: skip


def trend(seen: Seen, values: Values) -> tuple[f.TrendPoint, ...]:
    """Computed shares over the register by month, and what was claimed in public of the area."""
    computed = [
        f.TrendPoint(row.month, row.indicator, row.value, False)
        for row in values.rows
        if row.indicator in TREND_NAMES
        and row.population_series == REGISTER
        and row.breakdown == "all"
        and row.value is not None
    ]
    return tuple(sorted((*computed, *claimed_points(seen.area)), key=lambda point: (point.on, point.indicator)))


def segments(values: Values, month: date) -> tuple[f.Segment, ...]:
    """Residents with a card by segment and status."""
    held, active, unknown = (
        values.parts(name, "segment", month) for name in ("coverage", "activity_of_population", "status_unknown")
    )
    found = [
        f.Segment(name, active.get(name, 0), held[name] - active.get(name, 0) - unknown.get(name, 0),
                  unknown.get(name, 0))
        for name in held
        if held[name]
    ]  # fmt: skip
    places = {name: place for place, name in enumerate(SEGMENT_ORDER)}
    return tuple(sorted(found, key=lambda one: (places.get(one.segment, len(places)), one.segment)))
