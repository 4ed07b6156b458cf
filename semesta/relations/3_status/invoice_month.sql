-- One row per line of BPJS's bills to the city, and per card that should have been billed and was not: the judgement.
-- Key: invoice_line_id
-- judgement accepted, disputed, missing or replaced; on every line accepted + disputed + missing = billed, to the rupiah,
-- in both accounts (contribution: Belanja Iuran; help: Belanja Bantuan Iuran). reason is the first of these that is true:
-- replaced: a later file of that month replaces this one (invoice_file); its rupiah count nowhere.
-- missing: no_card, no_month, no_amount (the line cannot be tied to a person, a month or a sum). accepted: credit (money
-- that the branch gives back). disputed: before_programme (no lawful rate that month), double (card and month
-- twice in one bill), billed_again (in an earlier bill), card_unknown, nik_of_other, nik_invalid, dead, moved,
-- not_in_register, second_card (a better card of the same human is billed or owed; better as in card_holder), overlap
-- (PBI or PPU pays), segment_not_eligible, before_start, not_active, resident_too_short, wrong_tariff (the lawful sum is
-- accepted, the rest disputed). missing with billed 0: not_billed (an active card of the city that the branch did not ask
-- for, and the line that the branch could have written from the membership file would be accepted); its id is negative.
-- A NIK is one's own if the human's register row bears it (or a second row of that human; or, of a card that is nobody's,
-- a row with its birth date or a like name), unless it is a slip of the number of a row that goes better. payer: 'centre' for a bill of the centre's help alone (BANTUAN_IURAN_PUSAT: 16,500, later
-- 4,200), judged the same way in the help account; it is no part of the city's bill. Each reason holds from the month
-- after the event (event_on): the month of a death is still owed.
WITH rated AS (
  SELECT i.invoice_line_id, i.file_no, i.row_number, i.psnoka, card_figure(i.psnoka) AS card_number, i.nik, i.nik_damage,
    i.name, i.birth_on, i.invoice_month, i.paid_for_month, i.contribution_rupiah, i.help_rupiah, i.help_apbn_rupiah,
    bill_payer(i.contribution_rupiah, i.help_rupiah, i.help_apbn_rupiah) AS payer,
    r.pbpu_pemda_contribution_rupiah AS contribution_rate, r.pbpu_help_pemda_rupiah AS help_of_city,
    nullif(r.pbpu_help_apbn_rupiah, 0) AS help_of_centre,
    i.help_rupiah IS NULL
      AND i.contribution_rupiah = r.pbpu_pemda_contribution_rupiah + r.pbpu_help_pemda_rupiah AS one_sum
  FROM invoice_line AS i
  LEFT JOIN rule_month AS r ON r.month = i.paid_for_month
),
sent AS (
  SELECT t.invoice_line_id, t.file_no, t.row_number, t.psnoka, t.card_number, t.nik, t.nik_damage, t.name, t.birth_on,
    t.invoice_month, t.paid_for_month, t.payer, t.contribution_rate,
    CASE t.payer WHEN 'centre' THEN t.help_of_centre ELSE t.help_of_city END AS help_rate,
    CASE WHEN t.one_sum THEN t.contribution_rate ELSE coalesce(t.contribution_rupiah, 0) END AS billed_contribution,
    CASE WHEN t.payer = 'centre' THEN t.help_apbn_rupiah WHEN t.one_sum THEN t.help_of_city
      ELSE coalesce(t.help_rupiah, 0) END AS billed_help,
    t.contribution_rupiah IS NULL AND t.help_rupiah IS NULL AND t.help_apbn_rupiah IS NULL AS without_amount,
    f.replaced_by_file_no IS NOT NULL AS replaced
  FROM rated AS t
  LEFT JOIN invoice_file AS f ON f.file_no = t.file_no AND f.payer = t.payer AND f.invoice_month = t.invoice_month
),
billed AS (
  SELECT * FROM sent WHERE NOT replaced
),
asked AS (  -- what all bills ask of a card for a month
  SELECT card_number, paid_for_month, payer, min(invoice_month) AS first_invoice_month, count(*) AS line_count,
    max(billed_contribution) > 0 AS contribution_asked, max(billed_help) > 0 AS help_asked
  FROM billed
  WHERE card_number IS NOT NULL AND paid_for_month IS NOT NULL
  GROUP BY card_number, paid_for_month, payer
),
turned AS (  -- how often this account of this card and month was billed up to here
  SELECT b.invoice_line_id, x.first_invoice_month,
    sum(CASE WHEN b.billed_contribution > 0 THEN 1 ELSE 0 END) OVER turn AS contribution_turn,
    sum(CASE WHEN b.billed_help > 0 THEN 1 ELSE 0 END) OVER turn AS help_turn
  FROM billed AS b
  JOIN asked AS x ON x.line_count > 1 AND x.card_number = b.card_number AND x.paid_for_month = b.paid_for_month
    AND x.payer = b.payer
  WINDOW turn AS (PARTITION BY b.card_number, b.paid_for_month, b.payer ORDER BY b.invoice_month, b.invoice_line_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
file_nik AS (  -- a bill without a NIK column says nothing about NIK
  SELECT file_no, count(CASE WHEN nik IS NOT NULL OR nik_damage <> 'kosong' THEN 1 END) > 0 AS has_nik
  FROM invoice_line
  GROUP BY file_no
),
billed_card AS (
  SELECT card_number FROM billed WHERE card_number IS NOT NULL GROUP BY card_number
),
city_card AS (  -- cards that are billed, and those that the city may owe for
  SELECT c.member_id, c.psnoka, card_figure(c.psnoka) AS card_number, c.person_id, c.class, c.segment, c.status
  FROM card_month AS c
  LEFT JOIN billed_card AS b ON b.card_number = card_figure(c.psnoka)
  WHERE c.class <> 'repeated_row' AND c.psnoka IS NOT NULL AND (b.card_number IS NOT NULL OR (c.status = 'ACTIVE'
    AND (c.segment = 'PBPU_PEMDA' OR (c.segment = 'PBPU'
      AND (SELECT count(*) FROM billed WHERE billed_help > 0 AND billed_contribution = 0) > 0))))
),
other_cover AS (  -- humans with an active card that somebody else pays for
  SELECT c.person_id, min(coalesce(m.segment_from_on, m.start_on, first_of_month(run.as_of))) AS from_on
  FROM card_month AS c
  JOIN member AS m ON m.member_id = c.member_id
  CROSS JOIN run
  WHERE c.person_id IN (SELECT person_id FROM city_card) AND c.status = 'ACTIVE' AND c.segment IN ('PBI_APBN', 'PPU')
    AND c.class <> 'repeated_row' AND c.psnoka IS NOT NULL
  GROUP BY c.person_id
),
pbi_listed AS (
  SELECT psnoka FROM pbi_line WHERE psnoka IS NOT NULL AND (note IS NULL OR text_key(note) = 'AKTIF') GROUP BY psnoka
),
card AS (
  SELECT c.*, h.resident_id, h.rank_number, m.nik AS card_nik, m.nik_damage, m.name, m.birth_on, m.end_on, m.ward_class,
    coalesce(m.segment_from_on, m.start_on) AS from_on, r.nik AS resident_nik, r.name AS resident_name,
    r.birth_on AS resident_birth_on, r.nkk AS resident_nkk, r.register_status, r.changed_on,
    o.from_on AS other_from_on, p.psnoka IS NOT NULL AS on_pbi_list
  FROM city_card AS c
  JOIN card_holder AS h ON h.member_id = c.member_id
  JOIN member AS m ON m.member_id = c.member_id
  LEFT JOIN resident AS r ON r.resident_id = h.resident_id
  LEFT JOIN other_cover AS o ON o.person_id = c.person_id
  LEFT JOIN pbi_listed AS p ON p.psnoka = c.psnoka
),
asked_month AS (  -- months with a bill of their own, and what that bill asks for
  SELECT b.paid_for_month AS month, min(b.invoice_month) AS invoice_month,
    max(b.billed_contribution) > 0 AS asks_contribution, max(b.billed_help) > 0 AS asks_help,
    max(CASE WHEN b.billed_contribution = 0 AND c.segment = 'PBPU' THEN b.billed_help ELSE 0 END) > 0 AS asks_mandiri
  FROM billed AS b
  LEFT JOIN city_card AS c ON c.card_number = b.card_number
  WHERE b.invoice_month = b.paid_for_month AND b.payer = 'city'
  GROUP BY b.paid_for_month
),
owed AS (
  SELECT c.member_id, c.psnoka, c.card_number, c.card_nik, c.nik_damage, c.name, c.birth_on, a.month, a.invoice_month,
    r.pbpu_pemda_contribution_rupiah AS contribution_rate, r.pbpu_help_pemda_rupiah AS help_rate,
    CASE WHEN a.asks_contribution AND c.segment = 'PBPU_PEMDA' AND NOT coalesce(k.contribution_asked, FALSE)
      THEN r.pbpu_pemda_contribution_rupiah ELSE 0 END AS unbilled_contribution,
    CASE WHEN (a.asks_help AND c.segment = 'PBPU_PEMDA' OR a.asks_mandiri AND c.segment = 'PBPU')
      AND NOT coalesce(k.help_asked, FALSE) THEN r.pbpu_help_pemda_rupiah ELSE 0 END AS unbilled_help
  FROM card AS c
  CROSS JOIN asked_month AS a
  JOIN rule_month AS r ON r.month = a.month
  LEFT JOIN asked AS k ON k.card_number = c.card_number AND k.paid_for_month = a.month AND k.payer = 'city'
  WHERE c.status = 'ACTIVE' AND c.from_on <= a.month
    AND (c.segment = 'PBPU_PEMDA' OR (c.segment = 'PBPU' AND c.ward_class = '3'))
),
line AS (  -- as sent, and as the branch could have written them from the membership file
  SELECT b.invoice_line_id, b.file_no, b.row_number, b.psnoka, b.card_number, b.nik, b.nik_damage, b.name, b.birth_on,
    b.invoice_month, b.paid_for_month, b.payer, b.contribution_rate, b.help_rate, b.billed_contribution, b.billed_help,
    b.without_amount, t.first_invoice_month, t.contribution_turn, t.help_turn, f.has_nik
  FROM billed AS b
  LEFT JOIN turned AS t ON t.invoice_line_id = b.invoice_line_id
  LEFT JOIN file_nik AS f ON f.file_no = b.file_no
  UNION ALL
  SELECT -(member_id * 1000000 + CAST(month_figure(month) AS BIGINT)), NULL, NULL, psnoka, card_number, card_nik,
    nik_damage, name, birth_on, invoice_month, month, 'city', contribution_rate, help_rate, unbilled_contribution,
    unbilled_help, FALSE, NULL, NULL, NULL, TRUE
  FROM owed
  WHERE unbilled_contribution + unbilled_help > 0
),
best_billed AS (  -- the best of the cards billed or owed for a month, of humans with more than one card
  SELECT c.person_id, l.paid_for_month, min(c.rank_number) AS rank_number
  FROM card AS c
  JOIN (SELECT person_id FROM card GROUP BY person_id HAVING count(*) > 1) AS m ON m.person_id = c.person_id
  JOIN line AS l ON l.card_number = c.card_number
  WHERE l.billed_contribution > 0
  GROUP BY c.person_id, l.paid_for_month
),
odd AS (  -- what lines say of their human, where number, name and birth date are not those of the linked register row
  SELECT DISTINCT l.nik, l.name, l.birth_on, c.resident_id, c.resident_nkk, c.resident_name, c.resident_birth_on
  FROM line AS l
  LEFT JOIN card AS c ON c.card_number = l.card_number
  WHERE l.nik IS NOT NULL
    AND NOT coalesce(l.nik = c.resident_nik AND l.name = c.resident_name AND l.birth_on = c.resident_birth_on, FALSE)
),
bearer AS (  -- the register row that bears the number, and how well name and birth date go with it
  SELECT o.*, r.resident_id AS bearer_id, r.nkk, r.name AS bearer_name, r.birth_on AS bearer_birth_on,
    r.register_status, r.changed_on, coalesce(name_similarity(r.name, o.name), 0e0) AS likeness,
    coalesce(r.birth_on = o.birth_on, FALSE) AS of_one_day
  FROM odd AS o
  JOIN resident AS r ON r.nik = o.nik AND NOT r.duplicate_row
),
rival AS (  -- the number's row bears another birth date; one with the line's date and a name more like it is a slip away
  SELECT DISTINCT b.nik, b.name, b.birth_on, b.bearer_id
  FROM bearer AS b
  JOIN resident AS x ON x.birth_on = b.birth_on AND NOT x.duplicate_row
  WHERE NOT b.of_one_day AND digit_distance(x.nik, b.nik) BETWEEN 1 AND 2
    AND ((names_alike(x.name, b.name) AND name_similarity(x.name, b.name) > b.likeness)
      OR (ends_alike(x.name, b.name) AND NOT ends_alike(b.bearer_name, b.name)))
),
nik_held AS (  -- whose the number is, and whether it is the human's own
  SELECT b.nik, b.name, b.birth_on, b.resident_id, min(b.bearer_id) AS bearer_id,
    count(CASE WHEN v.bearer_id IS NOT NULL THEN NULL
      WHEN b.bearer_id = b.resident_id THEN 1
      WHEN b.resident_id IS NULL AND (b.of_one_day OR names_nearly_one(b.name, b.bearer_name)) THEN 1
      WHEN b.resident_nkk = b.nkk AND (b.of_one_day OR b.resident_birth_on = b.bearer_birth_on)
        AND names_alike(b.resident_name, b.bearer_name) THEN 1 END) > 0 AS own
  FROM bearer AS b
  LEFT JOIN rival AS v ON v.nik = b.nik AND v.name = b.name AND v.birth_on = b.birth_on AND v.bearer_id = b.bearer_id
  GROUP BY b.nik, b.name, b.birth_on, b.resident_id
),
nik_row AS (
  SELECT DISTINCT bearer_id AS resident_id, nik, register_status, changed_on FROM bearer
),
told AS (
  SELECT nik, kind, event_on,
    row_number() OVER (PARTITION BY nik ORDER BY event_on DESC NULLS LAST, event_id DESC) AS turn
  FROM event WHERE nik IS NOT NULL AND kind IN ('DEATH', 'MOVE_OUT', 'MOVE_IN')
),
last_event AS (
  SELECT nik, kind, event_on FROM told WHERE turn = 1
),
past AS (
  SELECT psnoka, from_on, to_on, segment FROM member_segment WHERE to_on IS NOT NULL
),
placed AS (
  SELECT l.*, c.person_id, c.class, c.status, c.end_on, c.ward_class AS card_ward_class, c.segment AS card_segment,
    c.card_number IS NOT NULL AS has_card, c.from_on, c.card_nik, c.resident_nik AS card_resident_nik, c.rank_number,
    c.other_from_on, c.on_pbi_list, run.month AS run_month, run.as_of, rule.bill_nik_must_be_valid,
    rule.residence_min_month,
    coalesce(rule.residence_min_month_area LIKE '%' || run.area_code || '%', FALSE) AS residence_ruled,
    k.bearer_id, k.own AS nik_own, x.resident_id IS NOT NULL AS by_number,
    coalesce(c.resident_id, x.resident_id) AS resident_id, coalesce(c.resident_nik, x.nik) AS resident_nik,
    coalesce(c.register_status, x.register_status) AS register_status, coalesce(c.changed_on, x.changed_on) AS changed_on,
    past.segment AS past_segment, s.rank_number AS best_rank_number
  FROM line AS l
  CROSS JOIN run
  LEFT JOIN rule_month AS rule ON rule.month = run.month
  LEFT JOIN card AS c ON c.card_number = l.card_number
  LEFT JOIN nik_held AS k ON k.nik = l.nik AND k.name IS NOT DISTINCT FROM l.name
    AND k.birth_on IS NOT DISTINCT FROM l.birth_on AND k.resident_id IS NOT DISTINCT FROM c.resident_id
  LEFT JOIN nik_row AS x ON c.resident_id IS NULL AND x.resident_id = k.bearer_id AND (k.own OR c.card_number IS NULL)
  LEFT JOIN best_billed AS s ON s.person_id = c.person_id AND s.paid_for_month = l.paid_for_month
  LEFT JOIN past ON past.psnoka = l.psnoka AND past.from_on <= l.paid_for_month AND past.to_on >= l.paid_for_month
),
known AS (
  SELECT p.*, e.kind AS event_kind,
    CASE WHEN p.resident_id IS NULL OR p.register_status IN ('DEAD', 'MOVED')
      THEN CASE WHEN e.kind IN ('DEATH', 'MOVE_OUT') THEN e.event_on ELSE p.changed_on END END AS gone_on,
    CASE WHEN e.kind = 'MOVE_IN' THEN e.event_on END AS arrived_on,
    CASE WHEN NOT coalesce(p.has_nik, FALSE) THEN NULL
         WHEN p.nik IS NULL THEN coalesce(nullif(p.nik_damage, ''), 'kosong')
         WHEN p.by_number OR coalesce(p.nik_own, p.nik = p.resident_nik, FALSE) THEN NULL
         WHEN p.bearer_id IS NOT NULL THEN 'milik_orang_lain'
         WHEN p.resident_id IS NOT NULL THEN 'tidak_ditemukan'
         WHEN p.nik_damage = 'tanggal_mustahil' THEN p.nik_damage
         WHEN nik_birth_differs(p.nik, p.birth_on) THEN 'beda_tanggal_lahir' END AS nik_remark
  FROM placed AS p
  LEFT JOIN last_event AS e ON e.nik = coalesce(p.resident_nik, p.nik, p.card_nik)
),
reasoned AS (
  SELECT *,
    CASE
      WHEN psnoka IS NULL THEN 'no_card'
      WHEN paid_for_month IS NULL THEN 'no_month'
      WHEN without_amount THEN 'no_amount'
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
      WHEN best_rank_number < rank_number THEN 'second_card'
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
judged AS (  -- what is accepted of a line sent; of one that was not sent nothing was billed
  SELECT *, CASE WHEN invoice_line_id > 0 THEN billed_contribution ELSE 0 END AS sent_contribution,
    CASE WHEN invoice_line_id > 0 THEN billed_help ELSE 0 END AS sent_help,
    CASE WHEN invoice_line_id < 0 OR reason IN ('no_card', 'no_month', 'no_amount') THEN 'missing'
         WHEN reason IS NULL OR reason = 'credit' THEN 'accepted' ELSE 'disputed' END AS judgement,
    CASE WHEN invoice_line_id < 0 THEN 0 WHEN reason IS NULL OR reason = 'credit' THEN billed_contribution
         WHEN reason = 'wrong_tariff' THEN least(billed_contribution, contribution_rate) ELSE 0
         END AS accepted_contribution,
    CASE WHEN invoice_line_id < 0 THEN 0 WHEN reason IS NULL OR reason = 'credit' THEN billed_help
         WHEN reason = 'wrong_tariff' THEN least(billed_help, help_rate)
         WHEN reason = 'segment_not_eligible' AND card_segment = 'PBPU' AND coalesce(card_ward_class, '3') = '3'
           THEN least(billed_help, help_rate) ELSE 0 END AS accepted_help
  FROM reasoned
  WHERE invoice_line_id > 0 OR reason IS NULL
)
SELECT invoice_line_id, file_no, row_number, payer, psnoka, person_id, class, invoice_month, paid_for_month, judgement,
  CASE WHEN invoice_line_id < 0 THEN 'not_billed' ELSE reason END AS reason,
  CASE WHEN reason IN ('dead', 'moved') THEN gone_on WHEN reason = 'resident_too_short' THEN arrived_on
    WHEN reason = 'overlap' AND past_segment IS NULL THEN other_from_on
    WHEN reason IN ('segment_not_eligible', 'before_start') THEN from_on
    WHEN reason = 'not_active' THEN end_on END AS event_on,
  CASE WHEN invoice_line_id > 0 THEN nik_remark END AS nik_remark,
  sent_contribution AS billed_contribution, sent_help AS billed_help, sent_contribution + sent_help AS billed_rupiah,
  accepted_contribution, accepted_help, accepted_contribution + accepted_help AS accepted_rupiah,
  CASE WHEN judgement = 'disputed' THEN sent_contribution - accepted_contribution ELSE 0 END AS disputed_contribution,
  CASE WHEN judgement = 'disputed' THEN sent_help - accepted_help ELSE 0 END AS disputed_help,
  CASE WHEN judgement = 'disputed' THEN sent_contribution + sent_help - accepted_contribution - accepted_help
    ELSE 0 END AS disputed_rupiah,
  CASE WHEN judgement = 'missing' THEN sent_contribution + sent_help ELSE 0 END AS missing_rupiah,
  CASE WHEN invoice_line_id < 0 THEN billed_contribution WHEN reason = 'wrong_tariff' AND billed_contribution > 0
    THEN greatest(contribution_rate - billed_contribution, 0) ELSE 0 END AS unbilled_contribution,
  CASE WHEN invoice_line_id < 0 THEN billed_help WHEN reason = 'wrong_tariff' AND billed_help > 0
    THEN greatest(help_rate - billed_help, 0) ELSE 0 END AS unbilled_help
FROM judged
UNION ALL
SELECT invoice_line_id, file_no, row_number, payer, psnoka, NULL, NULL, invoice_month, paid_for_month, 'replaced',
  'replaced', NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM sent
WHERE replaced
