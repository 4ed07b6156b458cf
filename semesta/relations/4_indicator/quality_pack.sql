-- One row per data-quality item and regency, with the rows it concerns: dead, shared, blank, impossible.
-- Key: item, region_code
WITH resident_item AS (
  SELECT regency_code AS region_code, coalesce(nullif('register_nik_' || nik_damage, 'register_nik_'),
    'register_nik_ok') AS item, count(*) AS row_count
  FROM resident GROUP BY regency_code, nik_damage
  UNION ALL
  SELECT regency_code, coalesce(nullif('register_birth_' || birth_damage, 'register_birth_'), 'register_birth_ok'),
    count(*)
  FROM resident GROUP BY regency_code, birth_damage
),
member_item AS (
  SELECT regency_code AS region_code, coalesce(nullif('member_nik_' || nik_damage, 'member_nik_'),
    'member_nik_ok') AS item, count(*) AS row_count
  FROM member GROUP BY regency_code, nik_damage
  UNION ALL
  SELECT regency_code, coalesce(nullif('member_birth_' || birth_damage, 'member_birth_'), 'member_birth_ok'), count(*)
  FROM member GROUP BY regency_code, birth_damage
),
resident_flag AS (
  SELECT regency_code AS region_code,
    count(CASE WHEN name IS NULL THEN 1 END) AS register_blank_name,
    count(CASE WHEN village_code IS NULL THEN 1 END) AS register_village_unknown,
    count(CASE WHEN month(birth_on) = 1 AND day(birth_on) = 1 THEN 1 END) AS register_birth_1_january,
    count(CASE WHEN nik_birth_differs(nik, birth_on) THEN 1 END) AS register_nik_birth_differs,
    count(CASE WHEN nik_sex_differs(nik, sex) THEN 1 END) AS register_nik_sex_differs,
    count(CASE WHEN duplicate_row THEN 1 END) AS register_duplicate_row,
    count(CASE WHEN nkk IS NULL THEN 1 END) AS register_family_card_unusable
  FROM resident GROUP BY regency_code
),
member_flag AS (
  SELECT regency_code AS region_code,
    count(CASE WHEN name IS NULL THEN 1 END) AS member_blank_name,
    count(CASE WHEN village_code IS NULL THEN 1 END) AS member_village_unknown,
    count(CASE WHEN month(birth_on) = 1 AND day(birth_on) = 1 THEN 1 END) AS member_birth_1_january,
    count(CASE WHEN nik_birth_differs(nik, birth_on) THEN 1 END) AS member_nik_birth_differs,
    count(CASE WHEN segment = 'UNKNOWN' THEN 1 END) AS member_segment_unknown,
    count(CASE WHEN status = 'UNKNOWN' THEN 1 END) AS member_status_unknown,
    count(CASE WHEN repeated_row THEN 1 END) AS member_repeated_row,
    count(CASE WHEN psnoka IS NULL THEN 1 END) AS member_card_number_unusable
  FROM member GROUP BY regency_code
),
shared AS (
  SELECT 'register_nik_shared' AS item, r.regency_code AS region_code, count(*) AS row_count
  FROM resident AS r JOIN nik_shared AS s ON s.register = 'register' AND s.nik = r.nik
  GROUP BY r.regency_code
  UNION ALL
  SELECT 'member_nik_shared', m.regency_code, count(*)
  FROM member AS m JOIN nik_shared AS s ON s.register = 'membership' AND s.nik = m.nik
  WHERE NOT m.repeated_row
  GROUP BY m.regency_code
  UNION ALL
  SELECT 'member_phone_shared', min(regency_code), count(*) FROM member
  WHERE length(phone) >= 9 AND NOT repeated_row GROUP BY phone HAVING count(*) > 10
  UNION ALL
  SELECT 'register_giant_household', substr(village_code, 1, 5), member_count FROM family WHERE member_count > 12
),
flag AS (
  SELECT f.region_code, i.item,
    CASE i.item WHEN 'register_blank_name' THEN f.register_blank_name WHEN 'register_village_unknown'
      THEN f.register_village_unknown
      WHEN 'register_birth_1_january' THEN f.register_birth_1_january WHEN 'register_nik_birth_differs'
        THEN f.register_nik_birth_differs
      WHEN 'register_nik_sex_differs' THEN f.register_nik_sex_differs WHEN 'register_duplicate_row'
        THEN f.register_duplicate_row
      ELSE f.register_family_card_unusable END AS row_count
  FROM resident_flag AS f
  CROSS JOIN (VALUES ('register_blank_name'), ('register_village_unknown'), ('register_birth_1_january'),
    ('register_nik_birth_differs'),
    ('register_nik_sex_differs'), ('register_duplicate_row'), ('register_family_card_unusable')) AS i (item)
  UNION ALL
  SELECT f.region_code, i.item,
    CASE i.item WHEN 'member_blank_name' THEN f.member_blank_name WHEN 'member_village_unknown'
      THEN f.member_village_unknown
      WHEN 'member_birth_1_january' THEN f.member_birth_1_january WHEN 'member_nik_birth_differs'
        THEN f.member_nik_birth_differs
      WHEN 'member_segment_unknown' THEN f.member_segment_unknown WHEN 'member_status_unknown'
        THEN f.member_status_unknown
      WHEN 'member_repeated_row' THEN f.member_repeated_row ELSE f.member_card_number_unusable END
  FROM member_flag AS f
  CROSS JOIN (VALUES ('member_blank_name'), ('member_village_unknown'), ('member_birth_1_january'),
    ('member_nik_birth_differs'),
    ('member_segment_unknown'), ('member_status_unknown'), ('member_repeated_row'),
      ('member_card_number_unusable')) AS i (item)
),
every_item AS (
  SELECT item, region_code, row_count FROM resident_item
  UNION ALL SELECT item, region_code, row_count FROM member_item
  UNION ALL SELECT item, region_code, row_count FROM flag
  UNION ALL SELECT item, region_code, row_count FROM shared
  UNION ALL SELECT 'dead_member', regency_code, 1 FROM person_month WHERE class = 'dead_but_member'
)
SELECT run.month, item, region_code, CAST(sum(row_count) AS BIGINT) AS row_count
FROM every_item
CROSS JOIN run
GROUP BY run.month, item, region_code
