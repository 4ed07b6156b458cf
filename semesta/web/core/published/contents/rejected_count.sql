-- What could not be understood, counted.
SELECT file_no, relation, reason, count(*) AS row_count FROM rejected_row GROUP BY file_no, relation, reason
