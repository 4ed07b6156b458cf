-- One row per row of the BPJS membership files, typed; raw code and text of segment and status stay beside.
-- Key: member_id
-- A file without a status says nothing about it: status UNKNOWN, never INACTIVE and never ACTIVE.
-- repeated_row: an extra row of a card number (PSNOKA) that has a better row (member_extra).
WITH bare AS (
  SELECT *, nik_bare(nik) AS nik_bare FROM landed_member
),
typed AS (
  SELECT
    CAST(file_no AS BIGINT) * 100000000 + row_number AS member_id,
    file_no,
    row_number,
    card_number_of(psnoka) AS psnoka,
    card_number_of(noka) AS noka,
    nik_of(nik_bare) AS nik,
    nik AS nik_raw,
    nik_damage(nik, nik_bare) AS nik_damage,
    name_of(name) AS name,
    born.past_on AS birth_on,
    coalesce(born.damage, 'kosong') AS birth_damage,
    sex_of(sex) AS sex,
    pisa_of(pisa) AS pisa,
    nkk_of(nkk) AS nkk,
    name_of(mother_name) AS mother_name,
    place_text(NULL, NULL, NULL, NULL, district_name, village_code, village_name) AS place_text,
    plain_text(address) AS address,
    plain_text(rt) AS rt,
    plain_text(rw) AS rw,
    digits_of(phone) AS phone,
    plain_text(facility_code) AS facility_code,
    digits_of(ward_class) AS ward_class,
    segment_code,
    segment_text,
    status_code,
    status_text,
    started.any_on AS start_on,
    ended.any_on AS end_on,
    changed.any_on AS segment_from_on,
    plain_text(employer_code) AS employer_code,
    whole_of(arrears_months) AS arrears_month_count
  FROM bare
  LEFT JOIN date_word AS born ON born.date_text = bare.birth_date
  LEFT JOIN date_word AS started ON started.date_text = bare.start_on
  LEFT JOIN date_word AS ended ON ended.date_text = bare.end_on
  LEFT JOIN date_word AS changed ON changed.date_text = bare.segment_from
)
SELECT
  m.* EXCLUDE (nik, nik_damage, place_text),
  s.segment,
  s.segment_detail,
  w.status,
  w.reason AS reason_stated,
  CASE WHEN c.rounded AND m.nik LIKE '%0' THEN NULL ELSE m.nik END AS nik,
  CASE WHEN c.rounded AND m.nik LIKE '%0' THEN 'pembulatan_excel'
       WHEN m.nik_damage = '' AND k.nik_region IS NULL THEN 'wilayah_tak_dikenal'
       ELSE m.nik_damage END AS nik_damage,
  place.village_code,
  place.district_code,
  CASE WHEN place.village_code IS NULL AND place.district_code IS NULL AND length(run.area_code) = 5 THEN run.area_code
    ELSE coalesce(place.regency_code, unnamed_regency(run.area_code)) END AS regency_code,
  e.member_id IS NOT NULL AS repeated_row
FROM typed AS m
CROSS JOIN run
LEFT JOIN segment_word AS s
  ON s.segment_code IS NOT DISTINCT FROM m.segment_code AND s.segment_text IS NOT DISTINCT FROM m.segment_text
LEFT JOIN status_word AS w
  ON w.status_code IS NOT DISTINCT FROM m.status_code AND w.status_text IS NOT DISTINCT FROM m.status_text
LEFT JOIN place ON place.place_text = m.place_text
LEFT JOIN member_extra AS e ON e.member_id = m.member_id
LEFT JOIN known_nik_region AS k ON k.nik_region = substr(m.nik, 1, 6)
LEFT JOIN nik_column AS c ON c.register = 'membership' AND c.file_no = m.file_no
