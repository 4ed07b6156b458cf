-- One row per line of BPJS's bill to the city: the month billed (BULAN) and the month paid for (BLNTAG) kept apart.
-- Key: invoice_line_id
WITH sent AS (
  SELECT *, nik_flawless(nik) AS flawless FROM landed_invoice
),
bare AS (
  SELECT *, CASE WHEN NOT flawless THEN nik_bare(nik) END AS nik_bare FROM sent
)
SELECT
  CAST(i.file_no AS BIGINT) * 100000000 + i.row_number AS invoice_line_id,
  i.file_no,
  i.row_number,
  card_number_of(i.psnoka) AS psnoka,
  CASE WHEN i.noka = i.psnoka THEN card_number_of(i.psnoka) ELSE card_number_of(i.noka) END AS noka,
  CASE WHEN i.flawless THEN i.nik ELSE nik_of(i.nik_bare) END AS nik,
  i.nik AS nik_raw,
  CASE WHEN i.flawless THEN '' ELSE nik_damage(i.nik, i.nik_bare) END AS nik_damage,
  name_of(i.name) AS name,
  born.past_on AS birth_on,
  w.segment,
  i.segment_code,
  i.segment_text,
  billed.month AS invoice_month,
  paid_for.month AS paid_for_month,
  rupiah_of(i.contribution_rupiah) AS contribution_rupiah,
  rupiah_of(i.help_rupiah) AS help_rupiah,
  rupiah_of(i.help_apbn_rupiah) AS help_apbn_rupiah,
  digits_of(i.ward_class) AS ward_class
FROM bare AS i
LEFT JOIN date_word AS born ON born.date_text = i.birth_date
LEFT JOIN date_word AS billed ON billed.date_text = i.invoice_month
LEFT JOIN date_word AS paid_for ON paid_for.date_text = i.paid_for_month
LEFT JOIN segment_word AS w
  ON w.segment_code IS NOT DISTINCT FROM i.segment_code AND w.segment_text IS NOT DISTINCT FROM i.segment_text
