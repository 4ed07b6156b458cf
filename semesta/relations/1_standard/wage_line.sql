-- One row per worker's wage told in a FORM MUTASI (FDIPE) row.
-- Key: wage_line_id
SELECT
  CAST(file_no AS BIGINT) * 100000000 + row_number AS wage_line_id,
  file_no,
  row_number,
  card_number_of(noka) AS noka,
  nik_of(nik_bare(nik)) AS nik,
  nkk_of(nkk) AS nkk,
  name_of(name) AS name,
  plain_text(mutation_code) AS mutation_code,
  effective.any_on AS effective_on,
  plain_text(employment_status) AS employment_status,
  digits_of(npwp) AS npwp,
  rupiah_of(wage_rupiah) AS wage_rupiah
FROM landed_mutation
LEFT JOIN date_word AS effective ON effective.date_text = landed_mutation.effective_on
