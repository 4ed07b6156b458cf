-- One row per row of the population register (Dukcapil), typed, its damage named; nothing dropped, nothing repaired.
-- Key: resident_id
-- What no relation asks for (parents' numbers, work, schooling) stays in the landed file under file_no and row_number.
-- duplicate_row: an extra row of one human who has a better row (resident_extra).
-- Deaths and moves reported since override a LIVING register row.
WITH bare AS (
  SELECT *, nik_bare(nik) AS nik_bare FROM landed_resident
),
typed AS (
  SELECT
    CAST(file_no AS BIGINT) * 100000000 + row_number AS resident_id,
    file_no,
    row_number,
    nik_of(nik_bare) AS nik,
    nik AS nik_raw,
    nik_damage(nik, nik_bare) AS nik_damage,
    nkk_of(nkk) AS nkk,
    name_of(name) AS name,
    born.past_on AS birth_on,
    coalesce(born.damage, 'kosong') AS birth_damage,
    sex_of(sex) AS sex,
    name_of(mother_name) AS mother_name,
    plain_text(family_relation) AS family_relation,
    plain_text(address) AS address,
    plain_text(rt) AS rt,
    plain_text(rw) AS rw,
    place_text(province_code, regency_code, regency_name, district_code, district_name, village_code,
      village_name) AS place_text,
    digits_of(phone) AS phone,
    register_status_of(register_status) AS register_status,
    changed.past_on AS changed_on
  FROM bare
  LEFT JOIN date_word AS born ON born.date_text = bare.birth_date
  LEFT JOIN date_word AS changed ON changed.date_text = bare.changed_on
),
told AS (
  SELECT nik, kind, row_number() OVER (PARTITION BY nik ORDER BY event_on DESC NULLS LAST, event_id DESC) AS turn
  FROM event
  WHERE nik IS NOT NULL AND kind IN ('DEATH', 'MOVE_OUT', 'MOVE_IN')
),
last_event AS (
  SELECT nik, kind FROM told WHERE turn = 1
)
SELECT
  t.* EXCLUDE (nik, nik_damage, place_text, register_status),
  CASE WHEN c.rounded AND t.nik LIKE '%0' THEN NULL ELSE t.nik END AS nik,
  CASE WHEN c.rounded AND t.nik LIKE '%0' THEN 'pembulatan_excel'
       WHEN t.nik_damage = '' AND k.nik_region IS NULL THEN 'wilayah_tak_dikenal'
       ELSE t.nik_damage END AS nik_damage,
  place.village_code,
  place.district_code,
  coalesce(place.regency_code, unnamed_regency(run.area_code)) AS regency_code,
  CASE WHEN t.register_status = 'LIVING' AND last_event.kind = 'DEATH' THEN 'DEAD'
       WHEN t.register_status = 'LIVING' AND last_event.kind = 'MOVE_OUT' THEN 'MOVED'
       ELSE t.register_status END AS register_status,
  resident_extra.resident_id IS NOT NULL AS duplicate_row
FROM typed AS t
CROSS JOIN run
LEFT JOIN place ON place.place_text = t.place_text
LEFT JOIN resident_extra ON resident_extra.resident_id = t.resident_id
LEFT JOIN last_event ON last_event.nik = t.nik
LEFT JOIN known_nik_region AS k ON k.nik_region = substr(t.nik, 1, 6)
LEFT JOIN nik_column AS c ON c.register = 'register' AND c.file_no = t.file_no
