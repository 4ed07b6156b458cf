-- One row per thing the desks did about a person: did it become active cover in the membership file of this month.
-- Key: action_id
-- What was done about a firm is judged by firm_outcome.
-- outcome: active (has cover now), inactive (has a card), no_card, dead_or_moved, person_unknown. Only the file counts.
-- An active card counts, too, while the register does not know its person: a visit finds such people.
WITH ground AS (  -- by person number, else by a resident's NIK, else by the NIK of a card alone, else by card
  SELECT a.action_id, 1 AS strength, p.person_id FROM action AS a JOIN person AS p
    ON CAST(p.person_id AS VARCHAR) = a.person_key
  UNION ALL
  SELECT a.action_id, 2, p.person_id FROM action AS a JOIN person AS p ON p.nik = coalesce(a.resident_nik, a.nik)
  UNION ALL
  SELECT a.action_id, 3, p.person_id FROM action AS a JOIN person_month AS p ON p.nik = coalesce(a.resident_nik, a.nik)
  UNION ALL
  SELECT a.action_id, 4, p.person_id FROM action AS a JOIN person AS p ON p.psnoka = a.psnoka
),
best AS (
  SELECT action_id, person_id, row_number() OVER (PARTITION BY action_id ORDER BY strength, person_id) AS turn
    FROM ground
),
found AS (
  SELECT a.*, best.person_id FROM action AS a LEFT JOIN best ON best.action_id = a.action_id AND best.turn = 1
  WHERE a.firm_key IS NULL
),
before AS (
  SELECT person_id, max(CASE WHEN status = 'ACTIVE' THEN 1 ELSE 0 END) AS was_active FROM previous_card
    GROUP BY person_id
),
now AS (
  SELECT person_id, month, class, member_id,
    active OR (class = 'member_not_in_register' AND coalesce(status, '') = 'ACTIVE') AS active
  FROM person_month
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
LEFT JOIN now AS p ON p.person_id = f.person_id
LEFT JOIN before ON before.person_id = f.person_id
