-- One row per month, region, breakdown, indicator and population series, with what was divided by what.
-- Key: region_code, indicator, population_series, breakdown, breakdown_value
-- Made from indicators/catalogue by `python -m semesta.indicators.sql`: do not edit here.
-- value is never clamped. An indicator of the population has a row for the register itself (series 'register') and one
-- for every official series known for the region. low and high carry what the link step estimates of its own errors:
-- of the people counted by a link a share false_link_rate is wrong; missed_link_rate of all true links were not found.
WITH figure AS (
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'activity_of_population' AS indicator, 'active_of_population' AS formula,
    active AS numerator, population AS denominator, TRUE AS of_population, TRUE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment', 'sex', 'age_group')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'activity_of_population_reported' AS indicator, 'active_of_population' AS formula,
    active_cards AS numerator, population AS denominator, TRUE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'activity_of_registered' AS indicator, 'active_of_registered' AS formula,
    active AS numerator, registered AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment', 'sex', 'age_group')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'activity_of_registered_reported' AS indicator, 'active_of_registered' AS formula,
    active_cards AS numerator, cards AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'birth_unknown' AS indicator, 'birth_unknown_of_register' AS formula,
    birth_unknown AS numerator, in_register AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'coverage' AS indicator, 'registered_of_population' AS formula,
    registered AS numerator, population AS denominator, TRUE AS of_population, TRUE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment', 'sex', 'age_group')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'coverage_reported' AS indicator, 'registered_of_population' AS formula,
    cards AS numerator, population AS denominator, TRUE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'dead_but_active' AS indicator, 'dead_active_of_cards' AS formula,
    dead_but_active AS numerator, cards AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'dead_but_member' AS indicator, 'dead_of_cards' AS formula,
    dead_but_member AS numerator, cards AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'in_doubt' AS indicator, 'in_doubt_of_register' AS formula,
    in_doubt AS numerator, in_register AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'inactive' AS indicator, 'inactive_of_population' AS formula,
    inactive AS numerator, population AS denominator, TRUE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment', 'sex', 'age_group', 'reason')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'member_not_in_register' AS indicator, 'not_in_register_of_cards' AS formula,
    member_not_in_register AS numerator, cards AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'moved_but_member' AS indicator, 'moved_of_cards' AS formula,
    moved_but_member AS numerator, cards AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'nik_unusable' AS indicator, 'nik_unusable_of_register' AS formula,
    nik_unusable AS numerator, in_register AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'pbi_share' AS indicator, 'pbi_of_population' AS formula,
    pbi_active AS numerator, population AS denominator, TRUE AS of_population, TRUE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'sex', 'age_group')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'pemda_share' AS indicator, 'pemda_of_population' AS formula,
    pemda_active AS numerator, population AS denominator, TRUE AS of_population, TRUE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'sex', 'age_group')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'pemda_share_reported' AS indicator, 'pemda_of_population' AS formula,
    pemda_cards AS numerator, population AS denominator, TRUE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'status_unknown' AS indicator, 'status_unknown_of_population' AS formula,
    status_unknown AS numerator, population AS denominator, TRUE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'segment')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'uncovered_count' AS indicator, 'uncovered_of_population' AS formula,
    uncovered AS numerator, population AS denominator, TRUE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'sex', 'age_group')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'village_unknown' AS indicator, 'village_unknown_of_register' AS formula,
    village_unknown AS numerator, in_register AS denominator, FALSE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all')
  UNION ALL
  SELECT month, region_code, region_level, breakdown, breakdown_value, 'without_active_cover' AS indicator, 'without_active_cover_of_population' AS formula,
    without_active_cover AS numerator, population AS denominator, TRUE AS of_population, FALSE AS by_link
  FROM region_total WHERE breakdown IN ('all', 'sex', 'age_group')
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
