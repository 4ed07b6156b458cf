-- One row per row of the membership files: its cover, how it was linked, and its own words where they differ from the
-- register's (`differs` names them: a NULL beside a name means that the card is silent).
SELECT c.member_id, c.person_id,
  coalesce(pm.village_code, pm.district_code, pm.regency_code, run.area_code) AS area_code,
  c.psnoka, m.noka, c.segment, m.segment_detail, c.status, m.status_text, c.class AS class_name, c.paid_by_city,
  m.start_on, m.end_on,
  m.segment_from_on, m.pisa, m.ward_class, m.facility_code, m.employer_code, m.arrears_month_count,
  l.probability AS link_probability, l.method AS link_method, l.pattern AS link_pattern,
  concat_ws(' ', CASE WHEN m.nik IS DISTINCT FROM r.nik THEN 'nik' END,
    CASE WHEN m.name IS DISTINCT FROM r.name THEN 'name' END,
    CASE WHEN m.birth_on IS DISTINCT FROM r.birth_on THEN 'birth_on' END,
    CASE WHEN m.sex IS DISTINCT FROM r.sex THEN 'sex' END,
    CASE WHEN m.nkk IS DISTINCT FROM r.nkk THEN 'nkk' END,
    CASE WHEN m.mother_name IS DISTINCT FROM r.mother_name THEN 'mother_name' END,
    CASE WHEN m.address IS DISTINCT FROM r.address THEN 'address' END,
    CASE WHEN m.village_code IS DISTINCT FROM r.village_code THEN 'village_code' END) AS differs,
  CASE WHEN m.nik IS DISTINCT FROM r.nik THEN m.nik END AS nik,
  CASE WHEN m.nik_damage <> '' THEN m.nik_raw END AS nik_raw, m.nik_damage,
  CASE WHEN m.name IS DISTINCT FROM r.name THEN m.name END AS name,
  CASE WHEN m.name IS DISTINCT FROM r.name THEN n.said END AS said,
  CASE WHEN m.birth_on IS DISTINCT FROM r.birth_on THEN m.birth_on END AS birth_on,
  CASE WHEN m.sex IS DISTINCT FROM r.sex THEN m.sex END AS sex,
  CASE WHEN m.nkk IS DISTINCT FROM r.nkk THEN m.nkk END AS nkk,
  CASE WHEN m.mother_name IS DISTINCT FROM r.mother_name THEN m.mother_name END AS mother_name,
  CASE WHEN m.address IS DISTINCT FROM r.address THEN m.address END AS address,
  CASE WHEN m.village_code IS DISTINCT FROM r.village_code THEN m.village_code END AS village_code
FROM card_month AS c
JOIN member AS m ON m.member_id = c.member_id
JOIN person_month AS pm ON pm.person_id = c.person_id
LEFT JOIN register_or_card AS r ON r.person_id = c.person_id
LEFT JOIN link AS l ON l.member_id = c.member_id
LEFT JOIN link_name AS n ON n.raw = m.name
CROSS JOIN run
