-- One row per member row: the human who holds it, named by the register row, or by the card itself where there is none.
-- Key: member_id
-- A repeated row goes with the better row of its card number; a link to an extra register row goes to the better one.
-- holder_key names the human: the resident_id, or minus the member_id of the card where there is no register row.
-- rank_number orders the cards of one holder: active, unknown, inactive; newest start; first in the file; repeats last.
WITH own AS (
  SELECT
    m.member_id,
    coalesce(x.better_member_id, m.member_id) AS card_member_id,
    m.psnoka,
    m.repeated_row,
    m.status,
    m.segment,
    m.start_on
  FROM member AS m
  LEFT JOIN member_extra AS x ON x.member_id = m.member_id
)
SELECT
  own.member_id,
  own.card_member_id,
  coalesce(r.better_resident_id, link.resident_id) AS resident_id,
  coalesce(r.better_resident_id, link.resident_id, -own.card_member_id) AS holder_key,
  own.psnoka,
  link.probability,
  link."method" AS link_method,
  own.repeated_row,
  own.status,
  own.segment,
  card_rank(own.status, own.start_on, own.repeated_row, own.member_id) AS rank_number
FROM own
LEFT JOIN link ON link.member_id = own.card_member_id
LEFT JOIN resident_extra AS r ON r.resident_id = link.resident_id
