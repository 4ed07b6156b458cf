-- Regions among their neighbours.
SELECT month, indicator, population_series, formula, region_level, region_code, name, parent_code, value, numerator,
  denominator, place, tie_count, known_count, region_count
FROM region_rank
