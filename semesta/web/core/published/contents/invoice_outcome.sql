-- What became of the disputed lines of each bill, by reason.
SELECT run.area_code, invoice_month, dispute, outcome, count(DISTINCT psnoka) AS head_count, count(*) AS line_count,
  CAST(sum(disputed_rupiah) AS BIGINT) AS disputed_rupiah, CAST(sum(credited_rupiah) AS BIGINT) AS credited_rupiah
FROM invoice_work CROSS JOIN run
WHERE payer = 'city' AND invoice_month IS NOT NULL
GROUP BY run.area_code, invoice_month, dispute, outcome
