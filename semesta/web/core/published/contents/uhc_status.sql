-- Conditions with what is required, what is so, and the gap.
SELECT month, region_code, region_level, figure, population_series, verdict, condition, formula, required, actual, met,
  gap_people, gap_rupiah, margin_people, numerator, denominator, rule, law
FROM every_uhc_status
