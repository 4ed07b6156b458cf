-- One row per name key under a district, regency or province that leads to exactly one region of today.
-- Key: level, parent_code, alias_key
-- A village is looked up inside its district and inside its regency, a district also inside its province, so that a
-- file without districts or without regencies still works; a key that two regions of one parent share is not here.
WITH name_of_region AS (
  SELECT level, parent_code, alias_key, current_code FROM region_name
  UNION ALL
  SELECT level, substr(parent_code, 1, 5) AS parent_code, alias_key, current_code FROM region_name
    WHERE level = 'village'
  UNION ALL
  SELECT level, substr(current_code, 1, 2) AS parent_code, alias_key, current_code FROM region_name
    WHERE level = 'district'
  UNION ALL
  SELECT level, substr(current_code, 1, 8) AS parent_code, alias_key, current_code FROM region_name
    WHERE level = 'village'
)
SELECT level, parent_code, alias_key, min(current_code) AS code
FROM name_of_region
WHERE parent_code IS NOT NULL AND alias_key IS NOT NULL
GROUP BY level, parent_code, alias_key
HAVING count(DISTINCT current_code) = 1
