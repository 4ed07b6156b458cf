-- One row per human: what the register says (the card, where there is no register row), and what the month judged.
SELECT pm.person_id, p.person_key,
  coalesce(pm.village_code, pm.district_code, pm.regency_code, run.area_code) AS area_code,
  pm.resident_id, pm.in_register, coalesce(r.nik, m.nik) AS nik,
  CASE WHEN coalesce(r.nik_damage, m.nik_damage, '') <> '' THEN coalesce(r.nik_raw, m.nik_raw) END AS nik_raw,
  coalesce(r.nik_damage, m.nik_damage, '') AS nik_damage,
  CASE WHEN pm.resident_id IS NULL THEN m.nkk ELSE r.nkk END AS nkk,
  CASE WHEN pm.resident_id IS NULL THEN m.name ELSE r.name END AS name, n.said,
  CASE WHEN pm.resident_id IS NULL THEN m.birth_on ELSE r.birth_on END AS birth_on, pm.sex,
  CASE WHEN pm.resident_id IS NULL THEN m.mother_name ELSE r.mother_name END AS mother_name, r.family_relation,
  CASE WHEN pm.resident_id IS NULL THEN m.address ELSE r.address END AS address,
  CASE WHEN pm.resident_id IS NULL THEN m.rt ELSE r.rt END AS rt,
  CASE WHEN pm.resident_id IS NULL THEN m.rw ELSE r.rw END AS rw, coalesce(r.phone, m.phone) AS phone,
  r.register_status, pm.class AS class_name, pm.segment, pm.status, pm.active, pm.reason, pm.reason_from, pm.funding,
  pm.paid_by_city, pm.inactive_since_on, pm.psnoka, pm.card_count, pm.active_card_count, pm.pemda_card_count,
  pm.link_probability, pm.link_method, pm.has_doubt, w.route, w.expected_start_on, w.deadline_on,
  w.monthly_cost_rupiah, w.note AS route_note, w.urgent, w.priority, route.upcoming, route.decile
FROM person_month AS pm
JOIN person AS p ON p.person_id = pm.person_id
LEFT JOIN resident AS r ON r.resident_id = pm.resident_id
LEFT JOIN member AS m ON m.member_id = pm.member_id
LEFT JOIN person_work AS w ON w.person_id = pm.person_id
LEFT JOIN person_route AS route ON route.person_id = pm.person_id
LEFT JOIN link_name AS n ON n.raw = CASE WHEN pm.resident_id IS NULL THEN m.name ELSE r.name END
CROSS JOIN run
