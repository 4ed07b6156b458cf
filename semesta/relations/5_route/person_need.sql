-- One row per living resident who has no active cover or will lose it soon, with all that decides on a route.
-- Key: person_id
-- upcoming: cover is active today and ends within the warning time (a child's 21st or 25th birthday, a lay-off
-- guarantee); ends_on is that day. decile is of the person on the DTSEN list, else of the family card, else NULL:
-- never guessed.
WITH own_decile AS (
  SELECT nik, min(decile) AS decile FROM poor_household WHERE nik IS NOT NULL AND decile IS NOT NULL GROUP BY nik
),
family_decile AS (
  SELECT nkk, min(decile) AS decile FROM poor_household WHERE nkk IS NOT NULL AND decile IS NOT NULL GROUP BY nkk
),
family_payer AS (
  SELECT p.nkk,
    max(CASE WHEN p.segment = 'PPU' AND coalesce(m.pisa, '1') = '1' THEN 1 ELSE 0 END) = 1 AS has_worker,
    max(CASE WHEN p.segment = 'PBPU_PEMDA' THEN 1 ELSE 0 END) = 1 AS has_pemda
  FROM person_month AS p
  JOIN member AS m ON m.member_id = p.member_id
  WHERE p.active AND p.nkk IS NOT NULL AND p.segment IN ('PPU', 'PBPU_PEMDA')
  GROUP BY p.nkk
),
decreed AS (
  SELECT psnoka, max(effective_on) AS effective_on, max(decree_number) AS decree_number, min(decile) AS decile,
    max(CASE WHEN catastrophic THEN 1 ELSE 0 END) = 1 AS urgent
  FROM decree_line WHERE psnoka IS NOT NULL GROUP BY psnoka
),
told_wage AS (
  SELECT nik, count(*) AS line_count FROM wage_line WHERE nik IS NOT NULL GROUP BY nik
),
dated AS (
  SELECT p.*, run.as_of, m.segment_detail, m.reason_stated, m.pisa, m.start_on, m.end_on, m.arrears_month_count,
    m.ward_class,
    m.employer_code,
    CASE
      WHEN NOT p.active THEN NULL
      WHEN p.segment = 'PPU' AND m.pisa = '4' AND p.age_year < rule.child_age_limit_year
      THEN month_after(p.birth_on, 12 * rule.child_age_limit_year)
      WHEN p.segment = 'PPU' AND m.pisa = '4' AND p.age_year < rule.child_student_age_limit_year
      THEN month_after(p.birth_on, 12 * rule.child_student_age_limit_year)
      WHEN m.reason_stated = 'PPU_PHK' OR m.segment_detail = 'PPU_PHK' THEN m.end_on
    END AS ends_on,
    rule.upcoming_warning_day
  FROM person_month AS p
  CROSS JOIN run
  LEFT JOIN rule_month AS rule ON rule.month = run.month
  LEFT JOIN member AS m ON m.member_id = p.member_id
  WHERE p.in_register AND (NOT p.active OR p.segment = 'PPU')
),
needy AS (
  SELECT *, active AS upcoming FROM dated
  WHERE NOT active OR (ends_on > as_of AND ends_on <= day_after(as_of, upcoming_warning_day))
)
SELECT
  n.person_id, n.month, n.as_of, n.resident_id, n.member_id, n.nik, n.psnoka, n.nkk, n.village_code,
    n.district_code, n.regency_code,
  n.birth_on, n.age_year, n.class, n.segment, n.segment_detail, n.reason, n.reason_stated, n.status, n.pisa, n.start_on,
  n.end_on, n.inactive_since_on, n.arrears_month_count, n.ward_class, n.employer_code, n.has_doubt, n.upcoming,
    n.ends_on,
  coalesce(own.decile, d.decile, family.decile) AS decile,
  d.decree_number,
  d.effective_on AS decree_effective_on,
  coalesce(d.urgent, FALSE) AS urgent,
  coalesce(payer.has_worker, FALSE) AS family_has_worker,
  coalesce(payer.has_pemda, FALSE) AS family_has_pemda,
  w.nik IS NOT NULL AS has_wage
FROM needy AS n
LEFT JOIN own_decile AS own ON own.nik = n.nik
LEFT JOIN family_decile AS family ON family.nkk = n.nkk
LEFT JOIN family_payer AS payer ON payer.nkk = n.nkk
LEFT JOIN decreed AS d ON d.psnoka = n.psnoka
LEFT JOIN told_wage AS w ON w.nik = n.nik
