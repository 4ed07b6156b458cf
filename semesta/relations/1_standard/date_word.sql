-- One row per text that stands for a day or a month in any file, with the day it means; NULL where it means none.
-- Key: date_text
-- past_on: two-digit years lie in the hundred years before the day judged (births); any_on: they may lie in the future.
-- month: the month named, with or without a day.
WITH met AS (
  SELECT birth_date AS date_text FROM landed_resident
  UNION
  SELECT changed_on FROM landed_resident
  UNION
  SELECT birth_date FROM landed_member
  UNION
  SELECT start_on FROM landed_member
  UNION
  SELECT end_on FROM landed_member
  UNION
  SELECT segment_from FROM landed_member
  UNION
  SELECT birth_date FROM landed_pbi
  UNION
  SELECT birth_date FROM landed_poor_person
  UNION
  SELECT birth_date FROM landed_decree
  UNION
  SELECT decree_on FROM landed_decree
  UNION
  SELECT effective_on FROM landed_decree
  UNION
  SELECT birth_date FROM landed_event
  UNION
  SELECT event_on FROM landed_event
  UNION
  SELECT birth_date FROM landed_mutation
  UNION
  SELECT effective_on FROM landed_mutation
  UNION
  SELECT birth_date FROM landed_invoice
  UNION
  SELECT invoice_month FROM landed_invoice
  UNION
  SELECT paid_for_month FROM landed_invoice
  UNION
  SELECT invoice_month FROM landed_invoice_total
  UNION
  SELECT paid_for_month FROM landed_invoice_total
  UNION
  SELECT invoice_month FROM landed_payment
  UNION
  SELECT paid_on FROM landed_payment
  UNION
  SELECT birth_date FROM landed_visit
  UNION
  SELECT visited_at FROM landed_visit
  UNION
  SELECT follow_up_on FROM landed_visit
  UNION
  SELECT decided_at FROM landed_action
  UNION
  SELECT due_on FROM landed_action
  UNION
  SELECT valid_from FROM landed_population
  UNION
  SELECT month FROM landed_cooperation
  UNION
  SELECT paid_to_month FROM landed_cooperation
),
bared AS (
  SELECT met.date_text, date_bare(met.date_text) AS bare, run.as_of
  FROM met
  CROSS JOIN run
  WHERE met.date_text IS NOT NULL
),
spelled AS (
  SELECT *, date_iso(bare, as_of) AS past_iso, date_iso(bare, DATE '2099-12-31') AS any_iso FROM bared
),
dated AS (
  SELECT *, date_of(bare, past_iso) AS past_on, date_of(bare, any_iso) AS any_on FROM spelled
)
SELECT
  date_text,
  past_on,
  any_on,
  coalesce(month_of(bare), first_of_month(any_on)) AS month,
  date_damage(bare, past_iso, past_on, as_of) AS damage
FROM dated
