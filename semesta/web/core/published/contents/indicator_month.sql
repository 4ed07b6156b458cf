-- All of the newest month; of earlier months what is not broken down.
SELECT i.region_code, i.indicator, i.month, i.breakdown, i.breakdown_value, i.population_series, i.formula,
  i.region_level, i.numerator, i.denominator, i.value, i.low, i.high
FROM every_indicator_month AS i CROSS JOIN run
WHERE i.month = run.month OR i.breakdown = 'all'
