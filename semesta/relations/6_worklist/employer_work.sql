-- One row per firm that branch and Disnaker should write to, the most workers expected without cover first.
-- Key: work_order
SELECT
  row_number() OVER (
    ORDER BY expected_uncovered_count DESC, missing_worker_count DESC, low_wage_count DESC,
      coalesce(arrears_month_count, 0) DESC, firm_key
  ) AS work_order,
  month, firm_key, name, employer_code, nib, village_code, district_code, finding, missing_worker_count,
  expected_uncovered_count, listed_state_paid_count, low_wage_count,
  worker_count_elsewhere, worker_count_bpjs, worker_card_count, active_card_count, arrears_month_count
FROM employer_month
WHERE finding IS NOT NULL
