-- One row per reported birth whose baby has no active card yet, with the day by which it must be registered.
-- Key: deadline_on, event_id
-- A baby is found by its NIK, else by its birth date on the mother's family card (register) or beside her NIK.
WITH birth AS (
  SELECT e.event_id, e.nik, e.nkk, e.name, e.birth_on, e.sex, e.mother_nik, e.document_number, e.reported_by,
    coalesce(e.birth_on, e.event_on) AS born_on
  FROM event AS e
  WHERE e.kind = 'BIRTH'
),
mother AS (
  SELECT b.event_id, max(p.nkk) AS nkk, max(p.village_code) AS village_code, max(p.segment) AS segment,
    max(CASE WHEN p.active THEN 1 ELSE 0 END) = 1 AS active
  FROM birth AS b
  JOIN person_month AS p ON p.nik = b.mother_nik AND p.in_register
  GROUP BY b.event_id
),
known AS (
  SELECT b.*, m.nkk AS mother_nkk, m.village_code, m.segment AS mother_segment, m.active AS mother_active
  FROM birth AS b
  LEFT JOIN mother AS m ON m.event_id = b.event_id
),
baby AS (
  SELECT k.event_id, p.active FROM known AS k JOIN person_month AS p ON p.nik = k.nik
  UNION ALL
  SELECT k.event_id, p.active
  FROM known AS k
  JOIN person_month AS p ON k.nik IS NULL AND p.birth_on = k.born_on AND p.nkk = coalesce(k.nkk, k.mother_nkk)
),
found AS (
  SELECT event_id, max(CASE WHEN active THEN 1 ELSE 0 END) = 1 AS covered FROM baby GROUP BY event_id
)
SELECT k.event_id, run.month, k.name, k.sex, k.born_on, k.nik, k.mother_nik, coalesce(k.nkk, k.mother_nkk) AS nkk,
  k.village_code,
  k.mother_segment, k.mother_active, f.event_id IS NOT NULL AS in_register, k.document_number, k.reported_by,
  day_after(k.born_on, rule.newborn_window_day) AS deadline_on,
  day_after(k.born_on, rule.newborn_window_day) < run.as_of AS late
FROM known AS k
CROSS JOIN run
LEFT JOIN rule_month AS rule ON rule.month = run.month
LEFT JOIN found AS f ON f.event_id = k.event_id
WHERE NOT coalesce(f.covered, FALSE)
