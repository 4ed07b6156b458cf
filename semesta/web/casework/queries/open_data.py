"""Open data: the figures of a publication that can be released, and the months that were."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Max

from semesta.indicators.load import load_indicators
from semesta.measure.open_cells import MEASURES
from semesta.terms.fault import Fault
from semesta.web.casework.models import OpenMonth, PublicPage
from semesta.web.core.published.tables.models import IndicatorMonth, ManifestOfMonth

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from semesta.indicators.load import Indicator
    from semesta.web.core.published.shown import Shown

NAMES = (
    "coverage", "activity_of_population", "activity_of_registered", "inactive", "status_unknown", "uncovered_count",
    "without_active_cover", "pemda_share", "pbi_share",
)  # fmt: skip
"""Indicators of the catalogue that are open data: those of residents. What is about files and doubts is not."""
REGISTER = "register"


@dataclass(frozen=True)
class MonthFigures:
    """One month: its run, the day it was judged on, and people by (area code, measure)."""

    month: date
    run_id: str
    as_of: date
    counts: dict[tuple[str, str], int]


def open_indicators() -> dict[str, Indicator]:
    """The indicators of NAMES, in that order."""
    held = {one.name: one for one in load_indicators()}
    return {name: held[name] for name in NAMES}


def denominator_of(indicator: Indicator) -> str:
    """The measure that it is divided by."""
    return indicator.of if indicator.of in MEASURES else "population"


def figures_of_months(shown: Shown, area_code: str) -> list[MonthFigures]:
    """Every month of the publication with the counts of the city and what lies in it, oldest first; two questions.

    A Fault when an area lacks a figure.
    """
    runs = {
        row.month: (row.run_id or "", _day_of(row.manifest or "{}"))
        for row in shown.rows(ManifestOfMonth).order_by("month")
    }
    counts: dict[date, dict[tuple[str, str], int]] = {month: {} for month in runs}
    count_of = {name: one.count for name, one in open_indicators().items()}
    rows = shown.rows(IndicatorMonth).filter(
        indicator__in=NAMES, breakdown="all", population_series=REGISTER, month__in=list(runs)
    )
    columns = ("month", "region_code", "indicator", "numerator")
    for month, region, indicator, numerator in rows.values_list(*columns):
        if (region == area_code or region.startswith(area_code + ".")) and numerator is not None:
            counts[month][region, count_of[indicator]] = int(numerator)
    return [MonthFigures(month, *runs[month], _whole(counts[month])) for month in sorted(runs) if counts[month]]


def _day_of(manifest: str) -> date:
    return date.fromisoformat(json.loads(manifest)["as_of"][:10])


def _whole(counts: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """With the population, which is registered and uncovered together."""
    areas = sorted({area for area, _measure in counts})
    lacking = [
        (area, measure)
        for area in areas
        for measure in MEASURES
        if measure != "population" and (area, measure) not in counts
    ]
    if lacking:
        raise Fault("Angka terbitan tidak lengkap untuk data terbuka", f"{lacking[0][1]} {lacking[0][0]}")
    for area in areas:
        counts[area, "population"] = counts[area, "registered"] + counts[area, "uncovered"]
    return counts


def months_to_release(shown: Shown, area_code: str) -> list[date]:
    """Months of the publication later than every released one; two questions."""
    done = OpenMonth.objects.filter(area_code=area_code).aggregate(newest=Max("month"))["newest"]
    every = shown.rows(ManifestOfMonth).order_by("month").values_list("month", flat=True)
    return [month for month in every if done is None or month > done]


# -- what was released


def open_data_page() -> PublicPage | None:
    """The city whose open data is shown; the first where there are several."""
    return PublicPage.objects.filter(data_on=True).first()


def open_months(area_code: str) -> QuerySet[OpenMonth]:
    """Released months of a city, oldest first, without their cells."""
    return OpenMonth.objects.filter(area_code=area_code).defer("cells").order_by("month")


@lru_cache(maxsize=64)
def cells_of(pk: int, sha256: str) -> list[tuple[str, str, int | None]]:
    """The cells of a released month; it never changes."""
    held = OpenMonth.objects.values_list("cells", flat=True).get(pk=pk, sha256=sha256)
    return [(area, measure, count) for area, measure, count in held]
