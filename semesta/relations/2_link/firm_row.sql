-- One row per row of the firm lists: the key of its firm, which stays the same from month to month.
-- Key: employer_row_id
-- The firm is that of firm_link; its key is its smallest NIB, else NPWP, else BPJS code, else another list's code, else
-- its name. Two firms of one such number are one.
WITH linked AS (
  SELECT e.employer_row_id, e.nib, e.npwp, e.employer_code, e.source, e.name_key,
    coalesce(l.firm_row_id, e.employer_row_id) AS firm_row_id
  FROM employer AS e
  LEFT JOIN firm_link AS l ON l.employer_row_id = e.employer_row_id
),
firm AS (
  SELECT firm_row_id,
    coalesce(min(nib), min(npwp), min(CASE WHEN source = 'BPJS' THEN employer_code END), min(employer_code),
      min(name_key)) AS firm_key
  FROM linked
  GROUP BY firm_row_id
)
SELECT l.employer_row_id, f.firm_key
FROM linked AS l
JOIN firm AS f ON f.firm_row_id = l.firm_row_id
WHERE f.firm_key IS NOT NULL
