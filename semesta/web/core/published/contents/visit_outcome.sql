-- What became of the people of household visits; of whom no file knows it stands where the visit was.
SELECT v.visit_row_id,
  coalesce(p.village_code, p.district_code, p.regency_code,
    CASE WHEN starts_with(v.village_code, run.area_code || '.') THEN v.village_code END, run.area_code) AS area_code,
  v.visit_id, v.household_id, v.visited_on, v.found, v.membership_shown, v.willing, v.chosen_route, v.person_id,
  v.class AS class_name, v.registered_before, v.registered_now, v.became_registered, v.active_before, v.active_now,
  v.became_active, v.outcome
FROM visit_outcome AS v
LEFT JOIN person_month AS p ON p.person_id = v.person_id
CROSS JOIN run
