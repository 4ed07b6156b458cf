-- One row per region, population series, way of counting, status, condition and activity formula.
-- Key: region_code, figure, population_series, verdict, condition, formula
-- figure: 'reconciled' counts residents who hold a card; 'reported' counts cards, as BPJS does. formula is '' where
-- the condition is the same under every activity formula. Where the rule has no value that month there is no row. What
-- nobody told us (arrears, approval, budget, payments) is met NULL. gap_people: so many more are needed; gap_rupiah: what
-- they would cost the city in a month (of arrears: all that is owed; of a budget: what lacks for the year);
-- margin_people: so many may be lost before the condition fails. Arrears are the larger of what we were told and of what
-- this run's bills and payments show, as BPJS counts them: a condition that one of the two does not see met is not met.
WITH of_figure AS (
  SELECT *, replace(indicator, '_reported', '') AS measure,
    CASE WHEN indicator LIKE '%\_reported' ESCAPE '\' THEN 'reported' ELSE 'reconciled' END AS figure
  FROM indicator_month
  WHERE breakdown = 'all'
),
counted AS (
  SELECT month, region_code, region_level, figure, population_series,
    max(denominator) AS population,
    max(CASE WHEN measure = 'coverage' THEN numerator END) AS registered,
    max(CASE WHEN measure = 'activity_of_population' THEN numerator END) AS active,
    max(CASE WHEN measure = 'pemda_share' THEN numerator END) AS pemda
  FROM of_figure
  WHERE measure IN ('coverage', 'activity_of_population', 'pemda_share')
  GROUP BY month, region_code, region_level, figure, population_series
),
of_payment AS (  -- NULL as long as no payment was told
  SELECT run.area_code, CAST(sum(b.arrears_as_bpjs_rupiah) AS BIGINT) AS arrears_rupiah
  FROM invoice_bill AS b
  CROSS JOIN run
  GROUP BY run.area_code
),
joined AS (
  SELECT c.*, r.* EXCLUDE (month),
    greatest(coop.pemda_arrears_rupiah, p.arrears_rupiah) AS pemda_arrears_rupiah, coop.application_approved, coop.paid_to_month, coop.budget_rupiah,
    coalesce(coop.quota_people, c.pemda) * (r.pbpu_pemda_contribution_rupiah + r.pbpu_help_pemda_rupiah)
      * r.budget_month_count AS budget_needed_rupiah,
    coop.budget_enough AS budget_said,
    r.pbpu_pemda_contribution_rupiah + r.pbpu_help_pemda_rupiah AS city_cost_rupiah
  FROM counted AS c
  JOIN rule_month AS r ON r.month = c.month
  LEFT JOIN cooperation AS coop ON coop.region_code = c.region_code
  LEFT JOIN of_payment AS p ON p.area_code = c.region_code
),
ruled AS (  -- a budget is enough when we were told so, else when it pays everybody agreed on (or paid now) for the year,
  -- else when BPJS approved the application, which it does not without one
  SELECT *, coalesce(budget_said, budget_rupiah >= budget_needed_rupiah, nullif(application_approved, FALSE))
    AS budget_enough FROM joined
),
status_rule AS (  -- the statuses, and the least share that each asks for
  SELECT *, 'predicate' AS verdict, coverage_min_share AS coverage_min, 'coverage_min_share' AS coverage_rule,
    predicate_activity_min_share AS activity_min, 'predicate_activity_min_share' AS activity_rule,
    CAST(NULL AS DOUBLE) AS pemda_min, CAST(NULL AS VARCHAR) AS pemda_rule, FALSE AS privileged, FALSE AS award
  FROM ruled
  UNION ALL
  SELECT *, uhc_privilege_name, coverage_min_share_prioritas, 'coverage_min_share_prioritas', activity_min_share,
    'activity_min_share',
    NULL, NULL, TRUE, FALSE FROM ruled WHERE uhc_privilege_name IS NOT NULL
  UNION ALL
  SELECT *, 'award_utama', award_utama_coverage_min, 'award_utama_coverage_min', award_utama_activity_min,
    'award_utama_activity_min',
    CASE WHEN active >= people_needed(award_utama_pemda_share_waived_activity, population) THEN NULL
      ELSE award_utama_pemda_share_min END,
    'award_utama_pemda_share_min', FALSE, TRUE FROM ruled
  UNION ALL
  SELECT *, 'award_madya_low', award_madya_coverage_min, 'award_madya_coverage_min', award_madya_activity_min_high,
    'award_madya_activity_min_high', award_madya_pemda_share_low, 'award_madya_pemda_share_low', FALSE, TRUE FROM ruled
  UNION ALL
  SELECT *, 'award_madya_high', award_madya_coverage_min, 'award_madya_coverage_min', award_madya_activity_min_low,
    'award_madya_activity_min_low', award_madya_pemda_share_high, 'award_madya_pemda_share_high', FALSE, TRUE FROM ruled
  UNION ALL
  SELECT *, 'award_pratama', award_pratama_coverage_min, 'award_pratama_coverage_min', award_pratama_activity_min,
    'award_pratama_activity_min', NULL, NULL, FALSE, TRUE FROM ruled
),
asked AS (  -- one row per condition: a share of people, or something told by the cooperation file
  SELECT *, 'coverage' AS condition, '' AS formula, coverage_min AS required, registered AS numerator,
    population AS denominator,
    CAST(NULL AS DOUBLE) AS told, CAST(NULL AS BOOLEAN) AS told_met, coverage_rule AS rule FROM status_rule
  UNION ALL
  SELECT *, 'activity', 'active_of_population', activity_min, active, population, NULL, NULL, activity_rule
    FROM status_rule
  UNION ALL
  SELECT *, 'activity', 'active_of_registered', activity_min, active, registered, NULL, NULL, activity_rule
    FROM status_rule
  UNION ALL
  SELECT *, 'pemda_share', '', pemda_min, pemda, population, NULL, NULL, pemda_rule FROM status_rule
  UNION ALL
  SELECT *, 'pemda_arrears', '', 0, NULL, NULL, CAST(pemda_arrears_rupiah AS DOUBLE), pemda_arrears_rupiah = 0,
    'privilege_requires_no_pemda_arrears' FROM status_rule WHERE privileged AND privilege_requires_no_pemda_arrears = 1
  UNION ALL
  SELECT *, 'application', '', 1, NULL, NULL, CASE WHEN application_approved THEN 1
    WHEN NOT application_approved THEN 0 END,
    application_approved, CASE WHEN privileged THEN 'privilege_requires_application' ELSE 'award_requires_prioritas' END
  FROM status_rule WHERE (privileged AND privilege_requires_application = 1)
    OR (award AND coverage_min IS NOT NULL AND award_requires_prioritas = 1)
  UNION ALL
  SELECT *, 'budget', '', 1, NULL, NULL, CASE WHEN budget_enough THEN 1 WHEN NOT budget_enough THEN 0 END,
    budget_enough, 'privilege_requires_budget'
  FROM status_rule WHERE privileged AND privilege_requires_budget = 1
  UNION ALL
  SELECT *, 'paid_to', '', month_figure(first_day(award_paid_to_month)), NULL, NULL, month_figure(paid_to_month),
    paid_to_month >= first_day(award_paid_to_month), 'award_paid_to_month'
  FROM status_rule WHERE award AND coverage_min IS NOT NULL AND award_paid_to_month IS NOT NULL
),
needed AS (
  SELECT *, people_needed(required, denominator) AS needed_people FROM asked WHERE required IS NOT NULL
)
SELECT
  n.month, n.region_code, n.region_level, n.figure, n.population_series, n.verdict, n.condition, n.formula,
  CAST(n.required AS DOUBLE) AS required,
  coalesce(n.told, share_of(n.numerator, n.denominator)) AS actual,
  coalesce(n.told_met, n.numerator >= n.needed_people) AS met,
  CASE WHEN n.numerator < n.needed_people THEN n.needed_people - n.numerator
    WHEN n.numerator >= n.needed_people THEN 0 END AS gap_people,
  CASE WHEN n.condition = 'pemda_arrears' THEN CAST(n.told AS BIGINT)
       WHEN n.condition = 'budget' AND n.told_met THEN 0
       WHEN n.condition = 'budget' AND n.budget_rupiah < n.budget_needed_rupiah
         THEN n.budget_needed_rupiah - n.budget_rupiah
       WHEN n.numerator < n.needed_people THEN (n.needed_people - n.numerator) * n.city_cost_rupiah
       WHEN n.numerator >= n.needed_people THEN 0 END AS gap_rupiah,
  n.numerator - n.needed_people AS margin_people,
  n.numerator, n.denominator, n.rule, l.law
FROM needed AS n
LEFT JOIN rule_law AS l ON l.rule = n.rule
