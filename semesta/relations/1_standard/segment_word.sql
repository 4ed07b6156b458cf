-- One row per raw code and label of a segment met in the files; UNKNOWN where no table knows it.
-- Key: segment_code, segment_text
WITH met AS (
  SELECT segment_code, segment_text FROM landed_member
  UNION
  SELECT segment_code, segment_text FROM landed_invoice
  UNION
  SELECT NULL, segment_text FROM landed_invoice_total
)
SELECT
  met.segment_code,
  met.segment_text,
  coalesce(c.segment, t.segment, 'UNKNOWN') AS segment,
  coalesce(c.segment_detail, t.segment_detail) AS segment_detail
FROM met
LEFT JOIN segment_code_map AS c ON c.code = trim(met.segment_code)
LEFT JOIN segment_code_map AS t ON t.text_key = text_key(met.segment_text)
