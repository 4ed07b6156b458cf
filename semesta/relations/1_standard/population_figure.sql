-- One row per region and population series: the figure in force on the day judged.
-- Key: region_code, series
-- A figure sent in goes before a shipped one of the same series and date; the register itself is the series 'register'.
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
own AS (
  SELECT regency_code AS region_code, count(*) AS people FROM resident
  WHERE register_status = 'LIVING' AND NOT duplicate_row
  GROUP BY regency_code
)
SELECT region_code, series_code AS series, valid_from, people, source, sent = 1 AS sent
FROM newest
WHERE turn = 1
UNION ALL
SELECT own.region_code, 'register', run.as_of, own.people, 'register', TRUE
FROM own
CROSS JOIN run
