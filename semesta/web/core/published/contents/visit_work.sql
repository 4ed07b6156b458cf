-- Households to visit.
SELECT nkk, coalesce(village_code, district_code, regency_code, run.area_code) AS area_code, rt, rw, address,
  reach_count, uncovered_count, inactive_count, doubt_count, priority, first_deadline_on, first_person_id,
  member_count, visit_order
FROM visit_work CROSS JOIN run
