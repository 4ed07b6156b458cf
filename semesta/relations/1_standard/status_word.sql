-- One row per raw code and text of a status met in the files; UNKNOWN where no table knows it, never INACTIVE.
-- Key: status_code, status_text
-- Code 0 is AKTIF whatever the text says; any other code says nothing by itself (R1.10).
SELECT
  met.status_code,
  met.status_text,
  CASE WHEN trim(met.status_code) = '0' THEN 'ACTIVE' ELSE coalesce(t.status, c.status, 'UNKNOWN') END AS status,
  CASE WHEN trim(met.status_code) = '0' THEN NULL ELSE coalesce(t.reason, c.reason) END AS reason
FROM (SELECT DISTINCT status_code, status_text FROM landed_member) AS met
LEFT JOIN status_text_map AS t ON t.text_key = text_key(met.status_text)
LEFT JOIN status_text_map AS c ON c.text_key = text_key(met.status_code)
