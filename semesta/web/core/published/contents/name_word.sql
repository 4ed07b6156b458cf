-- Every word of the names of a human by its sound, in the human's area: the register's name and each card's.
WITH named AS (
  SELECT pm.person_id, coalesce(pm.village_code, pm.district_code, pm.regency_code, run.area_code) AS area_code, r.name
  FROM person_month AS pm JOIN resident AS r ON r.resident_id = pm.resident_id CROSS JOIN run
  UNION
  SELECT pm.person_id, coalesce(pm.village_code, pm.district_code, pm.regency_code, run.area_code), m.name
  FROM card_month AS c
  JOIN member AS m ON m.member_id = c.member_id
  JOIN person_month AS pm ON pm.person_id = c.person_id
  CROSS JOIN run
)
SELECT DISTINCT unnest(string_split(trim(n.said), ' ')) AS sound, named.area_code, named.person_id
FROM named JOIN link_name AS n ON n.raw = named.name
ORDER BY sound, area_code, person_id
