-- One row per total that must hold: what came in, what became of it, and whether they are equal.
-- Key: item, file_no
WITH landed AS (
  SELECT 'register' AS register, file_no, landed_count AS row_count FROM landed_file WHERE kind = 'resident'
  UNION ALL
  SELECT 'membership', file_no, landed_count FROM landed_file WHERE kind = 'member'
),
became AS (
  SELECT 'register' AS register, file_no_of(resident_id) AS file_no, count(*) AS row_count,
    count(DISTINCT resident_id) AS id_count
  FROM person_month WHERE resident_id IS NOT NULL AND class IS NOT NULL GROUP BY 2
  UNION ALL
  SELECT 'membership', file_no, count(*), count(DISTINCT member_id) FROM card_month
    WHERE class IS NOT NULL GROUP BY file_no
),
file_total AS (
  SELECT 'rows_of_file' AS item, file_no, row_count AS expected, landed_count + rejected_count AS actual
    FROM landed_file
  UNION ALL
  SELECT 'classes_of_' || l.register, l.file_no, l.row_count, coalesce(b.row_count, 0)
  FROM landed AS l LEFT JOIN became AS b ON b.register = l.register AND b.file_no = l.file_no
  UNION ALL
  SELECT 'each_row_once_' || l.register, l.file_no, l.row_count, coalesce(b.id_count, 0)
  FROM landed AS l LEFT JOIN became AS b ON b.register = l.register AND b.file_no = l.file_no
),
whole_total AS (
  SELECT 'one_number_per_person' AS item, count(*) AS expected, count(DISTINCT person_id) AS actual FROM person
  UNION ALL
  SELECT 'one_row_per_person', (SELECT count(*) FROM person), count(*) FROM person_month
  UNION ALL
  SELECT 'a_member_row_links_once', count(*), count(DISTINCT member_id) FROM link
  UNION ALL
  SELECT 'every_card_has_a_person', count(*), count(person_id) FROM card_month
  UNION ALL
  SELECT 'a_route_for_everyone_without_active_cover',
    (SELECT count(*) FROM person_month WHERE in_register AND NOT active),
    count(*) FROM person_route WHERE NOT upcoming
  UNION ALL
  SELECT 'cells_add_up_to_the_register', (SELECT count(*) FROM person_month WHERE in_register),
    CAST(sum(in_register) AS BIGINT) FROM people_cell
  UNION ALL
  SELECT 'kelurahan_add_up_to_' || region_level,
    (SELECT CAST(sum(in_register) AS BIGINT) FROM region_total WHERE breakdown = 'all' AND region_level = 'village'),
    CAST(sum(in_register) AS BIGINT)
  FROM region_total WHERE breakdown = 'all' AND region_level <> 'village' GROUP BY region_level
  UNION ALL
  SELECT 'gap_to_bpjs_is_explained', CAST(sum(CASE WHEN class = 'card_rows' THEN people ELSE 0 END) AS BIGINT),
    CAST(sum(CASE WHEN class = 'residents_with_card' THEN people WHEN step > 3 THEN sign * people
      ELSE 0 END) AS BIGINT) FROM register_gap
  UNION ALL
  SELECT 'balance_closes_' || segment, CAST(sum(CASE WHEN kind = 'closing' THEN card_count ELSE 0 END) AS BIGINT),
    CAST(sum(CASE WHEN kind IN ('opening', 'in') THEN card_count WHEN kind = 'out' THEN -card_count
      ELSE 0 END) AS BIGINT)
  FROM member_balance GROUP BY segment
  UNION ALL
  SELECT 'every_number_has_its_people', count(*), count(CASE WHEN ok THEN 1 END) FROM number_trail
  UNION ALL
  SELECT 'every_bill_line_judged_once', (SELECT count(*) FROM invoice_line), count(DISTINCT invoice_line_id)
    FROM invoice_month WHERE invoice_line_id > 0
  UNION ALL
  SELECT 'bill_rupiah_are_judged_or_replaced',
    (SELECT CAST(sum(coalesce(contribution_rupiah + coalesce(help_rupiah, 0), help_rupiah, help_apbn_rupiah, 0)) AS BIGINT)
      FROM invoice_line),
    CAST(sum(accepted_rupiah + disputed_rupiah + missing_rupiah) AS BIGINT) + (SELECT CAST(coalesce(sum(billed_rupiah), 0)
      AS BIGINT) FROM invoice_file WHERE replaced_by_file_no IS NOT NULL) FROM invoice_month
  UNION ALL
  SELECT 'bills_add_up_to_their_lines', (SELECT CAST(sum(billed_rupiah) AS BIGINT) FROM invoice_month
    WHERE invoice_month IS NOT NULL AND payer = 'city'), CAST(sum(accepted_rupiah + disputed_rupiah + missing_rupiah) AS BIGINT)
  FROM invoice_bill WHERE evidence = 'by_name'
  UNION ALL
  SELECT 'disputes_withheld_claimed_or_credited', (SELECT CAST(sum(disputed_rupiah) AS BIGINT) FROM invoice_month),
    CAST(sum(withheld_rupiah + claimed_rupiah + credited_rupiah) AS BIGINT) FROM invoice_claim
  UNION ALL
  SELECT 'a_reason_for_every_inactive_card', count(*), count(reason) FROM person_month
    WHERE member_id IS NOT NULL AND status <> 'ACTIVE'
)
SELECT item, file_no, coalesce(expected, 0) AS expected, coalesce(actual, 0) AS actual, coalesce(expected,
  0) = coalesce(actual, 0) AS ok FROM file_total
UNION ALL
SELECT item, CAST(NULL AS INTEGER), coalesce(expected, 0), coalesce(actual, 0), coalesce(expected,
  0) = coalesce(actual, 0) FROM whole_total
