-- One row per firm and month: what each list says of it, its members in the file, and what seems to be missing (R5.4).
-- Key: firm_key, month
-- finding, the gravest first: PWBD (on another list, unknown to BPJS), PDS_TENAGA_KERJA (fewer members than workers),
-- PDS_UPAH (a wage told to BPJS below the one told elsewhere, or below the floor), ARREARS; NULL: nothing seen. The city
-- itself is firm PEMDA: its listed workers count as members where they have cover as employees (R5.7).
-- expected_uncovered_count: listed workers without active cover, and of missing ones who are not listed as many as among
-- all residents whom no employer covers.
WITH firm AS (
  SELECT r.firm_key,
    min(e.name) AS name,
    max(CASE WHEN coalesce(e.source, 'BPJS') = 'BPJS' THEN e.employer_code END) AS employer_code,
    max(e.nib) AS nib,
    max(e.village_code) AS village_code,
    max(e.district_code) AS district_code,
    max(CASE WHEN coalesce(e.source, 'BPJS') <> 'BPJS' THEN e.worker_count END) AS worker_count_elsewhere,
    max(CASE WHEN coalesce(e.source, 'BPJS') = 'BPJS' THEN e.worker_count END) AS worker_count_bpjs,
    max(e.arrears_month_count) AS arrears_month_count,
    count(*) AS list_count
  FROM employer AS e
  JOIN firm_row AS r ON r.employer_row_id = e.employer_row_id
  GROUP BY r.firm_key
),
code AS (
  SELECT DISTINCT e.employer_code, r.firm_key
  FROM employer AS e
  JOIN firm_row AS r ON r.employer_row_id = e.employer_row_id
  WHERE coalesce(e.source, 'BPJS') = 'BPJS' AND e.employer_code IS NOT NULL
),
workforce AS (
  SELECT c.firm_key,
    count(*) AS card_count,
    count(CASE WHEN m.status = 'ACTIVE' THEN 1 END) AS active_card_count,
    count(CASE WHEN coalesce(m.pisa, '1') = '1' THEN 1 END) AS worker_card_count
  FROM member AS m
  JOIN code AS c ON c.employer_code = m.employer_code
  WHERE NOT m.repeated_row
  GROUP BY c.firm_key
),
told AS (
  SELECT nik, min(wage_rupiah) AS wage_rupiah FROM wage_line
  WHERE nik IS NOT NULL AND wage_rupiah > 0 GROUP BY nik
),
cover AS (
  SELECT nik, max(CASE WHEN active THEN 1 ELSE 0 END) AS active,
    max(CASE WHEN active AND segment = 'PPU' THEN 1 ELSE 0 END) AS by_employer,
    max(CASE WHEN active AND segment IN ('PBI_APBN', 'PBPU_PEMDA') THEN 1 ELSE 0 END) AS by_state
  FROM person_month WHERE nik IS NOT NULL GROUP BY nik
),
one_worker AS (
  SELECT firm_key, nik, max(wage_rupiah) AS wage_rupiah FROM worker_firm WHERE nik IS NOT NULL GROUP BY firm_key, nik
),
listed AS (
  SELECT w.firm_key,
    count(*) AS listed_worker_count,
    CAST(sum(coalesce(c.by_employer, 0)) AS BIGINT) AS listed_member_count,
    CAST(sum(coalesce(c.by_state, 0)) AS BIGINT) AS listed_state_paid_count,
    CAST(sum(1 - coalesce(c.active, 0)) AS BIGINT) AS listed_uncovered_count,
    count(CASE WHEN t.wage_rupiah < least(w.wage_rupiah, rule.ppu_wage_ceiling_rupiah)
      OR t.wage_rupiah < f.floor_rupiah THEN 1 END) AS low_wage_count,
    count(CASE WHEN t.wage_rupiah = f.floor_rupiah THEN 1 END) AS floor_wage_count
  FROM one_worker AS w
  CROSS JOIN run
  LEFT JOIN rule_month AS rule ON rule.month = run.month
  LEFT JOIN (SELECT max(floor_rupiah) AS floor_rupiah FROM wage_floor) AS f ON TRUE
  LEFT JOIN cover AS c ON c.nik = w.nik
  LEFT JOIN told AS t ON t.nik = w.nik
  GROUP BY w.firm_key
),
rest AS (
  SELECT share_of(count(CASE WHEN NOT active THEN 1 END), count(CASE WHEN NOT (active AND segment = 'PPU')
    OR segment IS NULL THEN 1 END)) AS uncovered_share
  FROM person_month WHERE in_register
),
known AS (
  SELECT firm_key, name, employer_code, nib, village_code, district_code, list_count, worker_count_elsewhere,
    worker_count_bpjs, arrears_month_count
  FROM firm
  UNION ALL
  SELECT 'PEMDA', 'PEMERINTAH DAERAH', NULL, NULL, NULL, NULL, 0, listed_worker_count, NULL, NULL
  FROM listed WHERE firm_key = 'PEMDA'
),
counted AS (
  SELECT k.*, run.month,
    CASE WHEN k.firm_key = 'PEMDA' THEN l.listed_member_count ELSE coalesce(w.worker_card_count, 0)
      END AS worker_card_count,
    coalesce(w.card_count, 0) AS card_count,
    coalesce(w.active_card_count, 0) AS active_card_count,
    greatest(coalesce(k.worker_count_elsewhere, k.worker_count_bpjs, 0),
      coalesce(l.listed_worker_count, 0)) AS worker_count,
    coalesce(l.listed_worker_count, 0) AS listed_worker_count,
    coalesce(l.listed_member_count, 0) AS listed_member_count,
    coalesce(l.listed_state_paid_count, 0) AS listed_state_paid_count,
    coalesce(l.listed_uncovered_count, 0) AS listed_uncovered_count,
    coalesce(l.low_wage_count, 0) AS low_wage_count,
    coalesce(l.floor_wage_count, 0) AS floor_wage_count
  FROM known AS k
  CROSS JOIN run
  LEFT JOIN workforce AS w ON w.firm_key = k.firm_key
  LEFT JOIN listed AS l ON l.firm_key = k.firm_key
),
missed AS (
  SELECT *, greatest(0, worker_count - worker_card_count) AS missing_worker_count FROM counted
)
SELECT
  m.firm_key, m.month, m.name, m.employer_code, m.nib, m.village_code, m.district_code, m.list_count,
  m.worker_count_elsewhere, m.worker_count_bpjs, m.worker_card_count, m.card_count, m.active_card_count,
  m.arrears_month_count, m.missing_worker_count, m.listed_worker_count, m.listed_state_paid_count,
  m.listed_uncovered_count, m.low_wage_count, m.floor_wage_count,
  CAST(round(m.listed_uncovered_count + coalesce(rest.uncovered_share, 1e0) * greatest(0, m.missing_worker_count
    - (m.listed_worker_count - m.listed_member_count))) AS BIGINT) AS expected_uncovered_count,
  CASE
    WHEN m.employer_code IS NULL AND m.firm_key <> 'PEMDA' THEN 'PWBD'
    WHEN m.missing_worker_count > 0 THEN 'PDS_TENAGA_KERJA'
    WHEN m.low_wage_count > 0 THEN 'PDS_UPAH'
    WHEN m.arrears_month_count > 0 THEN 'ARREARS'
  END AS finding
FROM missed AS m
CROSS JOIN rest
