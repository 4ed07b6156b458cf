-- One row per family card of the register and month: its living people by class.
-- Key: nkk, month
SELECT
  nkk,
  month,
  min(village_code) AS village_code,
  min(district_code) AS district_code,
  min(regency_code) AS regency_code,
  count(*) AS person_count,
  count(CASE WHEN class = 'covered_active' THEN 1 END) AS active_count,
  count(CASE WHEN class = 'covered_inactive' THEN 1 END) AS inactive_count,
  count(CASE WHEN class = 'status_unknown' THEN 1 END) AS unknown_count,
  count(CASE WHEN class = 'uncovered' THEN 1 END) AS uncovered_count,
  count(CASE WHEN has_doubt THEN 1 END) AS doubt_count,
  count(CASE WHEN reason = 'PREMI' THEN 1 END) AS arrears_count,
  count(DISTINCT CASE WHEN active THEN segment END) AS active_segment_count
FROM person_month
WHERE in_register AND nkk IS NOT NULL
GROUP BY nkk, month
