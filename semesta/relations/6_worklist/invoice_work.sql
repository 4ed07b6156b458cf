-- One row per disputed line of a bill, for finance to take up with the branch, and what later bills made of it.
-- Key: dispute, invoice_line_id
-- outcome: waiting (no later bill yet), credited (given back in a later bill), part_credited, repeated (not given back,
-- and the next bill asks again for the same card with the same fault), stopped (not asked again, nor given back).
WITH credit AS (
  SELECT payer, psnoka, paid_for_month, -sum(billed_rupiah) AS credited_rupiah, min(invoice_month) AS credited_in_month
  FROM invoice_month
  WHERE reason = 'credit'
  GROUP BY payer, psnoka, paid_for_month
),
bill_order AS (
  SELECT payer, invoice_month, lead(invoice_month) OVER (PARTITION BY payer ORDER BY invoice_month) AS next_invoice_month
  FROM (SELECT DISTINCT payer, invoice_month FROM invoice_month WHERE invoice_month IS NOT NULL) AS bill
),
asked_again AS (
  SELECT DISTINCT payer, psnoka, reason, invoice_month FROM invoice_month WHERE judgement = 'disputed'
)
SELECT
  i.invoice_line_id, i.file_no, i.row_number, i.reason AS dispute, i.disputed_rupiah, i.accepted_rupiah,
  i.billed_rupiah, i.invoice_month, i.paid_for_month, i.psnoka, i.person_id, i.class, coalesce(p.nik, l.nik) AS nik,
  p.village_code, i.disputed_contribution, i.disputed_help, i.event_on, i.nik_remark, l.name, i.payer,
  CASE
    WHEN c.credited_rupiah >= i.disputed_rupiah AND c.credited_in_month > i.invoice_month THEN 'credited'
    WHEN c.credited_rupiah > 0 AND c.credited_in_month > i.invoice_month THEN 'part_credited'
    WHEN b.next_invoice_month IS NULL THEN 'waiting'
    WHEN a.psnoka IS NOT NULL THEN 'repeated'
    ELSE 'stopped'
  END AS outcome,
  CASE WHEN c.credited_in_month > i.invoice_month
    THEN CAST(least(c.credited_rupiah, i.disputed_rupiah) AS BIGINT) ELSE 0 END AS credited_rupiah
FROM invoice_month AS i
JOIN invoice_line AS l ON l.invoice_line_id = i.invoice_line_id
LEFT JOIN person_month AS p ON p.person_id = i.person_id
LEFT JOIN credit AS c ON c.payer = i.payer AND c.psnoka = i.psnoka AND c.paid_for_month = i.paid_for_month
LEFT JOIN bill_order AS b ON b.payer = i.payer AND b.invoice_month = i.invoice_month
LEFT JOIN asked_again AS a ON a.payer = i.payer AND a.psnoka = i.psnoka AND a.reason = i.reason
  AND a.invoice_month = b.next_invoice_month
WHERE i.judgement = 'disputed'
