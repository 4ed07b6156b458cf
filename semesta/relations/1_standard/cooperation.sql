-- One row per area: what city and branch last agreed or reported up to the month judged; what was not told is NULL.
-- Key: region_code
WITH told AS (
  SELECT
    coalesce(region_code(NULL, NULL, NULL, c.region_code), region_code(NULL, c.region_code, NULL, NULL),
      plain_text(c.region_code), run.area_code)
      AS region_code,
    coalesce(told_month.month, run.month) AS month,
    rupiah_of(c.pemda_arrears_rupiah) AS pemda_arrears_rupiah,
    paid_to.month AS paid_to_month,
    flag_of(c.application_approved) AS application_approved,
    whole_of(c.quota_people) AS quota_people,
    rupiah_of(c.budget_rupiah) AS budget_rupiah,
    flag_of(c.budget_enough) AS budget_enough,
    whole_of(c.cut_off_day) AS cut_off_day,
    plain_text(c.source) AS source,
    run.month AS run_month,
    c.file_no,
    c.row_number
  FROM landed_cooperation AS c
  CROSS JOIN run
  LEFT JOIN date_word AS told_month ON told_month.date_text = c.month
  LEFT JOIN date_word AS paid_to ON paid_to.date_text = c.paid_to_month
),
newest AS (
  SELECT *, row_number() OVER (PARTITION BY region_code ORDER BY month DESC, file_no DESC, row_number DESC) AS turn
  FROM told
  WHERE month <= run_month
)
SELECT region_code, month, pemda_arrears_rupiah, paid_to_month, application_approved, quota_people, budget_rupiah,
  budget_enough, cut_off_day, source
FROM newest
WHERE turn = 1
