-- One row per person whose cover the city or the centre pays and an employer should pay: a place that can be given back.
-- Key: person_id
-- role: worker (stands on a list of workers) or family: of a worker who is head or spouse on the family card, the other
-- of the two and the eldest children below the age limit, as many as one contribution covers (R1.2). A worker is counted
-- for the firm with the highest wage, family for the better paid of two workers. Parents, other kin and children who
-- work do not count.
-- saved_rupiah: what the payer stops paying each month; city_saved_rupiah: of it the city. due_rupiah: what employer and
-- worker owe on the listed wage (the floor when none is told), between floor and ceiling (R2.15, R5.1, R5.7); of family 0.
WITH job AS (
  SELECT w.nik, w.firm_key, w.wage_rupiah,
    row_number() OVER (PARTITION BY w.nik ORDER BY coalesce(w.wage_rupiah, 0) DESC, w.firm_key, w.worker_id) AS turn
  FROM worker_firm AS w
  WHERE w.nik IS NOT NULL
),
worker AS (
  SELECT nik, firm_key, wage_rupiah FROM job WHERE turn = 1
),
card AS (
  SELECT DISTINCT p.nkk FROM person_month AS p JOIN worker AS w ON w.nik = p.nik WHERE p.in_register AND p.nkk IS NOT NULL
),
home AS (
  SELECT p.person_id, p.nkk, p.nik, p.birth_on, p.age_year,
    regexp_full_match(text_key(r.family_relation), 'KEPALAKELUARGA|KEPALA|KK|ISTRI|SUAMI|0?[123]') AS is_parent,
    regexp_full_match(text_key(r.family_relation), 'ANAK|ANAKKANDUNG|ANAKTIRI|ANAKANGKAT|0?4') AS is_child
  FROM person_month AS p
  JOIN card AS c ON c.nkk = p.nkk
  JOIN resident AS r ON r.resident_id = p.resident_id
  WHERE p.in_register
),
earner AS (
  SELECT h.nkk, h.person_id, w.firm_key, w.wage_rupiah,
    row_number() OVER (PARTITION BY h.nkk ORDER BY coalesce(w.wage_rupiah, 0) DESC, w.firm_key, h.person_id) AS turn
  FROM home AS h
  JOIN worker AS w ON w.nik = h.nik
  WHERE h.is_parent
),
kin AS (
  SELECT h.person_id, h.nkk, h.is_child, rule.ppu_covered_child_max,
    row_number() OVER (PARTITION BY h.nkk, h.is_child ORDER BY h.birth_on NULLS LAST, h.person_id) AS place
  FROM home AS h
  CROSS JOIN run
  LEFT JOIN rule_month AS rule ON rule.month = run.month
  LEFT JOIN worker AS w ON w.nik = h.nik
  WHERE w.nik IS NULL AND (h.is_parent OR h.is_child AND h.age_year < rule.child_age_limit_year)
),
claimed AS (
  SELECT p.person_id, 'worker' AS role, p.person_id AS worker_person_id, w.firm_key, w.wage_rupiah
  FROM person_month AS p
  JOIN worker AS w ON w.nik = p.nik
  UNION ALL
  SELECT k.person_id, 'family', e.person_id, e.firm_key, NULL
  FROM kin AS k
  JOIN earner AS e ON e.nkk = k.nkk AND e.turn = 1
  WHERE k.place <= CASE WHEN k.is_child THEN k.ppu_covered_child_max ELSE 1 END
),
paid AS (
  SELECT p.person_id, p.month, p.nik, p.psnoka, p.village_code, p.district_code, p.segment, c.role, c.worker_person_id,
    c.firm_key, c.wage_rupiah,
    CASE p.segment WHEN 'PBI_APBN' THEN rule.pbi_contribution_rupiah
      ELSE rule.pbpu_pemda_contribution_rupiah + rule.pbpu_help_pemda_rupiah + rule.pbpu_help_apbn_rupiah
      END AS saved_rupiah,
    CASE p.segment WHEN 'PBI_APBN' THEN 0
      ELSE rule.pbpu_pemda_contribution_rupiah + rule.pbpu_help_pemda_rupiah END AS city_saved_rupiah,
    least(greatest(coalesce(c.wage_rupiah, f.floor_rupiah), f.floor_rupiah),
      rule.ppu_wage_ceiling_rupiah) AS base_rupiah,
    rule.ppu_employer_share,
    rule.ppu_contribution_share - rule.ppu_employer_share AS worker_share
  FROM person_month AS p
  JOIN claimed AS c ON c.person_id = p.person_id
  LEFT JOIN rule_month AS rule ON rule.month = p.month
  LEFT JOIN (SELECT max(floor_rupiah) AS floor_rupiah FROM wage_floor) AS f ON TRUE
  WHERE p.active AND p.segment IN ('PBI_APBN', 'PBPU_PEMDA')
)
SELECT
  p.person_id, p.month, p.nik, p.psnoka, p.village_code, p.district_code, p.segment, p.role, p.worker_person_id,
  p.firm_key, e.name AS firm_name, e.finding, p.wage_rupiah, p.saved_rupiah, p.city_saved_rupiah,
  CASE WHEN p.role = 'family' THEN 0 ELSE CAST(round(p.base_rupiah * p.ppu_employer_share)
    + round(p.base_rupiah * p.worker_share) AS BIGINT) END AS due_rupiah
FROM paid AS p
LEFT JOIN employer_month AS e ON e.firm_key = p.firm_key
