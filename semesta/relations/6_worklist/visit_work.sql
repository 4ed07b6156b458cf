-- One row per household to visit: those with most people to reach first; a household with a doubtful match comes last.
-- Key: village_code, visit_order
-- Somebody is to be reached when the route needs the person: not when an office alone can settle it.
WITH household AS (
  SELECT
    nkk,
    month,
    village_code, district_code, regency_code,
    min(rt) AS rt,
    min(rw) AS rw,
    min(address) AS address,
    count(*) AS reach_count,
    count(CASE WHEN class = 'uncovered' THEN 1 END) AS uncovered_count,
    count(CASE WHEN class = 'covered_inactive' THEN 1 END) AS inactive_count,
    count(CASE WHEN route = 'resolve_doubt' THEN 1 END) AS doubt_count,
    min(priority) AS priority,
    min(deadline_on) AS first_deadline_on,
    min(person_id) AS first_person_id
  FROM person_work
  WHERE nkk IS NOT NULL AND route NOT IN ('report_death', 'report_move', 'wait_start', 'employer_arrears',
    'read_status', 'correct_register')
  GROUP BY nkk, month, village_code, district_code, regency_code
)
SELECT
  h.*,
  f.member_count,
  row_number() OVER (
    PARTITION BY h.village_code
    ORDER BY CASE WHEN h.doubt_count > 0 THEN 1 ELSE 0 END, CASE WHEN h.priority <= 2 THEN 0 ELSE 1 END,
      h.reach_count - h.doubt_count DESC, h.rw, h.rt, h.nkk
  ) AS visit_order
FROM household AS h
LEFT JOIN family AS f ON f.nkk = h.nkk
