-- One row per person who works for a firm and whose cover the city or the centre pays: a place that can be given back.
-- Key: person_id
-- saved_rupiah: what the payer stops paying each month; city_saved_rupiah: of it the city. due_rupiah: what employer and
-- worker owe on the listed wage (the floor when none is told), between floor and ceiling (R2.15, R5.1, R5.7). One firm
-- for each person: the one with the highest wage.
WITH job AS (
  SELECT w.nik, w.firm_key, w.wage_rupiah,
    row_number() OVER (PARTITION BY w.nik ORDER BY coalesce(w.wage_rupiah, 0) DESC, w.firm_key, w.worker_id) AS turn
  FROM worker_firm AS w
  WHERE w.nik IS NOT NULL
),
paid AS (
  SELECT p.person_id, p.month, p.nik, p.psnoka, p.village_code, p.district_code, p.segment, j.firm_key, j.wage_rupiah,
    CASE p.segment WHEN 'PBI_APBN' THEN rule.pbi_contribution_rupiah
      ELSE rule.pbpu_pemda_contribution_rupiah + rule.pbpu_help_pemda_rupiah + rule.pbpu_help_apbn_rupiah
      END AS saved_rupiah,
    CASE p.segment WHEN 'PBI_APBN' THEN 0
      ELSE rule.pbpu_pemda_contribution_rupiah + rule.pbpu_help_pemda_rupiah END AS city_saved_rupiah,
    least(greatest(coalesce(j.wage_rupiah, f.floor_rupiah), f.floor_rupiah),
      rule.ppu_wage_ceiling_rupiah) AS base_rupiah,
    rule.ppu_employer_share,
    rule.ppu_contribution_share - rule.ppu_employer_share AS worker_share
  FROM person_month AS p
  JOIN job AS j ON j.nik = p.nik AND j.turn = 1
  LEFT JOIN rule_month AS rule ON rule.month = p.month
  LEFT JOIN (SELECT max(floor_rupiah) AS floor_rupiah FROM wage_floor) AS f ON TRUE
  WHERE p.active AND p.segment IN ('PBI_APBN', 'PBPU_PEMDA')
)
SELECT
  p.person_id, p.month, p.nik, p.psnoka, p.village_code, p.district_code, p.segment, p.firm_key,
  e.name AS firm_name, e.finding, p.wage_rupiah, p.saved_rupiah, p.city_saved_rupiah,
  CAST(round(p.base_rupiah * p.ppu_employer_share) + round(p.base_rupiah * p.worker_share) AS BIGINT) AS due_rupiah
FROM paid AS p
LEFT JOIN employer_month AS e ON e.firm_key = p.firm_key
