"""The catalogue compiled to the SELECT of relation indicator_month.

`python -m semesta.indicators.sql` writes it to relations/4_indicator/indicator_month.sql; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from semesta.indicators.load import load_indicators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.indicators.load import Indicator

TARGET = Path(__file__).parents[1] / "relations" / "4_indicator" / "indicator_month.sql"
HEAD = """\
-- One row per month, region, breakdown, indicator and population series, with what was divided by what.
-- Key: region_code, indicator, population_series, breakdown, breakdown_value
-- Made from indicators/catalogue by `python -m semesta.indicators.sql`: do not edit here.
-- value is never clamped. An indicator of the population has a row for the register itself (series 'register') and one
-- for every official series of the region that is comparable with it. low and high carry what the link step estimates
-- of its own errors: of the people counted by a link at most a share false_link_rate is wrong, but some of these have a
-- card all the same, perhaps all; missed_resident_rate of the residents with a card are not counted because none of
-- theirs was found.
WITH catalogue AS (
  SELECT * FROM (VALUES
"""
MIDDLE = """
  ) AS i (indicator, formula, of_population, by_link, breakdowns)
),
figure AS (
  SELECT t.month, t.region_code, t.region_level, t.breakdown, t.breakdown_value,
    i.indicator, i.formula, i.of_population, i.by_link,
    CASE i.indicator
"""
TAIL = """
    END AS denominator
  FROM region_total AS t
  JOIN catalogue AS i ON i.breakdowns LIKE '%,' || t.breakdown || ',%'
),
quality AS (
  SELECT
    max(CASE WHEN item = 'false_link_rate' THEN high END) AS false_high,
    max(CASE WHEN item = 'missed_resident_rate' THEN low END) AS missed_low,
    max(CASE WHEN item = 'missed_resident_rate' THEN high END) AS missed_high
  FROM link_quality
),
divided AS (
  SELECT f.*, 'register' AS population_series, f.denominator AS divisor FROM figure AS f
  UNION ALL
  SELECT f.*, p.series, p.people
  FROM figure AS f
  JOIN population_figure AS p ON p.region_code = f.region_code AND p.series <> 'register' AND p.comparable
  WHERE f.of_population AND f.breakdown IN ('all', 'segment', 'reason')
)
SELECT
  month, region_code, region_level, breakdown, breakdown_value, indicator, population_series, formula, numerator,
  divisor AS denominator,
  share_of(numerator, divisor) AS value,
  CASE WHEN by_link
       THEN round(share_of(numerator, divisor) * (1 - false_high) / nullif(1 - missed_low, 0), 10) END AS low,
  CASE WHEN by_link
       THEN round(share_of(numerator, divisor) / nullif(1 - missed_high, 0), 10) END AS high
FROM divided
CROSS JOIN quality
"""


def indicator_sql(indicators: Sequence[Indicator]) -> str:
    """The whole SELECT of indicator_month for these indicators, in DuckDB's dialect."""
    counted = "\n".join(f"      WHEN '{item.name}' THEN t.{item.count}" for item in indicators)
    divided = "\n".join(f"      WHEN '{item.name}' THEN t.{item.of}" for item in indicators)
    rows = ",\n".join(_row(item) for item in indicators)
    return f"{HEAD}{rows}{MIDDLE}{counted}\n    END AS numerator,\n    CASE i.indicator\n{divided}{TAIL}"


def _row(indicator: Indicator) -> str:
    breakdowns = f",{','.join(('all', *indicator.by))},"
    flags = f"{_flag(indicator.of == 'population')}, {_flag(indicator.by_link)}"
    return f"    ('{indicator.name}', '{indicator.formula}', {flags}, '{breakdowns}')"


def _flag(value: bool) -> str:
    return "TRUE" if value else "FALSE"


if __name__ == "__main__":
    TARGET.write_text(indicator_sql(load_indicators()), encoding="utf-8")
