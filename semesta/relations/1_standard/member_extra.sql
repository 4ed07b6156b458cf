-- One row per membership row that repeats a card number (PSNOKA) which has a better row.
-- Key: member_id
-- Better: active before others, newest start, first in the file.
WITH number AS (
  SELECT CAST(file_no AS BIGINT) * 100000000 + row_number AS member_id, card_number_of(psnoka) AS psnoka
    FROM landed_member
),
shared AS (
  SELECT psnoka FROM number WHERE psnoka IS NOT NULL GROUP BY psnoka HAVING count(*) > 1
),
held AS (
  SELECT n.member_id, n.psnoka
  FROM number AS n
  JOIN shared AS s ON s.psnoka = n.psnoka
),
ranked AS (
  SELECT h.member_id, h.psnoka,
    row_number() OVER (
      PARTITION BY h.psnoka
      ORDER BY CASE w.status WHEN 'ACTIVE' THEN 0 ELSE 1 END, started.any_on DESC NULLS LAST, h.member_id
    ) AS place_in_card
  FROM held AS h
  JOIN landed_member AS m ON CAST(m.file_no AS BIGINT) * 100000000 + m.row_number = h.member_id
  LEFT JOIN date_word AS started ON started.date_text = m.start_on
  LEFT JOIN status_word AS w
    ON w.status_code IS NOT DISTINCT FROM m.status_code AND w.status_text IS NOT DISTINCT FROM m.status_text
)
SELECT worse.member_id, better.member_id AS better_member_id
FROM ranked AS worse
JOIN ranked AS better ON better.psnoka = worse.psnoka AND better.place_in_card = 1
WHERE worse.place_in_card > 1
