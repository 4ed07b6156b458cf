-- One row per family card of the register, with who is in it now.
-- Key: nkk
WITH inside AS (
  SELECT nkk, resident_id, village_code, district_code, regency_code, rt, rw, address,
    row_number() OVER (
      PARTITION BY nkk
      ORDER BY CASE WHEN text_key(family_relation) IN ('KEPALAKELUARGA', 'KEPALA', '1', '01', 'KK') THEN 0 ELSE 1 END, birth_on, resident_id
    ) AS seat,
    count(*) OVER (PARTITION BY nkk) AS member_count,
    sum(CASE WHEN text_key(family_relation) IN ('KEPALAKELUARGA', 'KEPALA', '1', '01', 'KK') THEN 1 ELSE 0 END)
      OVER (PARTITION BY nkk) AS head_count
  FROM resident
  WHERE nkk IS NOT NULL AND register_status = 'LIVING' AND NOT duplicate_row
)
SELECT
  nkk,
  CASE WHEN head_count > 0 THEN resident_id END AS head_resident_id,
  village_code,
  district_code,
  regency_code,
  rt,
  rw,
  address,
  member_count,
  CAST(head_count AS BIGINT) AS head_count
FROM inside
WHERE seat = 1
