-- One row per row of the SIKS-NG list of PBI recipients, typed.
-- Key: pbi_line_id
SELECT
  CAST(p.file_no AS BIGINT) * 100000000 + p.row_number AS pbi_line_id,
  p.file_no,
  p.row_number,
  card_number_of(p.psnoka) AS psnoka,
  card_number_of(p.noka) AS noka,
  nik_of(nik_bare(p.nik)) AS nik,
  p.nik AS nik_raw,
  nik_damage(p.nik, nik_bare(p.nik)) AS nik_damage,
  nkk_of(p.nkk) AS nkk,
  name_of(p.name) AS name,
  born.past_on AS birth_on,
  sex_of(p.sex) AS sex,
  place.village_code,
  plain_text(p.note) AS note
FROM landed_pbi AS p
LEFT JOIN date_word AS born ON born.date_text = p.birth_date
LEFT JOIN place ON place.place_text = place_text(NULL, NULL, p.regency_name, NULL, p.district_name, NULL, p.village_name)
