-- One row per month, region, breakdown, indicator and population series, with what was divided by what.
-- Key: region_code, indicator, population_series, breakdown, breakdown_value
-- Made from indicators/catalogue by `python -m semesta.indicators.sql`: do not edit here.
-- value is never clamped. An indicator of the population has a row for the register itself (series 'register') and one
-- for every official series of the region that is comparable with it. low and high carry what the link step estimates
-- of its own errors: of the people counted by a link at most a share false_link_rate is wrong, but some of these have a
-- card all the same, perhaps all; missed_resident_rate of the residents with a card are not counted because none of
-- theirs was found.
WITH catalogue AS (
  SELECT * FROM (VALUES
    ('activity_of_population', 'active_of_population', TRUE, TRUE, ',all,segment,sex,age_group,'),
    ('activity_of_population_reported', 'active_of_population', TRUE, FALSE, ',all,segment,'),
    ('activity_of_registered', 'active_of_registered', FALSE, FALSE, ',all,segment,sex,age_group,'),
    ('activity_of_registered_reported', 'active_of_registered', FALSE, FALSE, ',all,segment,'),
    ('birth_unknown', 'birth_unknown_of_register', FALSE, FALSE, ',all,'),
    ('coverage', 'registered_of_population', TRUE, TRUE, ',all,segment,sex,age_group,'),
    ('coverage_reported', 'registered_of_population', TRUE, FALSE, ',all,segment,'),
    ('dead_but_active', 'dead_active_of_cards', FALSE, FALSE, ',all,segment,'),
    ('dead_but_member', 'dead_of_cards', FALSE, FALSE, ',all,segment,'),
    ('in_doubt', 'in_doubt_of_register', FALSE, FALSE, ',all,'),
    ('inactive', 'inactive_of_population', TRUE, FALSE, ',all,segment,sex,age_group,reason,'),
    ('member_not_in_register', 'not_in_register_of_cards', FALSE, FALSE, ',all,segment,'),
    ('moved_but_member', 'moved_of_cards', FALSE, FALSE, ',all,segment,'),
    ('nik_unusable', 'nik_unusable_of_register', FALSE, FALSE, ',all,'),
    ('pbi_share', 'pbi_of_population', TRUE, TRUE, ',all,sex,age_group,'),
    ('pemda_share', 'pemda_of_population', TRUE, TRUE, ',all,sex,age_group,'),
    ('pemda_share_reported', 'pemda_of_population', TRUE, FALSE, ',all,'),
    ('status_unknown', 'status_unknown_of_population', TRUE, FALSE, ',all,segment,'),
    ('uncovered_count', 'uncovered_of_population', TRUE, FALSE, ',all,sex,age_group,'),
    ('village_unknown', 'village_unknown_of_register', FALSE, FALSE, ',all,'),
    ('without_active_cover', 'without_active_cover_of_population', TRUE, FALSE, ',all,sex,age_group,')
  ) AS i (indicator, formula, of_population, by_link, breakdowns)
),
figure AS (
  SELECT t.month, t.region_code, t.region_level, t.breakdown, t.breakdown_value,
    i.indicator, i.formula, i.of_population, i.by_link,
    CASE i.indicator
      WHEN 'activity_of_population' THEN t.active
      WHEN 'activity_of_population_reported' THEN t.active_cards
      WHEN 'activity_of_registered' THEN t.active
      WHEN 'activity_of_registered_reported' THEN t.active_cards
      WHEN 'birth_unknown' THEN t.birth_unknown
      WHEN 'coverage' THEN t.registered
      WHEN 'coverage_reported' THEN t.cards
      WHEN 'dead_but_active' THEN t.dead_but_active
      WHEN 'dead_but_member' THEN t.dead_but_member
      WHEN 'in_doubt' THEN t.in_doubt
      WHEN 'inactive' THEN t.inactive
      WHEN 'member_not_in_register' THEN t.member_not_in_register
      WHEN 'moved_but_member' THEN t.moved_but_member
      WHEN 'nik_unusable' THEN t.nik_unusable
      WHEN 'pbi_share' THEN t.pbi_active
      WHEN 'pemda_share' THEN t.pemda_active
      WHEN 'pemda_share_reported' THEN t.pemda_cards
      WHEN 'status_unknown' THEN t.status_unknown
      WHEN 'uncovered_count' THEN t.uncovered
      WHEN 'village_unknown' THEN t.village_unknown
      WHEN 'without_active_cover' THEN t.without_active_cover
    END AS numerator,
    CASE i.indicator
      WHEN 'activity_of_population' THEN t.population
      WHEN 'activity_of_population_reported' THEN t.population
      WHEN 'activity_of_registered' THEN t.registered
      WHEN 'activity_of_registered_reported' THEN t.cards
      WHEN 'birth_unknown' THEN t.in_register
      WHEN 'coverage' THEN t.population
      WHEN 'coverage_reported' THEN t.population
      WHEN 'dead_but_active' THEN t.cards
      WHEN 'dead_but_member' THEN t.cards
      WHEN 'in_doubt' THEN t.in_register
      WHEN 'inactive' THEN t.population
      WHEN 'member_not_in_register' THEN t.cards
      WHEN 'moved_but_member' THEN t.cards
      WHEN 'nik_unusable' THEN t.in_register
      WHEN 'pbi_share' THEN t.population
      WHEN 'pemda_share' THEN t.population
      WHEN 'pemda_share_reported' THEN t.population
      WHEN 'status_unknown' THEN t.population
      WHEN 'uncovered_count' THEN t.population
      WHEN 'village_unknown' THEN t.in_register
      WHEN 'without_active_cover' THEN t.population
    END AS denominator
  FROM region_total AS t
  JOIN catalogue AS i ON i.breakdowns LIKE '%,' || t.breakdown || ',%'
),
quality AS (
  SELECT
    max(CASE WHEN item = 'false_link_rate' THEN high END) AS false_high,
    max(CASE WHEN item = 'missed_resident_rate' THEN low END) AS missed_low,
    max(CASE WHEN item = 'missed_resident_rate' THEN high END) AS missed_high
  FROM link_quality
),
divided AS (
  SELECT f.*, 'register' AS population_series, f.denominator AS divisor FROM figure AS f
  UNION ALL
  SELECT f.*, p.series, p.people
  FROM figure AS f
  JOIN population_figure AS p ON p.region_code = f.region_code AND p.series <> 'register' AND p.comparable
  WHERE f.of_population AND f.breakdown IN ('all', 'segment', 'reason')
)
SELECT
  month, region_code, region_level, breakdown, breakdown_value, indicator, population_series, formula, numerator,
  divisor AS denominator,
  share_of(numerator, divisor) AS value,
  CASE WHEN by_link
       THEN round(share_of(numerator, divisor) * (1 - false_high) / nullif(1 - missed_low, 0), 10) END AS low,
  CASE WHEN by_link
       THEN round(share_of(numerator, divisor) / nullif(1 - missed_high, 0), 10) END AS high
FROM divided
CROSS JOIN quality
