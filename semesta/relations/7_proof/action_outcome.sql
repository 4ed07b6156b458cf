-- One row per thing the desks did about a person: did it become active cover in the membership file of this month.
-- Key: action_id
-- outcome: active (has cover now), inactive (has a card), no_card, dead_or_moved, person_unknown. Only the file counts.
WITH found AS (
  SELECT a.*, coalesce(p.person_id, q.person_id, s.person_id) AS person_id
  FROM action AS a
  LEFT JOIN person AS p ON CAST(p.person_id AS VARCHAR) = a.person_key
  LEFT JOIN (SELECT nik, min(person_id) AS person_id FROM person WHERE nik IS NOT NULL GROUP BY nik) AS q
    ON p.person_id IS NULL AND q.nik = coalesce(a.resident_nik, a.nik)
  LEFT JOIN (SELECT psnoka, min(person_id) AS person_id FROM person WHERE psnoka IS NOT NULL GROUP BY psnoka) AS s
    ON p.person_id IS NULL AND q.person_id IS NULL AND s.psnoka = a.psnoka
),
before AS (
  SELECT person_id, max(CASE WHEN status = 'ACTIVE' THEN 1 ELSE 0 END) AS was_active FROM previous_card GROUP BY person_id
)
SELECT
  f.action_id, f.action, f.route, f.decision, f.decided_on, f.person_id, p.month, p.class,
  coalesce(before.was_active = 1, FALSE) AS active_before,
  coalesce(p.active, FALSE) AS active_now,
  coalesce(p.active, FALSE) AND coalesce(before.was_active, 0) = 0 AS became_active,
  CASE
    WHEN p.person_id IS NULL THEN 'person_unknown'
    WHEN p.active THEN 'active'
    WHEN p.class IN ('dead_but_member', 'moved_but_member', 'left_register') THEN 'dead_or_moved'
    WHEN p.member_id IS NULL THEN 'no_card'
    ELSE 'inactive'
  END AS outcome
FROM found AS f
LEFT JOIN person_month AS p ON p.person_id = f.person_id
LEFT JOIN before ON before.person_id = f.person_id
