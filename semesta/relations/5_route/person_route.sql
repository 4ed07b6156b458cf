-- One row per living resident without active cover, or about to lose it: the one next lawful route.
-- Key: person_id
-- The first that applies: a doubtful match is decided and a broken identity mended before anything is promised; then
-- the clocks (newborn, waiting, lay-off, child, decree list); then who else pays (employer, PBI); then the city's
-- quota; then self. expected_start_on is NULL where no rule gives a day: nobody is promised cover after an instalment
-- (REHAB) or by a ministry. monthly_cost_rupiah is the city's: contribution and help for its own members, help for
-- active self-payers of class III.
WITH term AS (
  SELECT n.*, rule.* EXCLUDE (month), t.expected_start_on AS pemda_start_on, t.free_places, t.quota_people,
    n.decile <= rule.dtsen_pbi_decile_max AS poor,
    n.decile > rule.dtsen_pbi_decile_max AS able,
    coalesce(n.ward_class, '3') = '3' AS class_iii
  FROM person_need AS n
  LEFT JOIN rule_month AS rule ON rule.month = n.month
  CROSS JOIN registration_term AS t
),
chosen AS (
  SELECT *,
    CASE
      WHEN upcoming AND reason_stated IS DISTINCT FROM 'PPU_PHK' AND age_year < child_age_limit_year
        THEN 'child_study_letter'
      WHEN has_doubt AND class = 'uncovered' THEN 'resolve_doubt'
      WHEN reason IN ('NIK_TIDAK_VALID', 'GANDA') OR (class = 'uncovered'
        AND (nik IS NULL OR birth_on IS NULL)) THEN 'fix_identity'
      WHEN class = 'status_unknown' THEN 'read_status'
      WHEN class = 'uncovered' AND birth_on <= as_of AND days_from(birth_on, as_of) <= newborn_window_day THEN 'newborn'
      WHEN reason = 'MENINGGAL' THEN 'correct_register'
      WHEN reason = 'PINDAH' THEN 'report_move'
      WHEN reason = 'MENUNGGU_TMT' THEN 'wait_start'
      WHEN reason = 'BELUM_BAYAR_PERTAMA' THEN 'pay_first'
      WHEN reason = 'PPU_PHK' AND month_after(coalesce(inactive_since_on, as_of), phk_guarantee_month) > as_of
        THEN 'phk_guarantee'
      WHEN reason = 'ANAK_USIA' AND age_year < child_student_age_limit_year THEN 'child_study_letter'
      WHEN reason = 'EMPLOYER_ARREARS' THEN 'employer_arrears'
      WHEN reason = 'PBI_DIKELUARKAN' AND decree_number IS NOT NULL AND NOT coalesce(able, FALSE)
        AND month_after(decree_effective_on, reactivation_window_month) > as_of THEN 'pbi_reactivation'
      WHEN has_wage OR (class = 'uncovered' AND family_has_worker AND age_year < child_age_limit_year) THEN 'employer'
      WHEN poor THEN 'dtsen_pbi'
      WHEN reason = 'PREMI' AND arrears_month_count >= rehab_min_arrears_month THEN 'rehab'
      WHEN reason = 'PREMI' THEN 'pay_arrears'
      WHEN able THEN 'mandiri'
      WHEN reason = 'TIDAK_DIKETAHUI' THEN 'read_status'
      ELSE 'apbd_quota'
    END AS first_route
  FROM term
),
queued AS (
  SELECT *, row_number() OVER (PARTITION BY first_route ORDER BY urgent DESC, decile NULLS LAST,
    birth_on NULLS LAST, person_id) AS queue_place
  FROM chosen
),
routed AS (
  SELECT *, CASE WHEN first_route = 'apbd_quota' AND queue_place > free_places THEN 'mandiri'
    ELSE first_route END AS route
  FROM queued
)
SELECT
  r.person_id,
  r.month,
  r.route,
  r.class,
  r.reason,
  text.law,
  text.documents,
  text.office,
  CASE r.route
    WHEN 'newborn' THEN r.as_of
    WHEN 'wait_start' THEN r.start_on
    WHEN 'apbd_quota' THEN r.pemda_start_on
    WHEN 'phk_guarantee' THEN r.as_of
    WHEN 'mandiri' THEN day_after(greatest(r.as_of, coalesce(r.ends_on, r.as_of)), r.mandiri_wait_day)
    WHEN 'pay_first' THEN greatest(r.as_of, day_after(coalesce(r.start_on, r.as_of), r.mandiri_wait_day))
    WHEN 'pay_arrears' THEN day_after(r.as_of, 1)
  END AS expected_start_on,
  CASE
    WHEN r.upcoming THEN r.ends_on
    WHEN r.route = 'newborn' THEN day_after(r.birth_on, r.newborn_window_day)
    WHEN r.route = 'phk_guarantee' THEN month_after(coalesce(r.inactive_since_on, r.as_of), r.phk_guarantee_month)
    WHEN r.route = 'child_study_letter' THEN month_after(r.birth_on, 12 * r.child_student_age_limit_year)
    WHEN r.route = 'pbi_reactivation' THEN month_after(r.decree_effective_on, r.reactivation_window_month)
  END AS deadline_on,
  CASE
    WHEN r.route = 'apbd_quota' OR (r.route = 'newborn' AND r.family_has_pemda AND NOT r.family_has_worker)
    THEN r.pbpu_pemda_contribution_rupiah + r.pbpu_help_pemda_rupiah
    WHEN r.route IN ('mandiri', 'pay_first', 'pay_arrears', 'rehab') AND r.class_iii THEN r.pbpu_help_pemda_rupiah
    ELSE 0
  END AS monthly_cost_rupiah,
  CASE
    WHEN r.upcoming THEN 'upcoming'
    WHEN r.first_route <> r.route THEN 'quota_full'
    WHEN r.route = 'apbd_quota' AND r.quota_people IS NULL THEN 'quota_unknown'
    WHEN r.route = 'mandiri' AND r.segment = 'PBI_APBN' THEN 'two_choices'
    WHEN r.route = 'rehab' THEN 'no_promise'
    WHEN r.arrears_month_count > 0 THEN 'arrears_stay'
  END AS note,
  r.urgent, r.upcoming, r.decile, r.arrears_month_count,
  r.village_code, r.district_code, r.regency_code, r.nkk
FROM routed AS r
LEFT JOIN route_text AS text ON text.route = r.route
