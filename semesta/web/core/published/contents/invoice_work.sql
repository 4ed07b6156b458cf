-- Disputed lines of the bill.
SELECT invoice_line_id, coalesce(village_code, run.area_code) AS area_code, dispute, disputed_rupiah,
  accepted_rupiah, billed_rupiah, invoice_month, paid_for_month, psnoka, person_id, class AS class_name, nik
FROM invoice_work CROSS JOIN run
