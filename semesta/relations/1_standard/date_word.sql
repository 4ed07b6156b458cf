-- One row per text that stands for a day in the register or the membership files; the day it means, NULL if none.
-- Key: date_text
-- past_on: two-digit years lie in the hundred years before the day judged (births); any_on: they may lie in the future.
WITH met AS (
  SELECT birth_date AS date_text FROM landed_resident
  UNION
  SELECT changed_on FROM landed_resident
  UNION
  SELECT birth_date FROM landed_member
  UNION
  SELECT start_on FROM landed_member
  UNION
  SELECT end_on FROM landed_member
  UNION
  SELECT segment_from FROM landed_member
)
SELECT
  date_text,
  date_of(date_text, run.as_of) AS past_on,
  date_of(date_text, DATE '2099-12-31') AS any_on,
  date_damage(date_text, run.as_of) AS damage
FROM met
CROSS JOIN run
WHERE date_text IS NOT NULL
