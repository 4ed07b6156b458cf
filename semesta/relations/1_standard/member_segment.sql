-- One row per card and spell in a segment that the files tell of; to_on NULL: still so.
-- Key: psnoka, from_on, segment
-- The spell of today, and before it the one of the previous run where the segment was another.
WITH today AS (
  SELECT psnoka, segment, coalesce(segment_from_on, start_on) AS from_on
  FROM member
  WHERE psnoka IS NOT NULL AND NOT repeated_row
)
SELECT psnoka, segment, from_on, CAST(NULL AS DATE) AS to_on FROM today
UNION ALL
SELECT p.psnoka, p.segment, p.month AS from_on, day_after(coalesce(t.from_on, run.month), -1) AS to_on
FROM previous_card AS p
CROSS JOIN run
JOIN today AS t ON t.psnoka = p.psnoka AND t.segment <> p.segment
