-- One row per smallest cell of the month: kelurahan, segment, sex, age group and reason, with people and cards counted.
-- Key: province_code, regency_code, district_code, village_code, segment, sex, age_group, reason
-- Whoever has no known kelurahan is counted under a code that ends in .0000 (no known kecamatan: .00.0000), so that the
-- parts of a region always add up to it. Counts of residents are of living register rows; counts of cards are as BPJS
-- would count its file (every card number once, whoever holds it).
SELECT
  month,
  substr(regency_code, 1, 2) AS province_code,
  regency_code,
  coalesce(district_code, regency_code || '.00') AS district_code,
  coalesce(village_code, coalesce(district_code, regency_code || '.00') || '.0000') AS village_code,
  coalesce(segment, 'NONE') AS segment,
  coalesce(sex, '?') AS sex,
  age_group(age_year) AS age_group,
  coalesce(reason, 'NONE') AS reason,
  count(CASE WHEN in_register THEN 1 END) AS in_register,
  count(CASE WHEN registered THEN 1 END) AS registered,
  count(CASE WHEN active THEN 1 END) AS active,
  count(CASE WHEN class = 'covered_inactive' THEN 1 END) AS inactive,
  count(CASE WHEN class = 'status_unknown' THEN 1 END) AS status_unknown,
  count(CASE WHEN class = 'uncovered' THEN 1 END) AS uncovered,
  count(CASE WHEN in_register AND NOT active THEN 1 END) AS without_active_cover,
  count(CASE WHEN active AND segment = 'PBPU_PEMDA' THEN 1 END) AS pemda_active,
  count(CASE WHEN active AND segment = 'PBI_APBN' THEN 1 END) AS pbi_active,
  count(CASE WHEN class = 'dead_but_member' THEN 1 END) AS dead_but_member,
  count(CASE WHEN class = 'dead_but_member' AND status = 'ACTIVE' THEN 1 END) AS dead_but_active,
  count(CASE WHEN class = 'moved_but_member' THEN 1 END) AS moved_but_member,
  count(CASE WHEN class = 'member_not_in_register' THEN 1 END) AS member_not_in_register,
  count(CASE WHEN in_register AND nik IS NULL THEN 1 END) AS nik_unusable,
  count(CASE WHEN in_register AND village_code IS NULL THEN 1 END) AS village_unknown,
  count(CASE WHEN in_register AND birth_on IS NULL THEN 1 END) AS birth_unknown,
  count(CASE WHEN in_register AND has_doubt THEN 1 END) AS in_doubt,
  CAST(sum(card_count) AS BIGINT) AS cards,
  CAST(sum(active_card_count) AS BIGINT) AS active_cards,
  CAST(sum(pemda_card_count) AS BIGINT) AS pemda_cards
FROM person_month
GROUP BY month, regency_code, district_code, village_code, segment, sex, age_group(age_year), reason
