-- One row per line of BPJS's bills to the city, and per card that should have been billed and was not: the judgement.
-- Key: invoice_line_id
-- judgement accepted, disputed or missing; on every line accepted + disputed + missing = billed, to the rupiah, in both
-- accounts (contribution: Belanja Iuran; help: Belanja Bantuan Iuran). reason is the first of these that is true:
-- missing: no_card, no_month, no_amount (the line cannot be tied to a person, a month or a sum). accepted: credit (money
-- that the branch gives back). disputed: before_programme (no lawful rate that month), double (card and month
-- twice in one bill), billed_again (in an earlier bill), card_unknown, nik_invalid, nik_of_other, dead, moved, not_in_register,
-- second_card (another card of the same human is billed), overlap (PBI or PPU pays), segment_not_eligible,
-- before_start, not_active, resident_too_short, wrong_tariff (the lawful sum is accepted, the rest disputed).
-- missing with billed 0: not_billed (the city owes for this card and the branch did not ask); its id is negative.
-- payer: 'centre' for a bill of the centre's help alone (BANTUAN_IURAN_PUSAT: 16,500, later 4,200), judged the same way
-- in the help account; it is no part of the city's bill. Each reason holds from the month after the event (event_on): the month of a death is still owed.
WITH payer AS (
  SELECT *, CASE WHEN contribution_rupiah IS NULL AND help_rupiah IS NULL AND help_apbn_rupiah IS NOT NULL THEN 'centre'
    ELSE 'city' END AS payer
  FROM invoice_line
),
rated AS (
  SELECT i.*, r.pbpu_pemda_contribution_rupiah AS contribution_rate,
    CASE WHEN i.payer = 'centre' THEN nullif(r.pbpu_help_apbn_rupiah, 0) ELSE r.pbpu_help_pemda_rupiah END AS help_rate,
    i.help_rupiah IS NULL
      AND i.contribution_rupiah = r.pbpu_pemda_contribution_rupiah + r.pbpu_help_pemda_rupiah AS one_sum
  FROM payer AS i
  LEFT JOIN rule_month AS r ON r.month = i.paid_for_month
),
billed AS (
  SELECT *,
    CASE WHEN one_sum THEN contribution_rate ELSE coalesce(contribution_rupiah, 0) END AS billed_contribution,
    CASE WHEN payer = 'centre' THEN help_apbn_rupiah WHEN one_sum THEN help_rate
      ELSE coalesce(help_rupiah, 0) END AS billed_help
  FROM rated
),
asked AS (
  SELECT psnoka, paid_for_month, payer, min(invoice_month) AS first_invoice_month, count(*) AS line_count,
    max(billed_contribution) > 0 AS contribution_asked, max(billed_help) > 0 AS help_asked
  FROM billed WHERE psnoka IS NOT NULL AND paid_for_month IS NOT NULL
  GROUP BY psnoka, paid_for_month, payer
),
turned AS (  -- how often this account of this card and month was billed up to here
  SELECT b.invoice_line_id, x.first_invoice_month,
    sum(CASE WHEN b.billed_contribution > 0 THEN 1 ELSE 0 END) OVER turn AS contribution_turn,
    sum(CASE WHEN b.billed_help > 0 THEN 1 ELSE 0 END) OVER turn AS help_turn
  FROM billed AS b
  JOIN asked AS x ON x.line_count > 1 AND x.psnoka = b.psnoka AND x.paid_for_month = b.paid_for_month
    AND x.payer = b.payer
  WINDOW turn AS (PARTITION BY b.psnoka, b.paid_for_month, b.payer ORDER BY b.invoice_month, b.invoice_line_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
numbered AS (
  SELECT b.*, t.first_invoice_month, t.contribution_turn, t.help_turn
  FROM billed AS b
  LEFT JOIN turned AS t ON t.invoice_line_id = b.invoice_line_id
),
file_nik AS (  -- a bill without a NIK column says nothing about NIK
  SELECT file_no, count(nik_raw) > 0 AS has_nik FROM invoice_line GROUP BY file_no
),
nik_holder AS (
  SELECT nik, min(resident_id) AS first_resident_id, max(resident_id) AS last_resident_id
  FROM resident
  WHERE NOT duplicate_row AND nik IN (SELECT nik FROM invoice_line)
  GROUP BY nik
),
told AS (
  SELECT nik, kind, event_on,
    row_number() OVER (PARTITION BY nik ORDER BY event_on DESC NULLS LAST, event_id DESC) AS turn
  FROM event WHERE nik IS NOT NULL AND kind IN ('DEATH', 'MOVE_OUT', 'MOVE_IN')
),
last_event AS (
  SELECT nik, kind, event_on FROM told WHERE turn = 1
),
every_card AS (
  SELECT c.psnoka, c.member_id, c.person_id, c.class, c.segment, c.status, h.resident_id, m.nik, m.end_on, m.ward_class,
    coalesce(m.segment_from_on, m.start_on) AS from_on
  FROM card_month AS c
  JOIN card_holder AS h ON h.member_id = c.member_id
  JOIN member AS m ON m.member_id = c.member_id
  WHERE c.class <> 'repeated_row' AND c.psnoka IS NOT NULL
),
card AS (
  SELECT * FROM every_card WHERE psnoka IN (SELECT psnoka FROM invoice_line)
),
other_cover AS (  -- humans with an active card that somebody else pays for
  SELECT person_id, min(coalesce(from_on, first_of_month(run.as_of))) AS from_on
  FROM every_card CROSS JOIN run
  WHERE person_id IN (SELECT person_id FROM card) AND status = 'ACTIVE' AND segment IN ('PBI_APBN', 'PPU')
  GROUP BY person_id
),
pbi_listed AS (
  SELECT psnoka FROM pbi_line WHERE psnoka IS NOT NULL AND (note IS NULL OR text_key(note) = 'AKTIF') GROUP BY psnoka
),
past AS (
  SELECT psnoka, from_on, to_on, segment FROM member_segment WHERE to_on IS NOT NULL
),
human_billed AS (  -- cards of one human billed for one month, of humans with more than one
  SELECT card.person_id, b.paid_for_month, count(DISTINCT b.psnoka) AS card_count
  FROM card
  JOIN (SELECT person_id FROM card GROUP BY person_id HAVING count(*) > 1) AS m ON m.person_id = card.person_id
  JOIN billed AS b ON b.psnoka = card.psnoka
  WHERE b.billed_contribution > 0
  GROUP BY card.person_id, b.paid_for_month
),
placed AS (
  SELECT n.*, card.person_id, card.class, card.status, card.end_on, card.ward_class AS card_ward_class, card.segment AS card_segment,
    card.psnoka IS NOT NULL AS has_card, card.from_on, card.nik AS card_nik, run.month AS run_month, run.as_of,
    rule.bill_nik_must_be_valid, rule.residence_min_month,
    coalesce(rule.residence_min_month_area LIKE '%' || run.area_code || '%', FALSE) AS residence_ruled,
    f.has_nik, k.first_resident_id, k.last_resident_id,
    coalesce(card.resident_id, CASE WHEN card.psnoka IS NULL THEN k.first_resident_id END) AS resident_id,
    past.segment AS past_segment, o.from_on AS other_from_on, p.psnoka IS NOT NULL AS on_pbi_list
  FROM numbered AS n
  CROSS JOIN run
  LEFT JOIN rule_month AS rule ON rule.month = run.month
  LEFT JOIN file_nik AS f ON f.file_no = n.file_no
  LEFT JOIN card ON card.psnoka = n.psnoka
  LEFT JOIN nik_holder AS k ON k.nik = n.nik
  LEFT JOIN other_cover AS o ON o.person_id = card.person_id
  LEFT JOIN pbi_listed AS p ON p.psnoka = n.psnoka
  LEFT JOIN past ON past.psnoka = n.psnoka AND past.from_on <= n.paid_for_month AND past.to_on >= n.paid_for_month
),
known AS (
  SELECT p.*, r.register_status, e.kind AS event_kind,
    CASE WHEN r.resident_id IS NULL OR r.register_status IN ('DEAD', 'MOVED')
      THEN CASE WHEN e.kind IN ('DEATH', 'MOVE_OUT') THEN e.event_on ELSE r.changed_on END END AS gone_on,
    CASE WHEN arrived.kind = 'MOVE_IN' THEN arrived.event_on END AS arrived_on,
    coalesce(b.card_count, 0) AS billed_card_count,
    CASE WHEN NOT coalesce(p.has_nik, FALSE) THEN NULL
         WHEN p.nik IS NULL THEN coalesce(nullif(p.nik_damage, ''), 'kosong')
         WHEN p.resident_id IN (p.first_resident_id, p.last_resident_id) THEN NULL
         WHEN p.first_resident_id IS NOT NULL AND p.has_card THEN 'milik_orang_lain'
         WHEN p.resident_id IS NOT NULL THEN 'tidak_ditemukan'
         WHEN nik_birth_differs(p.nik, p.birth_on) THEN 'beda_tanggal_lahir' END AS nik_remark
  FROM placed AS p
  LEFT JOIN resident AS r ON r.resident_id = p.resident_id
  LEFT JOIN last_event AS e ON e.nik = coalesce(r.nik, p.nik, p.card_nik)
  LEFT JOIN last_event AS arrived ON arrived.nik = coalesce(r.nik, p.nik) AND p.residence_ruled
  LEFT JOIN human_billed AS b ON b.person_id = p.person_id AND b.paid_for_month = p.paid_for_month
),
reasoned AS (
  SELECT *,
    CASE
      WHEN psnoka IS NULL THEN 'no_card'
      WHEN paid_for_month IS NULL THEN 'no_month'
      WHEN contribution_rupiah IS NULL AND help_rupiah IS NULL AND help_apbn_rupiah IS NULL THEN 'no_amount'
      WHEN billed_contribution + billed_help < 0 THEN 'credit'
      WHEN help_rate IS NULL OR (contribution_rate IS NULL AND payer = 'city') THEN 'before_programme'
      WHEN (billed_contribution > 0 AND contribution_turn > 1) OR (billed_help > 0 AND help_turn > 1)
        THEN CASE WHEN first_invoice_month < invoice_month THEN 'billed_again' ELSE 'double' END
      WHEN NOT has_card AND (resident_id IS NULL OR register_status = 'LIVING') THEN 'card_unknown'
      WHEN bill_nik_must_be_valid = 1 AND nik_remark = 'milik_orang_lain' THEN 'nik_of_other'
      WHEN bill_nik_must_be_valid = 1 AND nik_remark <> 'beda_tanggal_lahir' THEN 'nik_invalid'
      WHEN coalesce(gone_on < paid_for_month, TRUE) AND (register_status = 'DEAD'
        OR (register_status IS NULL AND event_kind = 'DEATH')) THEN 'dead'
      WHEN coalesce(gone_on < paid_for_month, TRUE) AND (register_status = 'MOVED'
        OR (register_status IS NULL AND event_kind = 'MOVE_OUT')) THEN 'moved'
      WHEN (register_status IS NULL AND coalesce(event_kind = 'MOVE_IN', TRUE))
        OR register_status IN ('MISSING', 'INVALID') THEN 'not_in_register'
      WHEN NOT has_card THEN 'card_unknown'
      WHEN billed_card_count > 1 AND class IN ('second_card', 'paid_twice') THEN 'second_card'
      WHEN other_from_on <= paid_for_month OR (on_pbi_list AND paid_for_month = run_month)
        OR past_segment IN ('PBI_APBN', 'PPU') THEN 'overlap'
      WHEN past_segment = 'BP' OR (card_segment = 'BP' AND coalesce(from_on <= paid_for_month, TRUE))
        THEN 'segment_not_eligible'
      WHEN card_segment = 'PBPU' AND coalesce(from_on <= paid_for_month, TRUE)
        AND (billed_contribution > 0 OR coalesce(card_ward_class, '3') <> '3') THEN 'segment_not_eligible'
      WHEN card_segment = 'PBPU_PEMDA' AND past_segment IS NULL AND first_of_month(from_on) > paid_for_month
        THEN 'before_start'
      WHEN status = 'INACTIVE' AND card_segment IN ('PBPU_PEMDA', 'PBPU') AND CASE WHEN end_on < as_of
        THEN end_on < paid_for_month ELSE paid_for_month >= run_month END THEN 'not_active'
      WHEN residence_ruled AND months_between_dates(arrived_on, paid_for_month) < residence_min_month
        THEN 'resident_too_short'
      WHEN billed_contribution NOT IN (0, contribution_rate) OR billed_help NOT IN (0, help_rate) THEN 'wrong_tariff'
    END AS reason
  FROM known
),
judged AS (
  SELECT *,
    CASE WHEN reason IS NULL OR reason = 'credit' THEN 'accepted'
         WHEN reason IN ('no_card', 'no_month', 'no_amount') THEN 'missing' ELSE 'disputed' END AS judgement,
    CASE WHEN reason IS NULL OR reason = 'credit' THEN billed_contribution
         WHEN reason = 'wrong_tariff' THEN least(billed_contribution, contribution_rate) ELSE 0
         END AS accepted_contribution,
    CASE WHEN reason IS NULL OR reason = 'credit' THEN billed_help
         WHEN reason = 'wrong_tariff' THEN least(billed_help, help_rate)
         WHEN reason = 'segment_not_eligible' AND card_segment = 'PBPU' AND coalesce(card_ward_class, '3') = '3'
           THEN least(billed_help, help_rate) ELSE 0 END AS accepted_help
  FROM reasoned
),
asked_month AS (  -- months with a bill of their own, and what that bill asks for
  SELECT paid_for_month AS month, min(invoice_month) AS invoice_month,
    sum(CASE WHEN billed_contribution > 0 THEN 1 ELSE 0 END) > 0 AS asks_contribution,
    sum(CASE WHEN billed_help > 0 THEN 1 ELSE 0 END) > 0 AS asks_help,
    sum(CASE WHEN billed_help > 0 AND billed_contribution = 0 AND card_segment = 'PBPU' THEN 1 ELSE 0 END) > 0
      AS asks_mandiri
  FROM reasoned WHERE invoice_month = paid_for_month AND payer = 'city' GROUP BY paid_for_month
),
owed AS (
  SELECT c.psnoka, c.member_id, c.person_id, c.class, c.segment, a.month, a.invoice_month,
    CASE WHEN a.asks_contribution AND c.segment = 'PBPU_PEMDA' AND NOT coalesce(k.contribution_asked, FALSE)
      THEN r.pbpu_pemda_contribution_rupiah ELSE 0 END AS unbilled_contribution,
    CASE WHEN (a.asks_help AND c.segment = 'PBPU_PEMDA' OR a.asks_mandiri AND c.segment = 'PBPU')
      AND NOT coalesce(k.help_asked, FALSE) THEN r.pbpu_help_pemda_rupiah ELSE 0 END AS unbilled_help
  FROM every_card AS c
  CROSS JOIN asked_month AS a
  JOIN rule_month AS r ON r.month = a.month
  LEFT JOIN asked AS k ON k.psnoka = c.psnoka AND k.paid_for_month = a.month AND k.payer = 'city'
  WHERE c.class = 'covered_active' AND c.from_on <= a.month
    AND (c.segment = 'PBPU_PEMDA' OR (c.segment = 'PBPU' AND c.ward_class = '3'))
)
SELECT invoice_line_id, file_no, row_number, payer, psnoka, person_id, class, invoice_month, paid_for_month, judgement,
  reason,
  CASE WHEN reason IN ('dead', 'moved') THEN gone_on WHEN reason = 'resident_too_short' THEN arrived_on
    WHEN reason = 'overlap' AND past_segment IS NULL THEN other_from_on
    WHEN reason IN ('segment_not_eligible', 'before_start') THEN from_on
    WHEN reason = 'not_active' THEN end_on END AS event_on,
  nik_remark,
  billed_contribution, billed_help, billed_contribution + billed_help AS billed_rupiah,
  accepted_contribution, accepted_help, accepted_contribution + accepted_help AS accepted_rupiah,
  CASE WHEN judgement = 'disputed' THEN billed_contribution - accepted_contribution ELSE 0 END AS disputed_contribution,
  CASE WHEN judgement = 'disputed' THEN billed_help - accepted_help ELSE 0 END AS disputed_help,
  CASE WHEN judgement = 'disputed' THEN billed_contribution + billed_help - accepted_contribution - accepted_help
    ELSE 0 END AS disputed_rupiah,
  CASE WHEN judgement = 'missing' THEN billed_contribution + billed_help ELSE 0 END AS missing_rupiah,
  CASE WHEN reason = 'wrong_tariff' AND billed_contribution > 0
    THEN greatest(contribution_rate - billed_contribution, 0) ELSE 0 END AS unbilled_contribution,
  CASE WHEN reason = 'wrong_tariff' AND billed_help > 0 THEN greatest(help_rate - billed_help, 0)
    ELSE 0 END AS unbilled_help
FROM judged
UNION ALL
SELECT -(member_id * 1000000 + CAST(month_figure(month) AS BIGINT)), NULL, NULL, 'city', psnoka, person_id, class,
  invoice_month, month, 'missing', 'not_billed', NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, unbilled_contribution, unbilled_help
FROM owed
WHERE unbilled_contribution + unbilled_help > 0
