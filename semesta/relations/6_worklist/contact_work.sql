-- One row per contact to make and why: whose cover ends or has ended in a way that a message in time can mend (req 54).
-- Key: contact_rule, person_id
-- contact_rule: before_payment (a self-payer in arrears who has paid fewer times than the rule, or whose next payment is
-- that one), phk_ending (lay-off guarantee), child_over_age, left_employer (nobody pays since), former_pbi (inside the
-- window of reactivation, where its day is known). A family that pays together is one contact; family_count says for how
-- many people. The phone is the person's own, else the one that most people of the family card give; NULL where nobody
-- does. paid_count: whole months since the card's start without those in arrears; NULL without a start or with more
-- arrears than months.
WITH held AS (
  SELECT p.person_id, p.month, run.as_of, p.nkk, p.birth_on, p.class, p.active, p.segment, p.reason, p.nik, p.psnoka,
    p.village_code, p.district_code, p.regency_code, p.age_year, m.start_on, m.pisa, m.segment_detail,
    coalesce(m.arrears_month_count, 0) AS arrears_month_count,
    r.name, coalesce(m.phone, r.phone) AS own_phone,
    rule.reminder_before_payment, rule.family_pays_together, rule.upcoming_warning_day
  FROM person_month AS p
  CROSS JOIN run
  LEFT JOIN rule_month AS rule ON rule.month = run.month
  LEFT JOIN member AS m ON m.member_id = p.member_id
  LEFT JOIN resident AS r ON r.resident_id = p.resident_id
  WHERE p.in_register AND NOT p.has_doubt
),
payer AS (
  SELECT *, months_between_dates(start_on, as_of) - arrears_month_count AS paid_count
  FROM held
  WHERE (segment = 'PBPU' OR segment_detail = 'BP_LAIN') AND (active OR reason = 'PREMI') AND start_on <= as_of
),
due AS (
  SELECT person_id, 'before_payment' AS contact_rule, paid_count, CAST(NULL AS DATE) AS due_on,
    family_pays_together = 1 AND nkk IS NOT NULL AS one_per_family
  FROM payer
  WHERE paid_count >= 0
    AND ((arrears_month_count > 0 AND paid_count < reminder_before_payment)
      OR (active AND paid_count + 1 = reminder_before_payment))
  UNION ALL
  SELECT h.person_id,
    CASE
      WHEN w.route = 'child_study_letter' OR (n.upcoming AND n.pisa = '4' AND n.reason_stated IS DISTINCT FROM 'PPU_PHK')
        THEN 'child_over_age'
      WHEN w.route = 'phk_guarantee' OR n.upcoming THEN 'phk_ending'
      WHEN h.reason = 'ANAK_USIA' THEN 'child_over_age'
      WHEN h.reason = 'PPU_KELUAR' THEN 'left_employer'
      WHEN h.reason = 'PBI_DIKELUARKAN' THEN 'former_pbi'
    END,
    NULL, w.deadline_on, FALSE
  FROM held AS h
  JOIN person_need AS n ON n.person_id = h.person_id
  JOIN person_route AS w ON w.person_id = h.person_id
  WHERE NOT h.active AND h.reason IN ('ANAK_USIA', 'PPU_KELUAR')
    OR NOT h.active AND h.reason = 'PBI_DIKELUARKAN' AND (n.decree_effective_on IS NULL OR w.deadline_on IS NOT NULL)
    OR n.upcoming
    OR w.route = 'phk_guarantee' AND w.deadline_on <= day_after(h.as_of, h.upcoming_warning_day)
),
grouped AS (
  SELECT h.*, d.contact_rule, d.paid_count, d.due_on,
    CASE WHEN d.one_per_family THEN 'family ' || h.nkk ELSE 'person ' || CAST(h.person_id AS VARCHAR) END AS contact_key
  FROM due AS d
  JOIN held AS h ON h.person_id = d.person_id
),
phone_count AS (
  SELECT nkk, own_phone, count(*) AS holder_count FROM held
  WHERE nkk IS NOT NULL AND own_phone IS NOT NULL GROUP BY nkk, own_phone
),
family_phone AS (
  SELECT nkk, own_phone AS phone, row_number() OVER (PARTITION BY nkk ORDER BY holder_count DESC,
    own_phone ASC NULLS LAST, nkk) AS turn
  FROM phone_count
),
ranked AS (
  SELECT *,
    count(*) OVER (PARTITION BY contact_rule, contact_key) AS family_count,
    max(arrears_month_count) OVER (PARTITION BY contact_rule, contact_key) AS most_arrears_month_count,
    row_number() OVER (PARTITION BY contact_rule, contact_key ORDER BY CASE WHEN own_phone IS NULL THEN 1 ELSE 0 END,
      CASE WHEN pisa = '1' THEN 0 ELSE 1 END, birth_on NULLS LAST, person_id) AS turn
  FROM grouped
)
SELECT
  k.contact_rule,
  k.person_id,
  k.month,
  k.nkk,
  k.name,
  k.nik,
  k.psnoka,
  k.birth_on,
  k.segment,
  k.class,
  k.reason,
  k.village_code,
  k.district_code,
  k.regency_code,
  k.family_count,
  k.most_arrears_month_count AS arrears_month_count,
  k.paid_count,
  k.due_on,
  coalesce(k.own_phone, f.phone) AS phone,
  CASE WHEN k.own_phone IS NOT NULL THEN 'own' WHEN f.phone IS NOT NULL THEN 'family' END AS phone_from
FROM ranked AS k
LEFT JOIN family_phone AS f ON f.nkk = k.nkk AND f.turn = 1
WHERE k.turn = 1
