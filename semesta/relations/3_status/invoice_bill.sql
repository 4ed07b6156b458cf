-- One row per month billed: what the bill asks, what became of it, and whether it was paid by the due day.
-- Key: invoice_month
-- evidence: by_name (lines), numbers_only (sums without names: nothing of it is verified, all of it is missing).
-- On every bill accepted + disputed + missing = billed. letter_difference: cover letter minus lines; NULL without one.
-- replaced: lines and rupiah of files that a later file of that month replaces (invoice_file); they count nowhere else. Of
-- cover letters of one number, segment and month paid for the last file counts.
-- Arrears are NULL as long as no payment of any month was told; as_bpjs counts disputed money as owed, as BPJS does.
WITH of_line AS (
  SELECT invoice_month,
    sum(CASE WHEN invoice_line_id > 0 THEN 1 ELSE 0 END) AS line_count,
    count(DISTINCT CASE WHEN invoice_line_id > 0 AND judgement <> 'missing' THEN psnoka END) AS head_count,
    count(DISTINCT CASE WHEN judgement = 'accepted' THEN psnoka END) AS accepted_head_count,
    count(DISTINCT CASE WHEN judgement = 'disputed' THEN psnoka END) AS disputed_head_count,
    count(DISTINCT CASE WHEN reason = 'not_billed' THEN psnoka END) AS unbilled_head_count,
    sum(billed_contribution) AS billed_contribution, sum(billed_help) AS billed_help,
    sum(billed_rupiah) AS billed_rupiah,
    sum(accepted_contribution) AS accepted_contribution, sum(accepted_help) AS accepted_help,
    sum(accepted_rupiah) AS accepted_rupiah, sum(disputed_contribution) AS disputed_contribution,
    sum(disputed_help) AS disputed_help, sum(disputed_rupiah) AS disputed_rupiah, sum(missing_rupiah) AS missing_rupiah,
    sum(unbilled_contribution) AS unbilled_contribution, sum(unbilled_help) AS unbilled_help
  FROM invoice_month
  WHERE invoice_month IS NOT NULL AND payer = 'city' AND judgement <> 'replaced'
  GROUP BY invoice_month
),
of_replaced AS (
  SELECT invoice_month, sum(line_count) AS replaced_line_count, sum(billed_rupiah) AS replaced_rupiah
  FROM invoice_file
  WHERE payer = 'city' AND replaced_by_file_no IS NOT NULL
  GROUP BY invoice_month
),
letter AS (
  SELECT *, max(file_no) OVER (PARTITION BY invoice_month, invoice_number, segment, paid_for_month) AS last_file_no
  FROM invoice_total
  WHERE invoice_month IS NOT NULL
),
of_letter AS (
  SELECT invoice_month, sum(people) AS letter_people, sum(total_rupiah) AS letter_rupiah,
    sum(coalesce(contribution_rupiah, 0)) AS letter_contribution, sum(coalesce(help_rupiah, 0)) AS letter_help,
    count(paid_for_month) AS month_told_count
  FROM letter
  WHERE file_no IS NOT DISTINCT FROM last_file_no
  GROUP BY invoice_month
),
paid AS (
  SELECT invoice_month, sum(paid_rupiah) AS paid_rupiah, max(paid_on) AS last_paid_on
  FROM city_payment
  WHERE invoice_month IS NOT NULL
  GROUP BY invoice_month
),
bill AS (
  SELECT coalesce(l.invoice_month, t.invoice_month) AS invoice_month,
    CASE WHEN l.invoice_month IS NULL THEN 'numbers_only' ELSE 'by_name' END AS evidence,
    CASE WHEN l.invoice_month IS NOT NULL THEN NULL
         WHEN t.month_told_count = 0 THEN 'psnoka,nik,name,paid_for_month' ELSE 'psnoka,nik,name' END AS evidence_missing,
    coalesce(l.line_count, 0) AS line_count, coalesce(l.head_count, t.letter_people, 0) AS head_count,
    coalesce(l.accepted_head_count, 0) AS accepted_head_count,
    coalesce(l.disputed_head_count, 0) AS disputed_head_count,
    coalesce(l.unbilled_head_count, 0) AS unbilled_head_count,
    coalesce(l.billed_contribution, t.letter_contribution) AS billed_contribution,
    coalesce(l.billed_help, t.letter_help) AS billed_help,
    coalesce(l.billed_rupiah, t.letter_rupiah) AS billed_rupiah,
    coalesce(l.accepted_contribution, 0) AS accepted_contribution, coalesce(l.accepted_help, 0) AS accepted_help,
    coalesce(l.accepted_rupiah, 0) AS accepted_rupiah,
    coalesce(l.disputed_contribution, 0) AS disputed_contribution, coalesce(l.disputed_help, 0) AS disputed_help,
    coalesce(l.disputed_rupiah, 0) AS disputed_rupiah, coalesce(l.missing_rupiah, t.letter_rupiah) AS missing_rupiah,
    coalesce(l.unbilled_contribution, 0) AS unbilled_contribution, coalesce(l.unbilled_help, 0) AS unbilled_help,
    t.letter_people, t.letter_rupiah, t.letter_rupiah - l.billed_rupiah AS letter_difference_rupiah,
    coalesce(x.replaced_line_count, 0) AS replaced_line_count, coalesce(x.replaced_rupiah, 0) AS replaced_rupiah
  FROM of_line AS l
  FULL JOIN of_letter AS t ON t.invoice_month = l.invoice_month
  LEFT JOIN of_replaced AS x ON x.invoice_month = l.invoice_month
),
clocked AS (
  SELECT b.*, run.as_of, r.privilege_requires_no_pemda_arrears,
    day_after(b.invoice_month, r.pemda_payment_due_day - 1) AS due_on,
    CASE WHEN (SELECT count(*) FROM city_payment) > 0 THEN coalesce(p.paid_rupiah, 0) END AS paid_rupiah,
    p.last_paid_on
  FROM bill AS b
  CROSS JOIN run
  LEFT JOIN rule_month AS r ON r.month = b.invoice_month
  LEFT JOIN paid AS p ON p.invoice_month = b.invoice_month
),
owed AS (
  SELECT *, CASE WHEN paid_rupiah IS NOT NULL AND due_on < as_of THEN greatest(accepted_rupiah - paid_rupiah, 0)
      WHEN paid_rupiah IS NOT NULL THEN 0 END AS arrears_rupiah,
    CASE WHEN paid_rupiah IS NOT NULL AND due_on < as_of THEN greatest(billed_rupiah - paid_rupiah, 0)
      WHEN paid_rupiah IS NOT NULL THEN 0 END AS arrears_as_bpjs_rupiah
  FROM clocked
)
SELECT invoice_month, evidence, evidence_missing, CAST(line_count AS BIGINT) AS line_count,
  CAST(head_count AS BIGINT) AS head_count, accepted_head_count, disputed_head_count,
  unbilled_head_count, CAST(billed_contribution AS BIGINT) AS billed_contribution,
  CAST(billed_help AS BIGINT) AS billed_help, CAST(billed_rupiah AS BIGINT) AS billed_rupiah,
  CAST(accepted_contribution AS BIGINT) AS accepted_contribution, CAST(accepted_help AS BIGINT) AS accepted_help,
  CAST(accepted_rupiah AS BIGINT) AS accepted_rupiah, CAST(disputed_contribution AS BIGINT) AS disputed_contribution,
  CAST(disputed_help AS BIGINT) AS disputed_help, CAST(disputed_rupiah AS BIGINT) AS disputed_rupiah,
  CAST(missing_rupiah AS BIGINT) AS missing_rupiah, CAST(unbilled_contribution AS BIGINT) AS unbilled_contribution,
  CAST(unbilled_help AS BIGINT) AS unbilled_help, CAST(letter_people AS BIGINT) AS letter_people,
  CAST(letter_rupiah AS BIGINT) AS letter_rupiah,
  CAST(letter_difference_rupiah AS BIGINT) AS letter_difference_rupiah,
  CAST(replaced_line_count AS BIGINT) AS replaced_line_count, CAST(replaced_rupiah AS BIGINT) AS replaced_rupiah, due_on, last_paid_on,
  CAST(paid_rupiah AS BIGINT) AS paid_rupiah,
  last_paid_on > due_on OR (arrears_as_bpjs_rupiah > 0 AND due_on < as_of) AS late,
  CASE WHEN arrears_as_bpjs_rupiah > 0 THEN days_from(due_on, as_of) WHEN last_paid_on > due_on
    THEN days_from(due_on, last_paid_on) ELSE 0 END AS late_day_count,
  CAST(arrears_rupiah AS BIGINT) AS arrears_rupiah, CAST(arrears_as_bpjs_rupiah AS BIGINT) AS arrears_as_bpjs_rupiah,
  privilege_requires_no_pemda_arrears = 1 AND arrears_as_bpjs_rupiah > 0 AS ends_privilege
FROM owed
