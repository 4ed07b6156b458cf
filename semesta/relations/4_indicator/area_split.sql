-- One row per regency: members in the branch's files who live there, apart from the city's own (req 14).
-- Key: regency_code
SELECT
  p.month,
  p.regency_code,
  in_area(p.regency_code, run.area_code) AS own_area,
  CAST(sum(p.card_count) AS BIGINT) AS card_count,
  CAST(sum(p.active_card_count) AS BIGINT) AS active_card_count,
  count(CASE WHEN p.in_register THEN 1 END) AS resident_count
FROM person_month AS p
CROSS JOIN run
GROUP BY p.month, p.regency_code, run.area_code
