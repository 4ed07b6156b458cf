-- One row per payer, card and reason that the city claims back or withholds: the months since the event, heads and rupiah.
-- Key: payer, psnoka, dispute
-- withheld: lines of the newest bill, not to be paid; claimed: lines of earlier bills less what was given back since.
WITH newest AS (
  SELECT payer, max(invoice_month) AS invoice_month FROM invoice_work GROUP BY payer
),
line AS (
  SELECT w.*, w.invoice_month >= newest.invoice_month AS in_newest FROM invoice_work AS w
  JOIN newest ON newest.payer = w.payer
)
SELECT payer, psnoka, dispute, min(person_id) AS person_id, min(nik) AS nik, min(name) AS name,
  min(village_code) AS village_code, min(event_on) AS event_on, min(paid_for_month) AS first_month,
  max(paid_for_month) AS last_month, count(DISTINCT paid_for_month) AS month_count, count(*) AS line_count,
  CAST(sum(disputed_contribution) AS BIGINT) AS disputed_contribution,
  CAST(sum(disputed_help) AS BIGINT) AS disputed_help, CAST(sum(disputed_rupiah) AS BIGINT) AS disputed_rupiah,
  CAST(sum(CASE WHEN in_newest THEN disputed_rupiah ELSE 0 END) AS BIGINT) AS withheld_rupiah,
  CAST(sum(credited_rupiah) AS BIGINT) AS credited_rupiah,
  CAST(sum(CASE WHEN in_newest THEN 0 ELSE disputed_rupiah - credited_rupiah END) AS BIGINT) AS claimed_rupiah
FROM line
GROUP BY payer, psnoka, dispute
