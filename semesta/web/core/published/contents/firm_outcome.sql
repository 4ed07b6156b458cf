-- What the lists and the file show of firms that the desks wrote to.
SELECT o.action_id, coalesce(o.village_code, o.district_code, run.area_code) AS area_code,
  substr(sha256(o.firm_key), 1, 16) AS firm_id, o.decision, o.decided_on, o.finding_before, o.finding_now,
  o.registered_now, o.worker_card_count, o.active_card_count, o.missing_worker_count, o.outcome
FROM firm_outcome AS o CROSS JOIN run
