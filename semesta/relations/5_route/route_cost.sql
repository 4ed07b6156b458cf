-- One row per route: people proposed for it today and what they would cost the city in a month and in twelve.
-- Key: route
SELECT
  month,
  route,
  count(*) AS person_count,
  CAST(sum(monthly_cost_rupiah) AS BIGINT) AS city_rupiah_month,
  CAST(sum(monthly_cost_rupiah) AS BIGINT) * 12 AS city_rupiah_year,
  count(CASE WHEN deadline_on IS NOT NULL THEN 1 END) AS deadline_count,
  min(deadline_on) AS first_deadline_on,
  min(expected_start_on) AS first_start_on
FROM person_route
GROUP BY month, route
