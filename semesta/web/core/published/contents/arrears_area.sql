-- Self-payers by kelurahan, and those of them whose cover stands still for arrears.
SELECT coalesce(p.village_code, p.district_code, p.regency_code, run.area_code) AS area_code,
  count(*) AS payer_count, count(CASE WHEN p.reason = 'PREMI' THEN 1 END) AS arrears_count
FROM person_month AS p CROSS JOIN run
WHERE p.in_register AND p.segment IN ('PBPU', 'BP') AND p.funding = 'SELF'
GROUP BY coalesce(p.village_code, p.district_code, p.regency_code, run.area_code)
