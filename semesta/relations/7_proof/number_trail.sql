-- One row per published count of the area judged: the relation and the filter that give its people, and their count.
-- Key: region_code, indicator, population_series
-- filter is SQL over person_month (or card_month): it lists the people behind the number. people must equal the
-- numerator.
WITH counted AS (
  SELECT run.area_code AS region_code, t.filter, t.measure,
    CASE t.measure WHEN 'registered' THEN r.registered WHEN 'active' THEN r.active WHEN 'uncovered' THEN r.uncovered
      WHEN 'without_active_cover' THEN r.without_active_cover WHEN 'inactive' THEN r.inactive
        WHEN 'status_unknown' THEN r.status_unknown
      WHEN 'pemda_active' THEN r.pemda_active WHEN 'pbi_active' THEN r.pbi_active WHEN 'dead_but_member'
        THEN r.dead_but_member
      WHEN 'moved_but_member' THEN r.moved_but_member WHEN 'member_not_in_register'
        THEN r.member_not_in_register END AS people
  FROM (
    SELECT
      count(CASE WHEN registered THEN 1 END) AS registered,
      count(CASE WHEN active THEN 1 END) AS active,
      count(CASE WHEN class = 'uncovered' THEN 1 END) AS uncovered,
      count(CASE WHEN in_register AND NOT active THEN 1 END) AS without_active_cover,
      count(CASE WHEN class = 'covered_inactive' THEN 1 END) AS inactive,
      count(CASE WHEN class = 'status_unknown' THEN 1 END) AS status_unknown,
      count(CASE WHEN active AND segment = 'PBPU_PEMDA' THEN 1 END) AS pemda_active,
      count(CASE WHEN active AND segment = 'PBI_APBN' THEN 1 END) AS pbi_active,
      count(CASE WHEN class = 'dead_but_member' THEN 1 END) AS dead_but_member,
      count(CASE WHEN class = 'moved_but_member' THEN 1 END) AS moved_but_member,
      count(CASE WHEN class = 'member_not_in_register' THEN 1 END) AS member_not_in_register
    FROM person_month
    CROSS JOIN run
    WHERE in_area(regency_code, run.area_code)
  ) AS r
  CROSS JOIN run
  CROSS JOIN (VALUES
    ('registered', 'registered'), ('active', 'active'), ('uncovered', 'class = ''uncovered'''),
    ('without_active_cover', 'in_register AND NOT active'), ('inactive', 'class = ''covered_inactive'''),
    ('status_unknown', 'class = ''status_unknown'''), ('pemda_active', 'active AND segment = ''PBPU_PEMDA'''),
    ('pbi_active', 'active AND segment = ''PBI_APBN'''), ('dead_but_member', 'class = ''dead_but_member'''),
    ('moved_but_member', 'class = ''moved_but_member'''), ('member_not_in_register',
      'class = ''member_not_in_register''')
  ) AS t (measure, filter)
),
named AS (
  SELECT c.*, n.indicator
  FROM counted AS c
  JOIN (VALUES
    ('coverage', 'registered'), ('activity_of_population', 'active'), ('activity_of_registered', 'active'),
      ('uncovered_count', 'uncovered'),
    ('without_active_cover', 'without_active_cover'), ('inactive', 'inactive'), ('status_unknown', 'status_unknown'),
    ('pemda_share', 'pemda_active'), ('pbi_share', 'pbi_active'), ('dead_but_member', 'dead_but_member'),
    ('moved_but_member', 'moved_but_member'), ('member_not_in_register', 'member_not_in_register')
  ) AS n (indicator, measure) ON n.measure = c.measure
)
SELECT i.month, i.region_code, i.indicator, i.population_series, i.formula, i.numerator, i.denominator,
  'person_month' AS relation,
  CASE length(i.region_code) WHEN 2 THEN 'parent_of(regency_code)' ELSE 'regency_code' END
    || ' = ''' || i.region_code || ''' AND ' || n.filter AS filter,
  n.people,
  n.people = i.numerator AS ok
FROM indicator_month AS i
JOIN named AS n ON n.region_code = i.region_code AND n.indicator = i.indicator
WHERE i.breakdown = 'all'
