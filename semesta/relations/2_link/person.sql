-- One row per human: everybody in the register, and every card holder who is not.
-- Key: person_id
-- member_id is the card that speaks for the human (see card_holder). person_id is carried from the previous run by the
-- register's NIK, else by card number, else by family card, name and birth date; it goes to one human only. New humans
-- are numbered after the highest number in use, register rows first, in file order.
WITH best_card AS (
  SELECT resident_id, CASE WHEN resident_id IS NULL THEN card_member_id END AS card_member_id,
    min(rank_number) AS rank_number,
    count(CASE WHEN NOT repeated_row THEN 1 END) AS card_count,
    count(CASE WHEN NOT repeated_row AND status = 'ACTIVE' THEN 1 END) AS active_card_count,
    count(CASE WHEN NOT repeated_row AND status = 'ACTIVE' AND segment = 'PBPU_PEMDA' THEN 1 END) AS pemda_card_count
  FROM card_holder
  GROUP BY resident_id, CASE WHEN resident_id IS NULL THEN card_member_id END
),
best AS (
  SELECT resident_id, card_count, active_card_count, pemda_card_count, member_of_rank(rank_number) AS member_id FROM best_card
),
human AS (
  SELECT r.resident_id, b.member_id, coalesce(b.card_count, 0) AS card_count,
    coalesce(b.active_card_count, 0) AS active_card_count, coalesce(b.pemda_card_count, 0) AS pemda_card_count, r.nik,
    CASE WHEN NOT r.duplicate_row THEN r.nik END AS key_nik,
    CASE WHEN r.nik IS NULL THEN r.nkk || '|' || r.name || '|' || CAST(r.birth_on AS VARCHAR) END AS person_key
  FROM resident AS r
  LEFT JOIN best AS b ON b.resident_id = r.resident_id
  UNION ALL
  SELECT NULL, b.member_id, b.card_count, b.active_card_count, b.pemda_card_count, NULL, NULL, NULL
  FROM best AS b
  WHERE b.resident_id IS NULL
),
carded AS (
  SELECT h.*, m.psnoka, c.probability AS link_probability, c.link_method
  FROM human AS h
  LEFT JOIN member AS m ON m.member_id = h.member_id
  LEFT JOIN card_holder AS c ON c.member_id = h.member_id
),
claim AS (  -- who may go on under a number already given, strongest ground first
  SELECT p.person_id, h.resident_id, h.member_id, 1 AS ground
  FROM human AS h JOIN previous_person AS p ON p.nik = h.key_nik
  UNION ALL
  SELECT p.person_id, h.resident_id, h.member_id, 2 AS ground
  FROM carded AS h JOIN previous_person AS p ON p.psnoka = h.psnoka
  UNION ALL
  SELECT p.person_id, h.resident_id, h.member_id, 3 AS ground
  FROM human AS h JOIN previous_person AS p ON p.person_key = h.person_key
),
claim_of_number AS (
  SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY ground, resident_id NULLS LAST, member_id NULLS LAST) AS turn
  FROM claim
),
carried AS (
  SELECT resident_id, CASE WHEN resident_id IS NULL THEN member_id END AS member_id, min(person_id) AS person_id
  FROM claim_of_number
  WHERE turn = 1
  GROUP BY resident_id, CASE WHEN resident_id IS NULL THEN member_id END
),
doubted AS (
  SELECT resident_id FROM link_doubt GROUP BY resident_id
),
doubted_member AS (
  SELECT member_id FROM link_doubt GROUP BY member_id
),
numbered AS (
  SELECT c.*, coalesce(a.person_id, b.person_id) AS carried_id,
    row_number() OVER (
      PARTITION BY coalesce(a.person_id, b.person_id) IS NULL ORDER BY c.resident_id NULLS LAST, c.member_id NULLS LAST
    ) AS new_number
  FROM carded AS c
  LEFT JOIN carried AS a ON a.resident_id = c.resident_id
  LEFT JOIN carried AS b ON b.resident_id IS NULL AND c.resident_id IS NULL AND b.member_id = c.member_id
)
SELECT
  coalesce(n.carried_id, n.new_number + (SELECT coalesce(max(person_id), 0) FROM previous_person)) AS person_id,
  n.resident_id,
  n.member_id,
  n.nik,
  n.psnoka,
  n.person_key,
  n.card_count,
  n.active_card_count,
  n.pemda_card_count,
  n.link_probability,
  n.link_method,
  d.resident_id IS NOT NULL OR e.member_id IS NOT NULL AS has_doubt
FROM numbered AS n
LEFT JOIN doubted AS d ON d.resident_id = n.resident_id
LEFT JOIN doubted_member AS e ON e.member_id = n.member_id
