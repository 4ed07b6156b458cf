-- One row per payment order (SP2D) by which the city paid a bill of BPJS.
-- Key: city_payment_id
SELECT
  CAST(p.file_no AS BIGINT) * 100000000 + p.row_number AS city_payment_id,
  p.file_no,
  p.row_number,
  billed.month AS invoice_month,
  paid.any_on AS paid_on,
  rupiah_of(p.paid_rupiah) AS paid_rupiah,
  plain_text(p.account) AS account,
  plain_text(p.funding) AS funding,
  plain_text(p.document_number) AS document_number
FROM landed_payment AS p
LEFT JOIN date_word AS billed ON billed.date_text = p.invoice_month
LEFT JOIN date_word AS paid ON paid.date_text = p.paid_on
