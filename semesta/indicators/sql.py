"""The catalogue compiled to the SELECT of relation indicator_month.

`python -m semesta.indicators.sql` writes it to relations/4_indicator/indicator_month.sql; a test compares the two.
"""

# ruff: noqa: S608  (the parts are names checked by the catalogue's loader)

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from semesta.indicators.load import load_indicators

if TYPE_CHECKING:
    from collections.abc import Iterable

    from semesta.indicators.load import Indicator

TARGET = Path(__file__).parents[1] / "relations" / "4_indicator" / "indicator_month.sql"
HEAD = """\
-- One row per month, region, breakdown, indicator and population series, with what was divided by what.
-- Key: region_code, indicator, population_series, breakdown, breakdown_value
-- Made from indicators/catalogue by `python -m semesta.indicators.sql`: do not edit here.
-- value is never clamped. An indicator of the population has a row for the register itself (series 'register') and one
-- for every official series known for the region. low and high carry what the link step estimates of its own errors:
-- of the people counted by a link a share false_link_rate is wrong; missed_link_rate of all true links were not found.
WITH figure AS (
"""
TAIL = """
),
quality AS (
  SELECT
    max(CASE WHEN item = 'false_link_rate' THEN low END) AS false_low,
    max(CASE WHEN item = 'false_link_rate' THEN high END) AS false_high,
    max(CASE WHEN item = 'missed_link_rate' THEN low END) AS missed_low,
    max(CASE WHEN item = 'missed_link_rate' THEN high END) AS missed_high
  FROM link_quality
),
divided AS (
  SELECT month, region_code, region_level, breakdown, breakdown_value, indicator, formula, numerator, denominator,
    by_link, 'register' AS population_series
  FROM figure
  UNION ALL
  SELECT f.month, f.region_code, f.region_level, f.breakdown, f.breakdown_value, f.indicator, f.formula, f.numerator,
    p.people, f.by_link, p.series
  FROM figure AS f
  JOIN population_figure AS p ON p.region_code = f.region_code AND p.series <> 'register'
  WHERE f.of_population AND f.breakdown IN ('all', 'segment', 'reason')
)
SELECT
  month, region_code, region_level, breakdown, breakdown_value, indicator, population_series, formula, numerator,
  denominator,
  share_of(numerator, denominator) AS value,
  CASE WHEN by_link
       THEN round(share_of(numerator, denominator) * (1 - false_high) / nullif(1 - missed_low, 0), 10) END AS low,
  CASE WHEN by_link
       THEN round(share_of(numerator, denominator) * (1 - false_low) / nullif(1 - missed_high, 0), 10) END AS high
FROM divided
CROSS JOIN quality
"""


def indicator_sql(indicators: Iterable[Indicator]) -> str:
    """The whole SELECT of indicator_month for these indicators, in DuckDB's dialect."""
    return HEAD + "\n  UNION ALL\n".join(_figure(indicator) for indicator in indicators) + TAIL


def _figure(indicator: Indicator) -> str:
    breakdowns = ", ".join(f"'{name}'" for name in ("all", *indicator.by))
    return (
        "  SELECT month, region_code, region_level, breakdown, breakdown_value,"
        f" '{indicator.name}' AS indicator, '{indicator.formula}' AS formula,\n"
        f"    {indicator.count} AS numerator, {indicator.of} AS denominator,"
        f" {_flag(indicator.of == 'population')} AS of_population, {_flag(indicator.by_link)} AS by_link\n"
        f"  FROM region_total WHERE breakdown IN ({breakdowns})"
    )


def _flag(value: bool) -> str:
    return "TRUE" if value else "FALSE"


if __name__ == "__main__":
    TARGET.write_text(indicator_sql(load_indicators()), encoding="utf-8")
