-- One row per step from the city's figure to BPJS's: living residents, what is taken away and added, cards in the file.
-- Key: step
-- sign: 1 added, -1 taken away, 0 a total; the people of all steps between two totals explain the difference exactly.
WITH resident_total AS (
  SELECT month, count(CASE WHEN in_register THEN 1 END) AS living,
    count(CASE WHEN class = 'uncovered' THEN 1 END) AS uncovered,
    count(CASE WHEN registered THEN 1 END) AS registered
  FROM person_month GROUP BY month
),
card_total AS (
  SELECT c.month,
    count(*) AS card_rows,
    count(CASE WHEN c.class = 'repeated_row' THEN 1 END) AS repeated_row,
    count(CASE WHEN c.class <> 'repeated_row' AND c.member_id <> p.member_id THEN 1 END) AS further_card,
    count(CASE WHEN c.class <> 'repeated_row' AND c.member_id = p.member_id AND p.class = 'dead_but_member'
      THEN 1 END) AS dead,
    count(CASE WHEN c.class <> 'repeated_row' AND c.member_id = p.member_id AND p.class = 'moved_but_member'
      THEN 1 END) AS moved,
    count(CASE WHEN c.class <> 'repeated_row' AND c.member_id = p.member_id AND p.class = 'member_not_in_register'
      AND in_area(p.regency_code, run.area_code) THEN 1 END) AS not_in_register,
    count(CASE WHEN c.class <> 'repeated_row' AND c.member_id = p.member_id AND p.class = 'member_not_in_register'
      AND NOT in_area(p.regency_code, run.area_code) THEN 1 END) AS elsewhere,
    count(CASE WHEN c.class <> 'repeated_row' AND c.member_id = p.member_id
      AND p.class = 'duplicate_register_row' THEN 1 END) AS extra_row
  FROM card_month AS c
  CROSS JOIN run
  JOIN person_month AS p ON p.person_id = c.person_id
  GROUP BY c.month
)
SELECT r.month, run.area_code AS region_code, s.step, s.class, s.sign,
  CASE s.class WHEN 'living_residents' THEN r.living WHEN 'uncovered' THEN r.uncovered
    WHEN 'residents_with_card' THEN r.registered
    WHEN 'second_card' THEN c.further_card WHEN 'dead_but_member' THEN c.dead WHEN 'moved_but_member' THEN c.moved
    WHEN 'member_not_in_register' THEN c.not_in_register WHEN 'member_of_other_area' THEN c.elsewhere
    WHEN 'duplicate_register_row' THEN c.extra_row WHEN 'cards' THEN c.card_rows - c.repeated_row
    WHEN 'repeated_row' THEN c.repeated_row WHEN 'card_rows' THEN c.card_rows END AS people
FROM resident_total AS r
CROSS JOIN run
JOIN card_total AS c ON c.month = r.month
CROSS JOIN (VALUES (1, 'living_residents', 0), (2, 'uncovered', -1), (3, 'residents_with_card', 0), (4,
  'second_card', 1),
  (5, 'dead_but_member', 1), (6, 'moved_but_member', 1), (7, 'member_not_in_register', 1), (8,
    'member_of_other_area', 1),
  (9, 'duplicate_register_row', 1), (10, 'cards', 0), (11, 'repeated_row', 1), (12, 'card_rows', 0)) AS s (step,
    class, sign)
