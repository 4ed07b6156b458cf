-- One row per worker of a firm, as a list of workers tells it (BPJS-TK, WLKP, the city's own staff).
-- Key: worker_id
SELECT
  CAST(file_no AS BIGINT) * 100000000 + row_number AS worker_id,
  file_no,
  row_number,
  upper(plain_text(source)) AS source,
  plain_text(employer_code) AS employer_code,
  upper(plain_text(employer_name)) AS employer_name,
  text_key(employer_name) AS employer_name_key,
  digits_of(nib) AS nib,
  digits_of(npwp) AS npwp,
  nkk_of(nik) AS nik,
  name_of(name) AS name,
  rupiah_of(wage_rupiah) AS wage_rupiah
FROM landed_worker
