-- One row per firm and month: what each list says of it, its members in the file, and what seems to be missing (R5.4).
-- Key: firm_key, month
-- Rows of several lists are one firm when they share the NIB, else the NPWP, else the name. finding: PWBD (a firm on
-- another list, no BPJS code, no members), PDS_TENAGA_KERJA (fewer members than workers), ARREARS; NULL: nothing seen.
WITH named AS (
  SELECT name_key, min(nib) AS nib, min(npwp) AS npwp FROM employer WHERE name_key IS NOT NULL GROUP BY name_key
),
keyed AS (
  SELECT e.*, coalesce(e.nib, n.nib, e.npwp, n.npwp, e.name_key, e.employer_code) AS firm_key
  FROM employer AS e
  LEFT JOIN named AS n ON n.name_key = e.name_key
),
firm AS (
  SELECT firm_key,
    min(name) AS name,
    max(employer_code) AS employer_code,
    max(nib) AS nib,
    max(village_code) AS village_code,
    max(district_code) AS district_code,
    max(CASE WHEN employer_code IS NULL THEN worker_count END) AS worker_count_elsewhere,
    max(CASE WHEN employer_code IS NOT NULL THEN worker_count END) AS worker_count_bpjs,
    max(arrears_month_count) AS arrears_month_count,
    count(*) AS list_count
  FROM keyed
  WHERE firm_key IS NOT NULL
  GROUP BY firm_key
),
workforce AS (
  SELECT employer_code,
    count(*) AS card_count,
    count(CASE WHEN status = 'ACTIVE' THEN 1 END) AS active_card_count,
    count(CASE WHEN coalesce(pisa, '1') = '1' THEN 1 END) AS worker_card_count
  FROM member
  WHERE employer_code IS NOT NULL AND NOT repeated_row
  GROUP BY employer_code
)
SELECT
  f.firm_key, run.month, f.name, f.employer_code, f.nib, f.village_code, f.district_code, f.list_count,
  f.worker_count_elsewhere, f.worker_count_bpjs,
  coalesce(w.worker_card_count, 0) AS worker_card_count,
  coalesce(w.card_count, 0) AS card_count,
  coalesce(w.active_card_count, 0) AS active_card_count,
  f.arrears_month_count,
  greatest(0, coalesce(f.worker_count_elsewhere, f.worker_count_bpjs, 0) - coalesce(w.worker_card_count,
    0)) AS missing_worker_count,
  CASE
    WHEN f.employer_code IS NULL THEN 'PWBD'
    WHEN coalesce(f.worker_count_elsewhere, f.worker_count_bpjs, 0) > coalesce(w.worker_card_count, 0)
      THEN 'PDS_TENAGA_KERJA'
    WHEN f.arrears_month_count > 0 THEN 'ARREARS'
  END AS finding
FROM firm AS f
CROSS JOIN run
LEFT JOIN workforce AS w ON w.employer_code = f.employer_code
