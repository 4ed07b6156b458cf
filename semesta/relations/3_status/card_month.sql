-- One row per row of the membership files and month: exactly one class (req 18, R3.12).
-- Key: member_id, month
-- The first of these that is true: repeated_row (the card number stands there already); dead_but_member;
-- moved_but_member; paid_twice and second_card (the human has another card that speaks, active in another segment, or
-- any other); duplicate_nik (another card carries this NIK, and by it this is not the rightful one); identity_mismatch
-- (the NIK is that of another human in the register); member_not_in_register; else covered_active, covered_inactive or
-- status_unknown.
WITH speaker AS (
  SELECT p.person_id, p.holder_key, p.member_id, c.status, c.segment
  FROM person AS p
  JOIN card_holder AS c ON c.member_id = p.member_id
),
held AS (
  SELECT c.member_id, c.psnoka, c.segment, c.status, c.repeated_row, c.resident_id, m.nik, r.register_status,
    r.nik AS resident_nik, s.person_id, s.member_id AS speaking_member_id, s.status AS speaking_status,
    s.segment AS speaking_segment
  FROM card_holder AS c
  JOIN member AS m ON m.member_id = c.member_id
  LEFT JOIN speaker AS s ON s.holder_key = c.holder_key
  LEFT JOIN resident AS r ON r.resident_id = c.resident_id
),
foreign_nik AS (  -- cards whose NIK stands in the register on somebody else's row
  SELECT h.member_id
  FROM held AS h
  JOIN resident AS other ON other.nik = h.nik AND NOT other.duplicate_row
  WHERE h.resident_nik IS NULL OR h.resident_nik <> h.nik
  GROUP BY h.member_id
)
SELECT
  h.member_id,
  h.person_id,
  run.month,
  file_no_of(h.member_id) AS file_no,
  h.psnoka,
  h.segment,
  h.status,
  CASE
    WHEN h.repeated_row THEN 'repeated_row'
    WHEN h.register_status = 'DEAD' THEN 'dead_but_member'
    WHEN h.register_status = 'MOVED' THEN 'moved_but_member'
    WHEN h.member_id <> h.speaking_member_id AND h.status = 'ACTIVE' AND h.speaking_status = 'ACTIVE'
      AND h.segment <> h.speaking_segment THEN 'paid_twice'
    WHEN h.member_id <> h.speaking_member_id THEN 'second_card'
    WHEN n.nik IS NOT NULL AND (h.resident_nik IS NULL OR h.resident_nik <> h.nik) THEN 'duplicate_nik'
    WHEN f.member_id IS NOT NULL THEN 'identity_mismatch'
    WHEN h.register_status IS NULL OR h.register_status <> 'LIVING' THEN 'member_not_in_register'
    WHEN h.status = 'ACTIVE' THEN 'covered_active'
    WHEN h.status = 'INACTIVE' THEN 'covered_inactive'
    ELSE 'status_unknown'
  END AS class,
  h.status = 'ACTIVE' AND h.segment = 'PBPU_PEMDA' AND NOT h.repeated_row AS paid_by_city
FROM held AS h
CROSS JOIN run
LEFT JOIN nik_shared AS n ON n.register = 'membership' AND n.nik = h.nik
LEFT JOIN foreign_nik AS f ON f.member_id = h.member_id
