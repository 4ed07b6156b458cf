-- One row per person of a household visit: what cover the membership file of this month shows of them.
-- Key: visit_row_id
-- Registered and active are two things, each followed to the file: became_registered counts a card that the month before
-- did not show, became_active cover. outcome: active, inactive (has a card), no_card, dead_or_moved, person_unknown.
-- An active card counts, too, while the register does not know its person: a visit finds such people.
WITH ground AS (  -- by NIK alone: a name at a door is no identity; a resident before a card that no register knows
  SELECT v.visit_row_id,
    coalesce(min(CASE WHEN p.resident_id IS NOT NULL THEN p.person_id END), min(p.person_id)) AS person_id
  FROM visit AS v JOIN person_month AS p ON p.nik = v.nik
  GROUP BY v.visit_row_id
),
before AS (
  SELECT person_id, max(CASE WHEN status = 'ACTIVE' THEN 1 ELSE 0 END) AS was_active FROM previous_card
    WHERE person_id IS NOT NULL GROUP BY person_id
),
now AS (
  SELECT person_id, month, class, member_id,
    active OR (class = 'member_not_in_register' AND coalesce(status, '') = 'ACTIVE') AS active
  FROM person_month
)
SELECT
  v.visit_row_id, v.visit_id, v.household_id, v.village_code, v.visited_on, v.agent_code, v.outcome AS found, v.membership_shown,
  v.willing, v.chosen_route, g.person_id, p.month, p.class,
  before.person_id IS NOT NULL AS registered_before,
  p.member_id IS NOT NULL AS registered_now,
  before.person_id IS NULL AND p.member_id IS NOT NULL AS became_registered,
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
FROM visit AS v
LEFT JOIN ground AS g ON g.visit_row_id = v.visit_row_id
LEFT JOIN now AS p ON p.person_id = g.person_id
LEFT JOIN before ON before.person_id = g.person_id
WHERE v.nik IS NOT NULL
