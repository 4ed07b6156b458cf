-- One row per line of BPJS's bill to the city: accepted, or disputed with the reason and the rupiah in dispute (R3.12).
-- Key: invoice_line_id
-- The first of these that is true: double (card and month billed before), card_unknown, dead, moved, not_in_register,
-- overlap (the card is not the city's), wrong_tariff (the lawful sum of that month is accepted, the rest disputed).
WITH numbered AS (
  SELECT i.*, row_number() OVER (PARTITION BY psnoka, paid_for_month ORDER BY invoice_month, invoice_line_id) AS turn
  FROM invoice_line AS i
),
gone AS (
  SELECT nik, min(event_on) AS event_on FROM event WHERE kind IN ('DEATH', 'MOVE_OUT') AND nik IS NOT NULL GROUP BY nik
),
card AS (
  SELECT c.psnoka, c.person_id, c.class, c.segment, m.segment_from_on
  FROM card_month AS c
  JOIN member AS m ON m.member_id = c.member_id
  WHERE c.class <> 'repeated_row' AND c.psnoka IS NOT NULL
),
judged AS (
  SELECT n.*, card.person_id, card.class,
    coalesce(then_rule.pbpu_pemda_contribution_rupiah,
      now_rule.pbpu_pemda_contribution_rupiah) AS lawful_contribution_rupiah,
    coalesce(then_rule.pbpu_help_pemda_rupiah, now_rule.pbpu_help_pemda_rupiah) AS lawful_help_rupiah,
    CASE
      WHEN n.turn > 1 AND n.psnoka IS NOT NULL THEN 'double'
      WHEN card.psnoka IS NULL THEN 'card_unknown'
      WHEN card.class = 'dead_but_member' AND coalesce(gone.event_on < n.paid_for_month, TRUE) THEN 'dead'
      WHEN card.class = 'moved_but_member' AND coalesce(gone.event_on < n.paid_for_month, TRUE) THEN 'moved'
      WHEN card.class = 'member_not_in_register' THEN 'not_in_register'
      WHEN card.segment NOT IN ('PBPU_PEMDA', 'PBPU', 'UNKNOWN')
        AND coalesce(card.segment_from_on <= n.paid_for_month, TRUE) THEN 'overlap'
      WHEN coalesce(n.contribution_rupiah, 0)
        NOT IN (0, coalesce(then_rule.pbpu_pemda_contribution_rupiah,
          now_rule.pbpu_pemda_contribution_rupiah)) THEN 'wrong_tariff'
      WHEN coalesce(n.help_rupiah, 0)
        NOT IN (0, coalesce(then_rule.pbpu_help_pemda_rupiah, now_rule.pbpu_help_pemda_rupiah)) THEN 'wrong_tariff'
    END AS dispute
  FROM numbered AS n
  CROSS JOIN run
  LEFT JOIN rule_month AS now_rule ON now_rule.month = run.month
  LEFT JOIN rule_month AS then_rule ON then_rule.month = n.paid_for_month
  LEFT JOIN card ON card.psnoka = n.psnoka
  LEFT JOIN person_month AS p ON p.person_id = card.person_id
  LEFT JOIN gone ON gone.nik = p.nik
),
summed AS (
  SELECT *, coalesce(contribution_rupiah, 0) + coalesce(help_rupiah, 0) AS billed_rupiah,
    CASE WHEN contribution_rupiah > 0 THEN lawful_contribution_rupiah ELSE 0 END
      + CASE WHEN help_rupiah > 0 THEN lawful_help_rupiah ELSE 0 END AS lawful_rupiah
  FROM judged
)
SELECT
  invoice_line_id, file_no, row_number, psnoka, person_id, class, invoice_month, paid_for_month,
    contribution_rupiah, help_rupiah,
  billed_rupiah,
  CASE WHEN dispute IS NULL THEN billed_rupiah WHEN dispute = 'wrong_tariff'
    THEN least(billed_rupiah, lawful_rupiah) ELSE 0 END AS accepted_rupiah,
  CASE WHEN dispute IS NULL THEN 0 WHEN dispute = 'wrong_tariff'
    THEN billed_rupiah - least(billed_rupiah, lawful_rupiah)
       ELSE billed_rupiah END AS disputed_rupiah,
  CASE WHEN dispute IS NULL THEN 'accepted' ELSE 'disputed' END AS judgement,
  dispute
FROM summed
