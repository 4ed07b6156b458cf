-- One row per human: everybody in the register, and every card holder who is not.
-- Key: person_id
-- member_id is the card that speaks for the human (see card_holder). person_id is carried from the previous run by the
-- register's NIK, else by card number, else by family card, name and birth date; it goes to one human only. New humans
-- are numbered after the highest number in use, register rows first, in file order.
WITH best AS (
  SELECT holder_key, member_of_rank(min(rank_number)) AS member_id,
    count(CASE WHEN NOT repeated_row THEN 1 END) AS card_count,
    count(CASE WHEN NOT repeated_row AND status = 'ACTIVE' THEN 1 END) AS active_card_count,
    count(CASE WHEN NOT repeated_row AND status = 'ACTIVE' AND segment = 'PBPU_PEMDA' THEN 1 END) AS pemda_card_count
  FROM card_holder
  GROUP BY holder_key
),
holder AS (
  SELECT b.*, c.psnoka, c.probability AS link_probability, c.link_method
  FROM best AS b
  JOIN card_holder AS c ON c.member_id = b.member_id
),
human AS (
  SELECT r.resident_id AS holder_key, r.resident_id, h.member_id, h.psnoka, h.link_probability, h.link_method,
    coalesce(h.card_count, 0) AS card_count, coalesce(h.active_card_count, 0) AS active_card_count,
    coalesce(h.pemda_card_count, 0) AS pemda_card_count,
    r.nik,
    CASE WHEN NOT r.duplicate_row THEN r.nik END AS key_nik,
    CASE WHEN r.nik IS NULL THEN r.nkk || '|' || r.name || '|' || CAST(r.birth_on AS VARCHAR) END AS person_key
  FROM resident AS r
  LEFT JOIN holder AS h ON h.holder_key = r.resident_id
  UNION ALL
  SELECT holder_key, NULL, member_id, psnoka, link_probability, link_method, card_count, active_card_count, pemda_card_count,
    NULL, NULL, NULL
  FROM holder
  WHERE holder_key < 0
),
claim AS (  -- who may go on under a number already given, strongest ground first
  SELECT p.person_id, h.holder_key, 1 AS ground FROM human AS h JOIN previous_person AS p ON p.nik = h.key_nik
  UNION ALL
  SELECT p.person_id, h.holder_key, 2 FROM human AS h JOIN previous_person AS p ON p.psnoka = h.psnoka
  UNION ALL
  SELECT p.person_id, h.holder_key, 3 FROM human AS h JOIN previous_person AS p ON p.person_key = h.person_key
),
claim_of_number AS (
  SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY ground, holder_key < 0, abs(holder_key), holder_key) AS turn
  FROM claim
),
carried AS (
  SELECT holder_key, min(person_id) AS person_id FROM claim_of_number WHERE turn = 1 GROUP BY holder_key
),
doubted AS (
  SELECT resident_id AS holder_key FROM link_doubt
  UNION
  SELECT c.holder_key FROM link_doubt AS d JOIN card_holder AS c ON c.member_id = d.member_id
),
numbered AS (
  SELECT h.*, c.person_id AS carried_id,
    row_number() OVER (PARTITION BY c.person_id IS NULL ORDER BY h.holder_key < 0, abs(h.holder_key), h.holder_key) AS new_number
  FROM human AS h
  LEFT JOIN carried AS c ON c.holder_key = h.holder_key
)
SELECT
  coalesce(n.carried_id, n.new_number + (SELECT coalesce(max(person_id), 0) FROM previous_person)) AS person_id,
  n.holder_key,
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
  d.holder_key IS NOT NULL AS has_doubt
FROM numbered AS n
LEFT JOIN doubted AS d ON d.holder_key = n.holder_key
