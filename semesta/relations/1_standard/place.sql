-- One row per way in which a file names a place; what it means today, NULL where nobody knows.
-- Key: place_text
-- Codes speak before names; an old code becomes the code of today. Names are sought in the district named, then in the
-- regency, then in the area of this run; a district that the area does not have is sought in the whole province.
WITH met AS (
  SELECT province_code, regency_code, regency_name, district_code, district_name, village_code, village_name
    FROM landed_resident
  UNION
  SELECT NULL, NULL, NULL, NULL, district_name, village_code, village_name FROM landed_member
  UNION
  SELECT NULL, NULL, NULL, NULL, NULL, village_code, village_name FROM landed_poor_family
  UNION
  SELECT NULL, NULL, regency_name, NULL, district_name, NULL, village_name FROM landed_pbi
  UNION
  SELECT NULL, NULL, NULL, NULL, district_name, village_code, village_name FROM landed_facility
  UNION
  SELECT NULL, NULL, NULL, NULL, district_name, NULL, village_name FROM landed_employer
),
named AS (
  SELECT
    place_text(province_code, regency_code, regency_name, district_code, district_name, village_code,
      village_name) AS place_text,
    region_code(province_code, regency_code, district_code, village_code) AS code,
    regency_name, district_name, village_name
  FROM met
),
today AS (  -- a code that a list ever held, and the code of today
  SELECT code, min(current_code) AS current_code FROM region_name GROUP BY code
),
in_regency AS (
  SELECT n.*, t.current_code,
    CASE WHEN n.regency_name IS NULL THEN coalesce(substr(t.current_code, 1, 5), unnamed_regency(run.area_code))
         ELSE coalesce(substr(t.current_code, 1, 5), r.code) END AS regency_code
  FROM named AS n
  CROSS JOIN run
  LEFT JOIN today AS t ON t.code = n.code
  LEFT JOIN region_alias AS r
    ON r.level = 'regency' AND r.parent_code = substr(run.area_code, 1, 2) AND r.alias_key = name_key(n.regency_name)
),
in_district AS (
  SELECT n.place_text, n.village_name, n.current_code,
    coalesce(CASE WHEN length(n.current_code) >= 8 THEN substr(n.current_code, 1, 8) END, d.code,
      e.code) AS district_code,
    coalesce(CASE WHEN n.current_code IS NULL AND d.code IS NULL THEN substr(e.code, 1, 5) END,
      n.regency_code) AS regency_code
  FROM in_regency AS n
  LEFT JOIN region_alias AS d
    ON d.level = 'district' AND d.parent_code = n.regency_code AND d.alias_key = name_key(n.district_name)
  LEFT JOIN region_alias AS e
    ON e.level = 'district' AND e.parent_code = substr(n.regency_code, 1, 2) AND e.alias_key = name_key(n.district_name)
)
SELECT
  n.place_text,
  min(coalesce(CASE WHEN length(n.current_code) = 13 THEN n.current_code END, v.code, w.code)) AS village_code,
  min(coalesce(n.district_code, substr(v.code, 1, 8), substr(w.code, 1, 8))) AS district_code,
  min(coalesce(n.regency_code, substr(v.code, 1, 5))) AS regency_code
FROM in_district AS n
LEFT JOIN region_alias AS v
  ON v.level = 'village' AND v.parent_code = n.district_code AND v.alias_key = name_key(n.village_name)
LEFT JOIN region_alias AS w
  ON w.level = 'village' AND w.parent_code = n.regency_code AND w.alias_key = name_key(n.village_name)
GROUP BY n.place_text
