-- One row per compliance case that the desks told of: what the lists and the membership file of this month show of its firm.
-- Key: action_id
-- outcome: settled (nothing is found any more, and whoever is registered has active cover), inactive (registered, nobody
-- has active cover), same (the finding of before), other (another finding), not_listed (on no list under this key). Only
-- the files count.
SELECT
  a.action_id, a.firm_key, a.decision, a.decided_on, a.finding AS finding_before, e.month, e.finding AS finding_now,
  e.village_code, e.district_code,
  e.employer_code IS NOT NULL AS registered_now,
  e.worker_card_count, e.card_count, e.active_card_count, e.missing_worker_count,
  CASE
    WHEN e.firm_key IS NULL THEN 'not_listed'
    WHEN e.finding = a.finding THEN 'same'
    WHEN e.finding IS NOT NULL THEN 'other'
    WHEN e.card_count > 0 AND e.active_card_count = 0 THEN 'inactive'
    ELSE 'settled'
  END AS outcome
FROM action AS a
LEFT JOIN employer_month AS e ON e.firm_key = a.firm_key
WHERE a.firm_key IS NOT NULL
