-- Spells of a card but the newest one, which the card itself tells of.
WITH newest AS (SELECT psnoka, max(from_on) AS from_on FROM member_segment GROUP BY psnoka)
SELECT s.psnoka, s.from_on, s.segment, s.to_on, c.person_id, c.area_code
FROM member_segment AS s
JOIN newest AS n ON n.psnoka = s.psnoka
JOIN (
  SELECT m.psnoka, min(m.person_id) AS person_id,
    min(coalesce(pm.village_code, pm.district_code, pm.regency_code, run.area_code)) AS area_code
  FROM card_month AS m JOIN person_month AS pm ON pm.person_id = m.person_id CROSS JOIN run GROUP BY m.psnoka
) AS c ON c.psnoka = s.psnoka
WHERE s.from_on < n.from_on OR s.to_on IS NOT NULL
