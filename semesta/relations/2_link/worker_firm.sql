-- One row per listed worker whose firm stands in a firm list, or who works for the city itself (firm_key PEMDA).
-- Key: worker_id
-- By the list's own code, else NIB, else NPWP, else the name when one firm alone bears it.
WITH row_of AS (
  SELECT e.employer_code, e.source, e.nib, e.npwp, e.name_key, r.firm_key
  FROM employer AS e
  JOIN firm_row AS r ON r.employer_row_id = e.employer_row_id
),
by_code AS (
  SELECT employer_code, min(firm_key) AS firm_key FROM row_of
  WHERE source <> 'BPJS' AND employer_code IS NOT NULL GROUP BY employer_code
),
by_nib AS (
  SELECT nib, min(firm_key) AS firm_key FROM row_of WHERE nib IS NOT NULL GROUP BY nib
),
by_npwp AS (
  SELECT npwp, min(firm_key) AS firm_key FROM row_of WHERE npwp IS NOT NULL GROUP BY npwp
),
by_name AS (
  SELECT name_key, min(firm_key) AS firm_key FROM row_of
  WHERE name_key IS NOT NULL GROUP BY name_key HAVING count(DISTINCT firm_key) = 1
),
found AS (
  SELECT w.worker_id, w.nik, w.wage_rupiah, w.source,
    CASE WHEN w.source = 'PEMDA' THEN 'PEMDA'
      ELSE coalesce(c.firm_key, n.firm_key, t.firm_key, k.firm_key) END AS firm_key
  FROM worker AS w
  LEFT JOIN by_code AS c ON c.employer_code = w.employer_code
  LEFT JOIN by_nib AS n ON n.nib = w.nib
  LEFT JOIN by_npwp AS t ON t.npwp = w.npwp
  LEFT JOIN by_name AS k ON k.name_key = w.employer_name_key
)
SELECT worker_id, firm_key, nik, wage_rupiah, source FROM found WHERE firm_key IS NOT NULL
