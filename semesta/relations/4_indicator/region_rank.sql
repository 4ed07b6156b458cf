-- One row per region and indicator: its place among its neighbours (same level, same region above), best first.
-- Key: indicator, population_series, region_level, parent_code, region_code
-- Equal values share a place; a region without a figure is there with value and place NULL, never last.
WITH ranked_indicator AS (
  SELECT * FROM indicator_month
  WHERE breakdown = 'all' AND indicator IN ('coverage', 'activity_of_population', 'activity_of_registered',
    'coverage_reported',
    'activity_of_population_reported')
),
asked AS (
  SELECT DISTINCT month, indicator, population_series, formula, region_level FROM ranked_indicator
),
parent AS (
  SELECT DISTINCT region_level, parent_of(region_code) AS parent_code FROM ranked_indicator
),
figure AS (
  SELECT a.month, a.indicator, a.population_series, a.formula, a.region_level, p.code AS region_code, p.name,
    p.parent_code,
    i.value, i.numerator, i.denominator
  FROM asked AS a
  JOIN parent ON parent.region_level = a.region_level
  JOIN region_path AS p ON p.level = a.region_level AND coalesce(p.parent_code, '') = coalesce(parent.parent_code, '')
  LEFT JOIN ranked_indicator AS i
    ON i.indicator = a.indicator AND i.population_series = a.population_series AND i.region_code = p.code
)
SELECT *,
  CASE WHEN value IS NOT NULL
       THEN rank() OVER (PARTITION BY indicator, population_series, region_level,
         parent_code ORDER BY value DESC NULLS LAST) END AS place,
  count(value) OVER (PARTITION BY indicator, population_series, region_level, parent_code, value) AS tie_count,
  count(value) OVER (PARTITION BY indicator, population_series, region_level, parent_code) AS known_count,
  count(*) OVER (PARTITION BY indicator, population_series, region_level, parent_code) AS region_count
FROM figure
