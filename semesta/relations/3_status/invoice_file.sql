-- One row per file, payer and month billed: what it bills, and the later file that replaces it.
-- Key: file_no, payer, invoice_month
-- Files of one month are parts of one bill (by account, by month paid for, by card), unless a later one asks again for at
-- least the share bill_revision_share of what the earlier asked: then it is its revision and replaces it whole. Asked is
-- one card, one month paid for, one account. Later is the file whose name says so (revisi, perbaikan, koreksi, ralat,
-- pembetulan), else the one whose name without its ending comes last.
WITH line AS (
  SELECT file_no, bill_payer(contribution_rupiah, help_rupiah, help_apbn_rupiah) AS payer, invoice_month, psnoka,
    paid_for_month, coalesce(contribution_rupiah, 0) AS contribution_rupiah,
    CASE bill_payer(contribution_rupiah, help_rupiah, help_apbn_rupiah) WHEN 'centre' THEN help_apbn_rupiah
      ELSE coalesce(help_rupiah, 0) END AS help_rupiah
  FROM invoice_line
),
part AS (
  SELECT file_no, payer, invoice_month, count(*) AS line_count,
    CAST(sum(contribution_rupiah + help_rupiah) AS BIGINT) AS billed_rupiah
  FROM line
  GROUP BY file_no, payer, invoice_month
),
shared AS (  -- months that several files bill
  SELECT payer, invoice_month FROM part WHERE invoice_month IS NOT NULL GROUP BY payer, invoice_month HAVING count(*) > 1
),
of_shared AS (
  SELECT l.*
  FROM line AS l
  JOIN shared AS s ON s.payer = l.payer AND s.invoice_month = l.invoice_month
  WHERE l.psnoka IS NOT NULL AND l.paid_for_month IS NOT NULL
),
ask AS (
  SELECT DISTINCT file_no, payer, invoice_month, psnoka, paid_for_month, 'contribution' AS account
  FROM of_shared WHERE contribution_rupiah > 0
  UNION ALL
  SELECT DISTINCT file_no, payer, invoice_month, psnoka, paid_for_month, 'help' FROM of_shared WHERE help_rupiah > 0
),
asked AS (
  SELECT file_no, payer, invoice_month, count(*) AS ask_count FROM ask GROUP BY file_no, payer, invoice_month
),
again AS (
  SELECT a.file_no, b.file_no AS other_file_no, a.payer, a.invoice_month, count(*) AS ask_count
  FROM ask AS a
  JOIN ask AS b ON b.payer = a.payer AND b.invoice_month = a.invoice_month AND b.psnoka = a.psnoka
    AND b.paid_for_month = a.paid_for_month AND b.account = a.account AND b.file_no <> a.file_no
  GROUP BY a.file_no, b.file_no, a.payer, a.invoice_month
),
ranked AS (
  SELECT p.file_no, row_number() OVER (
    ORDER BY coalesce(tells_revision(f.file_name), FALSE), file_stem(f.file_name) NULLS FIRST, p.file_no) AS place
  FROM (SELECT DISTINCT file_no FROM part) AS p
  LEFT JOIN landed_file AS f ON f.file_no = p.file_no
),
revised AS (
  SELECT x.file_no, x.payer, x.invoice_month, max(later.place) AS place
  FROM again AS x
  CROSS JOIN run
  JOIN rule_month AS r ON r.month = run.month
  JOIN asked AS a ON a.file_no = x.file_no AND a.payer = x.payer AND a.invoice_month = x.invoice_month
  JOIN ranked AS own ON own.file_no = x.file_no
  JOIN ranked AS later ON later.file_no = x.other_file_no AND later.place > own.place
  WHERE x.ask_count >= r.bill_revision_share * a.ask_count
  GROUP BY x.file_no, x.payer, x.invoice_month
)
SELECT p.file_no, p.payer, p.invoice_month, p.line_count, p.billed_rupiah, later.file_no AS replaced_by_file_no
FROM part AS p
LEFT JOIN revised AS x ON x.file_no = p.file_no AND x.payer = p.payer AND x.invoice_month = p.invoice_month
LEFT JOIN ranked AS later ON later.place = x.place
