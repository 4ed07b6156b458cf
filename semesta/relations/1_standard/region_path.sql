-- One row per region code of today, with the codes above it.
-- Key: code
SELECT
  code,
  min(level) AS level,
  coalesce(max(CASE WHEN official_name AND valid_to IS NULL THEN name END), min(name)) AS name,
  min(parent_code) AS parent_code,
  substr(code, 1, 2) AS province_code,
  CASE WHEN length(code) >= 5 THEN substr(code, 1, 5) END AS regency_code,
  CASE WHEN length(code) >= 8 THEN substr(code, 1, 8) END AS district_code,
  CASE WHEN length(code) = 13 THEN code END AS village_code,
  min(valid_from) AS valid_from,
  min(bps_code) AS bps_code,
  CAST(NULL AS VARCHAR) AS bpjs_code
FROM region_name
WHERE code = current_code
GROUP BY code
