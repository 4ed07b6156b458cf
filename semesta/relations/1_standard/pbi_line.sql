-- One row per row of the SIKS-NG list of PBI recipients: the keys by which it is found, its place and its note.
-- Key: pbi_line_id
SELECT
  CAST(p.file_no AS BIGINT) * 100000000 + p.row_number AS pbi_line_id,
  p.file_no,
  p.row_number,
  card_number_of(p.psnoka) AS psnoka,
  nkk_of(p.nik) AS nik,
  place.village_code,
  plain_text(p.note) AS note
FROM landed_pbi AS p
LEFT JOIN place ON place.place_text = place_text(NULL, NULL, p.regency_name, NULL, p.district_name, NULL,
  p.village_name)
