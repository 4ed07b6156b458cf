-- Humans whose class, segment or area is not what it was in the month before; none in the first month.
SELECT coalesce(now.person_id, before.person_id) AS person_id,
  coalesce(now.village_code, now.district_code, now.regency_code,
    before.village_code, before.district_code, before.regency_code, run.area_code) AS area_code,
  before.class AS class_before, now.class AS class_now, before.segment AS segment_before, now.segment AS segment_now,
  before.active AS active_before, now.active AS active_now,
  coalesce(before.village_code, before.district_code, before.regency_code) AS area_before
FROM person_month AS now
FULL JOIN person_before AS before ON before.person_id = now.person_id
CROSS JOIN run
WHERE EXISTS (SELECT 1 FROM person_before)
  AND (before.class IS DISTINCT FROM now.class OR before.segment IS DISTINCT FROM now.segment
    OR before.village_code IS DISTINCT FROM now.village_code)
