-- One row per regency of the province and measure: its newest announced figure and place, and what this run computed.
-- Key: indicator, region_code
-- A city holds its own files only: what the others have is known from announcements alone, each with its own day and
-- source. Best first, equal values share a place, a regency of which nothing was announced has no place. Only figures
-- announced up to the day judged. denominator: 'stated' beside the figure, 'implied' by the people counted in it, or not
-- told. own_*: this run's own figure over the register, never ranked with the announced ones.
WITH measure AS (
  SELECT 'coverage' AS indicator, 'coverage' AS own_indicator, 'members' AS counted
  UNION ALL
  SELECT 'activity',
    CASE r.activity_formula WHEN 'active_of_registered' THEN 'activity_of_registered'
      ELSE 'activity_of_population' END, 'active'
  FROM run
  LEFT JOIN rule_month AS r ON r.month = run.month
),
regency AS (
  SELECT run.month, run.as_of, p.code AS region_code, p.name, p.parent_code
  FROM region_path AS p
  CROSS JOIN run
  WHERE p.level = 'regency' AND p.parent_code = substr(run.area_code, 1, 2)
),
announced AS (
  SELECT f.*,
    row_number() OVER (PARTITION BY f.region_code, f.indicator ORDER BY f.said_on DESC, f.source, f.value) AS turn
  FROM published_figure AS f
  CROSS JOIN run
  WHERE f.said_on <= run.as_of AND f.kind IN ('claimed', 'claimed_as_coverage')
    AND f.indicator IN ('coverage', 'activity')
),
beside AS (  -- what was announced with it: the same region, the same day
  SELECT region_code, said_on, indicator, max(value) AS people
  FROM published_figure
  WHERE kind = 'claimed' AND indicator IN ('population', 'members', 'active')
  GROUP BY region_code, said_on, indicator
),
known AS (
  SELECT
    g.month, m.indicator, g.region_code, g.name, g.parent_code, a.value, a.said_on, a.certainty, a.source, a.kind,
    CAST(n.people AS BIGINT) AS numerator,
    CAST(coalesce(d.people, round(n.people / nullif(a.value, 0e0))) AS BIGINT) AS denominator,
    CASE WHEN d.people IS NOT NULL THEN 'stated' WHEN n.people / nullif(a.value, 0e0) IS NOT NULL THEN 'implied' END
      AS denominator_from,
    i.value AS own_value, i.formula AS own_formula, i.numerator AS own_numerator, i.denominator AS own_denominator
  FROM regency AS g
  CROSS JOIN measure AS m
  LEFT JOIN announced AS a ON a.region_code = g.region_code AND a.indicator = m.indicator AND a.turn = 1
  LEFT JOIN beside AS n ON n.region_code = a.region_code AND n.said_on = a.said_on AND n.indicator = m.counted
  LEFT JOIN beside AS d
    ON d.region_code = a.region_code AND d.said_on = a.said_on AND d.indicator = 'population' AND m.indicator = 'coverage'
  LEFT JOIN indicator_month AS i
    ON i.region_code = g.region_code AND i.indicator = m.own_indicator AND i.breakdown = 'all'
    AND i.population_series = 'register'
)
SELECT *,
  CASE WHEN value IS NOT NULL
       THEN rank() OVER (PARTITION BY indicator ORDER BY value DESC NULLS LAST) END AS place,
  count(value) OVER (PARTITION BY indicator, value) AS tie_count,
  count(value) OVER (PARTITION BY indicator) AS known_count,
  count(*) OVER (PARTITION BY indicator) AS region_count
FROM known
