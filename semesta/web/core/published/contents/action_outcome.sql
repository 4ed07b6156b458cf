-- What became of what the desks did.
SELECT a.action_id, coalesce(p.village_code, p.district_code, p.regency_code, run.area_code) AS area_code, a.action,
  a.route, a.decision, a.decided_on, a.person_id, a.class AS class_name, a.active_before, a.active_now,
  a.became_active, a.outcome
FROM action_outcome AS a
LEFT JOIN person_month AS p ON p.person_id = a.person_id
CROSS JOIN run
