-- One row per person on a poverty list (DTSEN individuals, with the decile of the family where that family is listed).
-- Key: poor_person_id
-- A person whose family is not in the family file keeps the row, decile NULL: the two files never match fully.
WITH family_row AS (
  SELECT nkk_of(nkk) AS nkk,
    whole_of(decile_national) AS decile_national, whole_of(decile_province) AS decile_province,
      whole_of(decile_city) AS decile_city
  FROM landed_poor_family
),
family_decile AS (
  SELECT nkk,
    min(CASE WHEN decile_national BETWEEN 1 AND 10 THEN decile_national END) AS decile_national,
    min(CASE WHEN decile_province BETWEEN 1 AND 10 THEN decile_province END) AS decile_province,
    min(CASE WHEN decile_city BETWEEN 1 AND 10 THEN decile_city END) AS decile_city
  FROM family_row
  WHERE nkk IS NOT NULL
  GROUP BY nkk
),
person_row AS (
  SELECT file_no, row_number, nik, nik_bare(nik) AS nik_bare, nkk_of(nkk) AS family_card, pbi_national, pbi_city,
    CASE WHEN whole_of(decile_national) BETWEEN 1 AND 10 THEN whole_of(decile_national) END AS own_decile
  FROM landed_poor_person
)
SELECT
  CAST(p.file_no AS BIGINT) * 100000000 + p.row_number AS poor_person_id,
  p.file_no,
  p.row_number,
  p.family_card AS nkk,
  nik_of(p.nik_bare) AS nik,
  nik_damage(p.nik, p.nik_bare) AS nik_damage,
  coalesce(d.decile_national, p.own_decile, d.decile_province, d.decile_city) AS decile,
  d.nkk IS NOT NULL AS family_listed,
  flag_of(p.pbi_national) AS pbi_national,
  flag_of(p.pbi_city) AS pbi_city
FROM person_row AS p
LEFT JOIN family_decile AS d ON d.nkk = p.family_card
