-- One row per segment and flow of the month: opening, in and out by cause, closing; 'ALL' is every segment.
-- Key: segment, kind, cause
-- Counted are active cards (repeated rows apart) by card number. opening + in - out = closing holds in every segment.
-- Without a previous run there is nothing to compare: no row.
WITH now_card AS (
  SELECT m.psnoka, m.segment, m.status, p.reason, p.age_year, c.class
  FROM card_month AS c
  JOIN member AS m ON m.member_id = c.member_id
  LEFT JOIN person_month AS p ON p.person_id = c.person_id AND p.member_id = c.member_id
  WHERE c.class <> 'repeated_row' AND m.psnoka IS NOT NULL
),
pair AS (
  SELECT
    b.psnoka IS NOT NULL AS was_there,
    n.psnoka IS NOT NULL AS is_there,
    b.status = 'ACTIVE' AND b.status IS NOT NULL AS was_active,
    n.status = 'ACTIVE' AND n.status IS NOT NULL AS is_active,
    b.segment AS old_segment,
    n.segment AS new_segment,
    n.class,
    n.status AS new_status,
    n.reason,
    n.age_year
  FROM (SELECT * FROM previous_card WHERE psnoka IS NOT NULL AND class <> 'repeated_row') AS b
  FULL JOIN now_card AS n ON n.psnoka = b.psnoka
),
flow AS (
  SELECT old_segment AS segment, 'opening' AS kind, 'active' AS cause FROM pair WHERE was_active
  UNION ALL
  SELECT new_segment, 'closing', 'active' FROM pair WHERE is_active
  UNION ALL
  SELECT new_segment, 'in', CASE WHEN was_there THEN 'reactivated' WHEN age_year < 1 THEN 'born' ELSE 'new_card' END
  FROM pair WHERE is_active AND NOT was_active
  UNION ALL
  SELECT old_segment, 'out',
    CASE WHEN NOT is_there THEN 'left_file'
         WHEN new_status = 'UNKNOWN' THEN 'status_unknown'
         WHEN class = 'dead_but_member' THEN 'died'
         WHEN class = 'moved_but_member' THEN 'moved_out'
         ELSE coalesce(reason, 'TIDAK_DIKETAHUI') END
  FROM pair WHERE was_active AND NOT is_active
),
moved AS (
  SELECT new_segment AS segment, 'in' AS kind, 'from_' || lower(old_segment) AS cause
  FROM pair WHERE was_active AND is_active AND old_segment <> new_segment
  UNION ALL
  SELECT old_segment, 'out', 'to_' || lower(new_segment)
  FROM pair WHERE was_active AND is_active AND old_segment <> new_segment
),
every_flow AS (
  SELECT 'ALL' AS segment, kind, cause FROM flow
  UNION ALL
  SELECT segment, kind, cause FROM flow
  UNION ALL
  SELECT segment, kind, cause FROM moved
)
SELECT run.month, segment, kind, cause, count(*) AS card_count
FROM every_flow
CROSS JOIN run
WHERE EXISTS (SELECT 1 FROM previous_card)
GROUP BY run.month, segment, kind, cause
