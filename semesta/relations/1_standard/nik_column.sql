-- One row per file of persons: whether its NIK column bears the fingerprint of a spreadsheet that keeps 15 digits.
-- Key: register, file_no
WITH number AS (
  SELECT 'register' AS register, file_no, nik_bare(nik) AS bare FROM landed_resident
  UNION ALL
  SELECT 'membership', file_no, nik_bare(nik) FROM landed_member
)
SELECT
  register,
  file_no,
  count(*) AS number_count,
  count(CASE WHEN substr(bare, 16, 1) = '0' THEN 1 END) AS last_zero_count,
  rounded_column(count(*), count(CASE WHEN substr(bare, 16, 1) = '0' THEN 1 END)) AS rounded
FROM number
WHERE length(bare) = 16
GROUP BY register, file_no
