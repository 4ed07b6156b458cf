-- Bills of BPJS to the city, by month billed.
SELECT invoice_month, run.area_code, evidence, evidence_missing, line_count, head_count, accepted_head_count,
  disputed_head_count, unbilled_head_count, billed_contribution, billed_help, billed_rupiah, accepted_contribution,
  accepted_help, accepted_rupiah, disputed_contribution, disputed_help, disputed_rupiah, missing_rupiah,
  unbilled_contribution, unbilled_help, letter_people, letter_rupiah, letter_difference_rupiah,
  replaced_line_count, replaced_rupiah, due_on, last_paid_on, paid_rupiah, late, late_day_count, arrears_rupiah, arrears_as_bpjs_rupiah, ends_privilege
FROM invoice_bill CROSS JOIN run
