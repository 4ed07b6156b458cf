-- One row per thing that could not be understood: a whole row of a file, or one value of a row that is kept without it.
-- Key: file_no, row_number, relation, reason
SELECT file_no, row_number, 'file' AS relation, reason, text FROM landed_reject
UNION ALL
SELECT file_no, row_number, 'resident', 'nik_' || nik_damage, nik_raw FROM resident WHERE nik IS NULL
UNION ALL
SELECT file_no, row_number, 'resident', 'birth_' || birth_damage, NULL FROM resident WHERE birth_on IS NULL
UNION ALL
SELECT file_no, row_number, 'resident', 'village_unknown', NULL FROM resident WHERE village_code IS NULL
UNION ALL
SELECT file_no, row_number, 'member', 'nik_' || nik_damage, nik_raw FROM member WHERE nik IS NULL
UNION ALL
SELECT file_no, row_number, 'member', 'card_number_unreadable', NULL FROM member WHERE psnoka IS NULL
UNION ALL
SELECT file_no, row_number, 'member', 'segment_unknown', coalesce(segment_text, segment_code) FROM member
WHERE segment = 'UNKNOWN' AND coalesce(segment_text, segment_code) IS NOT NULL
UNION ALL
SELECT file_no, row_number, 'member', 'status_unknown', coalesce(status_text, status_code) FROM member
WHERE status = 'UNKNOWN' AND coalesce(status_text, status_code) IS NOT NULL
UNION ALL
SELECT file_no, row_number, 'event', 'nik_' || nik_damage, nik_raw FROM event WHERE nik IS NULL
UNION ALL
SELECT file_no, row_number, 'event', 'event_unknown', event_text FROM event WHERE kind IS NULL
UNION ALL
SELECT file_no, row_number, 'decree_line', 'nik_' || nik_damage, nik_raw FROM decree_line WHERE nik IS NULL
  AND psnoka IS NULL
UNION ALL
SELECT file_no, row_number, 'invoice_line', 'card_number_unreadable', NULL FROM invoice_line WHERE psnoka IS NULL
UNION ALL
SELECT file_no, row_number, 'invoice_line', 'month_unreadable', NULL FROM invoice_line WHERE paid_for_month IS NULL
UNION ALL
SELECT file_no, row_number, 'invoice_line', 'rupiah_unreadable', NULL FROM invoice_line
  WHERE contribution_rupiah IS NULL AND help_rupiah IS NULL AND help_apbn_rupiah IS NULL
UNION ALL
SELECT file_no, row_number, 'invoice_total', 'month_unreadable', NULL FROM invoice_total WHERE invoice_month IS NULL
UNION ALL
SELECT file_no, row_number, 'city_payment', 'month_unreadable', NULL FROM city_payment WHERE invoice_month IS NULL
UNION ALL
SELECT file_no, row_number, 'city_payment', 'rupiah_unreadable', NULL FROM city_payment WHERE paid_rupiah IS NULL
