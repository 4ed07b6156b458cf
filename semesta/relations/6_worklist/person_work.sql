-- One row per human about whom an office has something to do: routes to cover, and cards that nobody should pay for.
-- Key: person_id
-- priority 1 first: catastrophic cases and running clocks, then who was switched off, then who never had a card, then
-- identities and doubts; cards of the dead and the moved that are still active are for finance and come as their own
-- tasks.
WITH task AS (
  SELECT person_id, month, route, class, reason, expected_start_on, deadline_on, monthly_cost_rupiah, note, urgent,
    village_code, district_code, regency_code, nkk, law, documents, office,
    CASE WHEN urgent THEN 1 WHEN deadline_on IS NOT NULL THEN 2
      WHEN route IN ('resolve_doubt', 'fix_identity', 'read_status') THEN 5
         WHEN class = 'covered_inactive' THEN 3 ELSE 4 END AS priority
  FROM person_route
  UNION ALL
  SELECT p.person_id, p.month, x.route, p.class, p.reason, NULL, NULL, 0, CASE WHEN p.paid_by_city
    THEN 'paid_by_city' END, FALSE,
    p.village_code, p.district_code, p.regency_code, p.nkk, x.law, x.documents, x.office,
    CASE WHEN p.paid_by_city THEN 2 ELSE 5 END
  FROM person_month AS p
  JOIN route_text AS x ON x.route = CASE p.class WHEN 'dead_but_member' THEN 'report_death'
    WHEN 'moved_but_member' THEN 'report_move' END
  WHERE p.status = 'ACTIVE'
)
SELECT
  t.*,
  r.name,
  p.nik,
  p.psnoka,
  p.birth_on,
  p.sex,
  p.segment,
  p.status,
  r.rt,
  r.rw,
  r.address,
  coalesce(m.phone, r.phone) AS phone
FROM task AS t
JOIN person_month AS p ON p.person_id = t.person_id
LEFT JOIN resident AS r ON r.resident_id = p.resident_id
LEFT JOIN member AS m ON m.member_id = p.member_id
