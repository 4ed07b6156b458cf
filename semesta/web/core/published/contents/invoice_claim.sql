-- Claims over all bills, by reason.
SELECT dispute, run.area_code, count(DISTINCT psnoka) AS head_count, CAST(sum(month_count) AS BIGINT) AS month_count,
  CAST(sum(disputed_rupiah) AS BIGINT) AS disputed_rupiah, CAST(sum(withheld_rupiah) AS BIGINT) AS withheld_rupiah,
  CAST(sum(claimed_rupiah) AS BIGINT) AS claimed_rupiah, CAST(sum(credited_rupiah) AS BIGINT) AS credited_rupiah
FROM invoice_claim CROSS JOIN run
WHERE payer = 'city'
GROUP BY dispute, run.area_code
