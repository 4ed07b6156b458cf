-- Firms to write to. firm_id names a firm in addresses: its key may be the tax number of a person.
SELECT w.work_order, coalesce(w.village_code, w.district_code, run.area_code) AS area_code,
  substr(sha256(w.firm_key), 1, 16) AS firm_id, w.firm_key, w.name, w.employer_code, w.nib, a.address, w.finding,
  w.expected_uncovered_count, w.missing_worker_count, w.worker_count_elsewhere, w.worker_count_bpjs,
  w.worker_card_count, w.active_card_count, w.arrears_month_count, w.low_wage_count, m.listed_worker_count,
  w.listed_state_paid_count, m.listed_uncovered_count
FROM employer_work AS w
JOIN employer_month AS m ON m.firm_key = w.firm_key
LEFT JOIN (
  SELECT r.firm_key, min(e.address) AS address FROM employer AS e
  JOIN firm_row AS r ON r.employer_row_id = e.employer_row_id GROUP BY r.firm_key
) AS a ON a.firm_key = w.firm_key
CROSS JOIN run
