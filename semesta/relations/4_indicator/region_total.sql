-- One row per region (kelurahan to province), breakdown and its value: the cells added up.
-- Key: region_code, breakdown, breakdown_value
-- population: the living register rows that a share is of; a segment or a reason is a share of all of them in the
-- region.
WITH placed AS (
  SELECT
    cell.*,
    CASE l.region_level WHEN 'village' THEN village_code WHEN 'district' THEN district_code WHEN 'regency'
      THEN regency_code
      ELSE province_code END AS region_code,
    l.region_level,
    b.breakdown,
    CASE b.breakdown WHEN 'segment' THEN segment WHEN 'sex' THEN sex WHEN 'age_group' THEN age_group
      WHEN 'reason' THEN reason
      ELSE 'all' END AS breakdown_value
  FROM people_cell AS cell
  CROSS JOIN (VALUES ('village'), ('district'), ('regency'), ('province')) AS l (region_level)
  CROSS JOIN (VALUES ('all'), ('segment'), ('sex'), ('age_group'), ('reason')) AS b (breakdown)
),
added AS (
  SELECT
    month, region_code, region_level, breakdown, breakdown_value,
    CAST(sum(in_register) AS BIGINT) AS in_register,
    CAST(sum(registered) AS BIGINT) AS registered,
    CAST(sum(active) AS BIGINT) AS active,
    CAST(sum(inactive) AS BIGINT) AS inactive,
    CAST(sum(status_unknown) AS BIGINT) AS status_unknown,
    CAST(sum(uncovered) AS BIGINT) AS uncovered,
    CAST(sum(without_active_cover) AS BIGINT) AS without_active_cover,
    CAST(sum(pemda_active) AS BIGINT) AS pemda_active,
    CAST(sum(pbi_active) AS BIGINT) AS pbi_active,
    CAST(sum(dead_but_member) AS BIGINT) AS dead_but_member,
    CAST(sum(dead_but_active) AS BIGINT) AS dead_but_active,
    CAST(sum(moved_but_member) AS BIGINT) AS moved_but_member,
    CAST(sum(member_not_in_register) AS BIGINT) AS member_not_in_register,
    CAST(sum(nik_unusable) AS BIGINT) AS nik_unusable,
    CAST(sum(village_unknown) AS BIGINT) AS village_unknown,
    CAST(sum(birth_unknown) AS BIGINT) AS birth_unknown,
    CAST(sum(in_doubt) AS BIGINT) AS in_doubt,
    CAST(sum(cards) AS BIGINT) AS cards,
    CAST(sum(active_cards) AS BIGINT) AS active_cards,
    CAST(sum(pemda_cards) AS BIGINT) AS pemda_cards
  FROM placed
  WHERE region_code IS NOT NULL
  GROUP BY month, region_code, region_level, breakdown, breakdown_value
)
SELECT
  added.*,
  CASE WHEN added.breakdown IN ('segment', 'reason') THEN whole.in_register ELSE added.in_register END AS population
FROM added
JOIN added AS whole ON whole.region_code = added.region_code AND whole.breakdown = 'all'
