-- One row per area: how a Pemda registration handed in today takes effect, and how many places are free.
-- Key: region_code
-- same_day only where the privilege (Prioritas, Non Cut Off) is met in every condition under the formula of the month;
-- unknown is not met. free_places NULL: no quota was told.
WITH privilege AS (
  SELECT u.region_code,
    min(CASE WHEN u.met THEN 1 ELSE 0 END) = 1 AS same_day
  FROM uhc_status AS u
  JOIN rule_month AS rule ON rule.month = u.month
  WHERE u.verdict = rule.uhc_privilege_name AND (u.formula = '' OR u.formula = rule.activity_formula)
  GROUP BY u.region_code
),
paid AS (
  SELECT CAST(sum(p.pemda_card_count) AS BIGINT) AS pemda_cards FROM person_month AS p CROSS JOIN run
  WHERE in_area(p.regency_code, run.area_code)
)
SELECT
  run.area_code AS region_code,
  coalesce(privilege.same_day, FALSE) AS same_day,
  coalesce(coop.cut_off_day, rule.cut_off_day) AS cut_off_day,
  rule.cut_off_day_inclusive = 1 AS cut_off_day_inclusive,
  start_on(run.as_of, coalesce(privilege.same_day, FALSE), coalesce(coop.cut_off_day, rule.cut_off_day),
    rule.cut_off_day_inclusive = 1)
    AS expected_start_on,
  coop.quota_people,
  coalesce(paid.pemda_cards, 0) AS pemda_cards,
  CASE WHEN coop.quota_people IS NOT NULL THEN greatest(0, coop.quota_people - coalesce(paid.pemda_cards,
    0)) END AS free_places
FROM run
LEFT JOIN rule_month AS rule ON rule.month = run.month
LEFT JOIN cooperation AS coop ON coop.region_code = run.area_code
LEFT JOIN privilege ON privilege.region_code = run.area_code
CROSS JOIN paid
