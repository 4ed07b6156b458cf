-- One row per line of a bill that carries sums without names (a cover letter): people and rupiah of a month billed.
-- Key: invoice_total_id
SELECT
  CAST(i.file_no AS BIGINT) * 100000000 + i.row_number AS invoice_total_id,
  i.file_no,
  i.row_number,
  plain_text(i.invoice_number) AS invoice_number,
  billed.month AS invoice_month,
  paid_for.month AS paid_for_month,
  w.segment,
  whole_of(i.people) AS people,
  rupiah_of(i.contribution_rupiah) AS contribution_rupiah,
  rupiah_of(i.help_rupiah) AS help_rupiah,
  coalesce(rupiah_of(i.total_rupiah), coalesce(rupiah_of(i.contribution_rupiah), 0)
    + coalesce(rupiah_of(i.help_rupiah), 0)) AS total_rupiah
FROM landed_invoice_total AS i
LEFT JOIN date_word AS billed ON billed.date_text = i.invoice_month
LEFT JOIN date_word AS paid_for ON paid_for.date_text = i.paid_for_month
LEFT JOIN segment_word AS w ON w.segment_code IS NULL AND w.segment_text IS NOT DISTINCT FROM i.segment_text
