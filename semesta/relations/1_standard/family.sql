-- One row per family card of the register, with who is in it now.
-- Key: nkk
WITH inside AS (
  SELECT nkk, resident_id, village_code, rt, rw,
    regexp_full_match(text_key(family_relation), 'KEPALAKELUARGA|KEPALA|KK|0?1') AS is_head
  FROM resident
  WHERE nkk IS NOT NULL AND register_status = 'LIVING' AND NOT duplicate_row
)
SELECT
  nkk,
  min(CASE WHEN is_head THEN resident_id END) AS head_resident_id,
  min(resident_id) AS first_resident_id,
  min(village_code) AS village_code,
  min(rt) AS rt,
  min(rw) AS rw,
  count(*) AS member_count,
  count(CASE WHEN is_head THEN 1 END) AS head_count
FROM inside
GROUP BY nkk
