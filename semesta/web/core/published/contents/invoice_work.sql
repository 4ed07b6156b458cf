-- Lines of the city's bills that were not accepted. An accepted line is in the sums alone: there are millions of them.
SELECT m.invoice_line_id,
  CASE WHEN p.village_code LIKE run.area_code || '.%' THEN p.village_code ELSE run.area_code END AS area_code,
  m.judgement, m.reason AS dispute, m.disputed_rupiah, m.accepted_rupiah, m.billed_rupiah, m.billed_contribution,
  m.billed_help, m.unbilled_contribution + m.unbilled_help AS unbilled_rupiah, m.invoice_month, m.paid_for_month,
  m.psnoka, m.person_id, m.class AS class_name, coalesce(p.nik, l.nik) AS nik, l.nik_raw, m.nik_remark,
  coalesce(l.name, p.name) AS name, m.event_on, w.outcome, coalesce(w.credited_rupiah, 0) AS credited_rupiah
FROM invoice_month AS m
CROSS JOIN run
LEFT JOIN invoice_line AS l ON l.invoice_line_id = m.invoice_line_id
LEFT JOIN invoice_work AS w ON w.invoice_line_id = m.invoice_line_id
LEFT JOIN register_or_card AS p ON p.person_id = m.person_id
WHERE m.judgement IN ('disputed', 'missing') AND m.payer = 'city' AND m.invoice_month IS NOT NULL
