-- One row per region and population series: the figure in force on the day judged.
-- Key: region_code, series
-- A figure sent in goes before a shipped one of the same series and date; the register itself is the series 'register'.
-- comparable: the figure can be of the people in this register. That of a province beside one city's file is not, nor that
-- of a city beside a part of it: shares of such a figure say nothing, and none are made.
WITH told AS (
  SELECT
    coalesce(region_code(NULL, NULL, NULL, p.region_code), region_code(NULL, p.region_code, NULL, NULL),
      plain_text(p.region_code)) AS region_code,
    upper(plain_text(p.series)) AS series_code,
    coalesce(valid.any_on, valid.month, run.month) AS valid_from,
    rupiah_of(p.people) AS people,
    plain_text(p.source) AS source,
    1 AS sent
  FROM landed_population AS p
  CROSS JOIN run
  LEFT JOIN date_word AS valid ON valid.date_text = p.valid_from
  UNION ALL
  SELECT region_code, series, valid_from, people, source, 0
  FROM population_series
),
newest AS (
  SELECT t.*,
    row_number() OVER (PARTITION BY t.region_code, t.series_code ORDER BY t.valid_from DESC, t.sent DESC, t.source,
      t.people, t.series_code) AS turn
  FROM told AS t
  CROSS JOIN run
  WHERE t.valid_from <= run.as_of AND t.people > 0
),
living AS (
  SELECT village_code, district_code, regency_code, count(*) AS people FROM resident
  WHERE register_status = 'LIVING' AND NOT duplicate_row
  GROUP BY village_code, district_code, regency_code
),
placed AS (
  SELECT
    CASE l.region_level WHEN 'village' THEN village_code WHEN 'district' THEN district_code WHEN 'regency'
      THEN regency_code ELSE substr(regency_code, 1, 2) END AS region_code,
    l.region_level,
    living.people
  FROM living
  CROSS JOIN (VALUES ('village'), ('district'), ('regency'), ('province')) AS l (region_level)
),
own AS (
  SELECT region_code, region_level, CAST(sum(people) AS BIGINT) AS people FROM placed
  WHERE region_code IS NOT NULL
  GROUP BY region_code, region_level
)
SELECT n.region_code, n.series_code AS series, n.valid_from, n.people, n.source, n.sent = 1 AS sent,
  coalesce(least(n.people, coalesce(own.people, 0))
    >= ruled.comparable_population_share_min * greatest(n.people, coalesce(own.people, 0)), FALSE) AS comparable
FROM newest AS n
CROSS JOIN run
LEFT JOIN rule_month AS ruled ON ruled.month = run.month
LEFT JOIN own ON own.region_code = n.region_code
WHERE n.turn = 1
UNION ALL
SELECT own.region_code, 'register', run.as_of, own.people, 'register', TRUE, TRUE
FROM own
CROSS JOIN run
WHERE own.region_level = 'regency'
