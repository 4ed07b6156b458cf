-- One row per row of the firm lists (BPJS, OSS/NIB, WLKP, BPJS-TK), typed.
-- Key: employer_row_id
SELECT
  CAST(file_no AS BIGINT) * 100000000 + row_number AS employer_row_id,
  file_no,
  row_number,
  plain_text(employer_code) AS employer_code,
  digits_of(nib) AS nib,
  digits_of(npwp) AS npwp,
  upper(plain_text(name)) AS name,
  text_key(name) AS name_key,
  plain_text(address) AS address,
  place.village_code,
  place.district_code,
  whole_of(worker_count) AS worker_count,
  whole_of(member_count) AS member_count,
  upper(plain_text(source)) AS source,
  plain_text(sector) AS sector,
  whole_of(arrears_months) AS arrears_month_count,
  digits_of(phone) AS phone
FROM landed_employer AS e
LEFT JOIN place ON place.place_text = place_text(NULL, NULL, NULL, NULL, e.district_name, NULL, e.village_name)
