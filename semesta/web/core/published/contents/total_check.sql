-- Totals that must hold.
SELECT item, file_no, expected, actual, ok FROM total_check
