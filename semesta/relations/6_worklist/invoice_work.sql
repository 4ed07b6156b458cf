-- One row per disputed line of the bill, for finance to take up with the branch.
-- Key: dispute, invoice_line_id
SELECT
  i.invoice_line_id, i.file_no, i.row_number, i.dispute, i.disputed_rupiah, i.accepted_rupiah, i.billed_rupiah,
    i.invoice_month, i.paid_for_month,
  i.psnoka, i.person_id, i.class, p.nik, p.village_code
FROM invoice_month AS i
LEFT JOIN person_month AS p ON p.person_id = i.person_id
WHERE i.judgement = 'disputed'
