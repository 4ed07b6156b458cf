-- One row per line of a deactivation decree's list, typed (R2.30).
-- Key: decree_line_id
SELECT
  CAST(file_no AS BIGINT) * 100000000 + row_number AS decree_line_id,
  file_no,
  row_number,
  nik_of(nik_bare(nik)) AS nik,
  nik AS nik_raw,
  nik_damage(nik, nik_bare(nik)) AS nik_damage,
  card_number_of(psnoka) AS psnoka,
  card_number_of(noka) AS noka,
  name_of(name) AS name,
  born.past_on AS birth_on,
  plain_text(decree_number) AS decree_number,
  decreed.past_on AS decree_on,
  effective.any_on AS effective_on,
  whole_of(decile) AS decile,
  plain_text(reason) AS reason_text,
  coalesce(flag_of(catastrophic), FALSE) AS catastrophic
FROM landed_decree
LEFT JOIN date_word AS born ON born.date_text = landed_decree.birth_date
LEFT JOIN date_word AS decreed ON decreed.date_text = landed_decree.decree_on
LEFT JOIN date_word AS effective ON effective.date_text = landed_decree.effective_on
