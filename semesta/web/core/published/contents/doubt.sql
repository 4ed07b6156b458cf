-- One row per doubtful pair, with the words of the register row and of the card.
SELECT d.member_id, d.resident_id, coalesce(r.village_code, r.district_code, r.regency_code, run.area_code) AS area_code,
  d.probability, d.weight, d.pattern, p.person_id, r.nik, r.name, r.birth_on, r.sex, r.nkk, r.mother_name, r.address,
  r.register_status, c.person_id AS card_person_id,
  coalesce(m.village_code, m.district_code, m.regency_code, run.area_code) AS card_area_code, m.psnoka,
  -- As written where it cannot be read: what is left of a number is evidence for the clerk.
  coalesce(m.nik, m.nik_raw) AS card_nik,
  m.name AS card_name, m.birth_on AS card_birth_on, m.sex AS card_sex, m.nkk AS card_nkk, m.mother_name AS card_mother_name, m.address AS card_address, m.segment AS card_segment, m.status AS card_status
FROM link_doubt AS d
JOIN resident AS r ON r.resident_id = d.resident_id
JOIN member AS m ON m.member_id = d.member_id
LEFT JOIN person_month AS p ON p.resident_id = d.resident_id
LEFT JOIN card_month AS c ON c.member_id = d.member_id
CROSS JOIN run
