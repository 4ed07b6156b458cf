-- One row per region, status, condition and activity formula: the verdict this city is shown.
-- Key: region_code, verdict, condition, formula
-- Counted are residents of the register who hold a card (figure 'reconciled', series 'register'): cards of the dead,
-- of people who moved and second cards do not count. What BPJS would count, and every official population, is in
-- uhc_condition.
SELECT
  month, region_code, region_level, figure, population_series, verdict, condition, formula, required, actual, met,
    gap_people,
  gap_rupiah, margin_people, numerator, denominator, rule, law
FROM uhc_condition
WHERE figure = 'reconciled' AND population_series = 'register'
