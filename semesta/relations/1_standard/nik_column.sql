-- One row per file of persons: whether its NIK column bears the fingerprint of a spreadsheet that keeps 15 digits.
-- Key: register, file_no
-- Only the sixteenth digit of texts of sixteen signs is looked at: a rounded column is one throughout.
SELECT 'register' AS register, file_no, count(*) AS number_count,
  count(CASE WHEN nik LIKE '%0' THEN 1 END) AS last_zero_count,
  rounded_column(count(*), count(CASE WHEN nik LIKE '%0' THEN 1 END)) AS rounded
FROM landed_resident
WHERE length(nik) = 16
GROUP BY file_no
UNION ALL
SELECT 'membership', file_no, count(*),
  count(CASE WHEN nik LIKE '%0' THEN 1 END),
  rounded_column(count(*), count(CASE WHEN nik LIKE '%0' THEN 1 END))
FROM landed_member
WHERE length(nik) = 16
GROUP BY file_no
