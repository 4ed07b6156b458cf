-- One row per usable NIK that stands on more than one row of the register, or of the membership files.
-- Key: register, nik
-- A card number that is only repeated does not share its NIK with another card.
SELECT 'register' AS register, nik, count(*) AS row_count
FROM (SELECT nkk_of(nik) AS nik FROM landed_resident)
WHERE nik IS NOT NULL
GROUP BY nik
HAVING count(*) > 1
UNION ALL
SELECT 'membership', nik, count(*)
FROM (
  SELECT nkk_of(m.nik) AS nik
  FROM landed_member AS m
  LEFT JOIN member_extra AS x ON x.member_id = CAST(m.file_no AS BIGINT) * 100000000 + m.row_number
  WHERE x.member_id IS NULL
)
WHERE nik IS NOT NULL
GROUP BY nik
HAVING count(*) > 1
