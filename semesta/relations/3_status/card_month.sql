-- One row per row of the membership files and month: exactly one class (req 18, R3.12).
-- Key: member_id, month
-- The first of these that is true: repeated_row (the card number stands there already); dead_but_member; moved_but_member;
-- paid_twice and second_card (the human has another card that speaks, active in another segment, or any other);
-- duplicate_nik (another card carries this NIK, and by it this is not the rightful one); identity_mismatch (the NIK is that
-- of another human in the register); member_not_in_register; else covered_active, covered_inactive or status_unknown.
WITH card AS (
  SELECT m.member_id, m.psnoka, m.nik, m.segment, m.segment_detail, m.status, m.repeated_row, m.file_no, m.start_on,
    c.card_member_id, c.resident_id
  FROM member AS m
  JOIN card_holder AS c ON c.member_id = m.member_id
),
speaker AS (
  SELECT p.person_id, p.resident_id, p.member_id, p.nik AS resident_nik, m.status, m.segment
  FROM person AS p
  JOIN member AS m ON m.member_id = p.member_id
),
shared_nik AS (
  SELECT nik FROM member WHERE nik IS NOT NULL AND NOT repeated_row GROUP BY nik HAVING count(*) > 1
),
foreign_nik AS (  -- cards whose NIK stands in the register on somebody else's row
  SELECT c.member_id, max(other.resident_id) AS resident_id
  FROM card AS c
  JOIN resident AS other ON other.nik = c.nik AND NOT other.duplicate_row
  LEFT JOIN resident AS own ON own.resident_id = c.resident_id
  WHERE c.resident_id IS NULL OR own.nik IS NULL OR own.nik <> c.nik
  GROUP BY c.member_id
),
held AS (
  SELECT c.*, r.register_status, r.nik AS resident_nik,
    coalesce(s.person_id, t.person_id) AS person_id,
    coalesce(s.member_id, t.member_id) AS speaking_member_id,
    coalesce(s.status, t.status) AS speaking_status,
    coalesce(s.segment, t.segment) AS speaking_segment
  FROM card AS c
  LEFT JOIN resident AS r ON r.resident_id = c.resident_id
  LEFT JOIN speaker AS s ON s.resident_id = c.resident_id
  LEFT JOIN speaker AS t ON t.resident_id IS NULL AND c.resident_id IS NULL AND t.member_id = c.card_member_id
)
SELECT
  h.member_id,
  h.person_id,
  run.month,
  h.file_no,
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
LEFT JOIN shared_nik AS n ON n.nik = h.nik
LEFT JOIN foreign_nik AS f ON f.member_id = h.member_id
