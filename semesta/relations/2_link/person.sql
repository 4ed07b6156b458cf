-- One row per human: everybody in the register, and every card holder who is not.
-- Key: person_id
-- member_id is the card that speaks for the human (see card_holder). person_id is carried from the previous run by
-- person_key, else by card number; it goes to one human only. A new human gets the highest number in use plus the id
-- of the file row that first told of him. person_key is the NIK; with a place behind it where several humans share one
-- NIK; family card, name and birth date for rows without a NIK of their own.
WITH sharing AS (
  SELECT r.resident_id, row_number() OVER (PARTITION BY r.nik ORDER BY r.name, r.birth_on, r.resident_id) AS place
  FROM resident AS r
  JOIN nik_shared AS s ON s.register = 'register' AND s.nik = r.nik
  WHERE NOT r.duplicate_row
),
best AS (
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
    CASE WHEN r.duplicate_row OR r.nik IS NULL THEN r.nkk || '|' || r.name || '|' || CAST(r.birth_on AS VARCHAR)
         WHEN sharing.place > 1 THEN r.nik || '|' || CAST(sharing.place AS VARCHAR)
         ELSE r.nik END AS person_key
  FROM resident AS r
  LEFT JOIN sharing ON sharing.resident_id = r.resident_id
  LEFT JOIN holder AS h ON h.holder_key = r.resident_id
  UNION ALL
  SELECT holder_key, NULL, member_id, psnoka, link_probability, link_method, card_count, active_card_count,
    pemda_card_count,
    NULL, NULL
  FROM holder
  WHERE holder_key < 0
),
claim AS (  -- who may go on under a number already given, strongest ground first
  SELECT p.person_id, h.holder_key, 1 AS ground FROM human AS h JOIN previous_person AS p ON p.person_key = h.person_key
  UNION ALL
  SELECT p.person_id, h.holder_key, 2 FROM human AS h JOIN previous_person AS p ON p.psnoka = h.psnoka
),
claim_of_number AS (
  SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY ground, holder_key < 0, abs(holder_key),
    holder_key) AS turn
  FROM claim
),
carried AS (
  SELECT holder_key, min(person_id) AS person_id FROM claim_of_number WHERE turn = 1 GROUP BY holder_key
),
doubted AS (
  SELECT resident_id AS holder_key FROM link_doubt
  UNION
  SELECT c.holder_key FROM link_doubt AS d JOIN card_holder AS c ON c.member_id = d.member_id
)
SELECT
  coalesce(c.person_id, (SELECT coalesce(max(person_id), 0) FROM previous_person) + abs(n.holder_key)) AS person_id,
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
FROM human AS n
LEFT JOIN carried AS c ON c.holder_key = n.holder_key
LEFT JOIN doubted AS d ON d.holder_key = n.holder_key
