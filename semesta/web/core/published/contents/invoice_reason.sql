-- Reasons per bill: of disputed lines what is disputed, of accepted ones what is accepted, of missing ones all of it.
SELECT run.area_code, invoice_month, judgement, reason, count(DISTINCT psnoka) AS head_count, count(*) AS line_count,
  CAST(sum(CASE judgement WHEN 'disputed' THEN disputed_contribution WHEN 'accepted' THEN accepted_contribution
    ELSE billed_contribution + unbilled_contribution END) AS BIGINT) AS contribution_rupiah,
  CAST(sum(CASE judgement WHEN 'disputed' THEN disputed_help WHEN 'accepted' THEN accepted_help
    ELSE billed_help + unbilled_help END) AS BIGINT) AS help_rupiah
FROM invoice_month CROSS JOIN run
WHERE reason IS NOT NULL AND payer = 'city' AND invoice_month IS NOT NULL
  AND judgement IN ('accepted', 'disputed', 'missing')
GROUP BY run.area_code, invoice_month, judgement, reason
