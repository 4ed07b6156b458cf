-- Firms to write to.
SELECT work_order, coalesce(village_code, district_code, run.area_code) AS area_code, firm_key, name, employer_code,
  nib, finding, expected_uncovered_count, missing_worker_count, worker_count_elsewhere, worker_count_bpjs, worker_card_count, active_card_count,
  arrears_month_count
FROM employer_work CROSS JOIN run
