-- One row per register row that is an extra row of a human who has a better one.
-- Key: resident_id
-- One human: the same NIK, and the same name, or the same birth date (but not two names on one family card: twins with
-- a copied NIK), or the extra row is one that the register itself calls invalid. Better: living before others, changed
-- last, first in the file.
WITH held AS (
  SELECT CAST(r.file_no AS BIGINT) * 100000000 + r.row_number AS resident_id, s.nik, r.name, r.nkk, r.birth_date,
    r.changed_on, r.register_status
  FROM landed_resident AS r
  JOIN nik_shared AS s ON s.register = 'register' AND s.nik = nkk_of(r.nik)
),
ranked AS (
  SELECT h.resident_id, h.nik, name_of(h.name) AS name, born.past_on AS birth_on, nkk_of(h.nkk) AS nkk,
    register_status_of(h.register_status) AS register_status,
    row_number() OVER (
      PARTITION BY h.nik
      ORDER BY
        CASE register_status_of(h.register_status) WHEN 'LIVING' THEN 0 WHEN 'INVALID' THEN 2 ELSE 1 END,
        changed.past_on DESC NULLS LAST,
        h.resident_id
    ) AS place_in_nik
  FROM held AS h
  LEFT JOIN date_word AS born ON born.date_text = h.birth_date
  LEFT JOIN date_word AS changed ON changed.date_text = h.changed_on
)
SELECT worse.resident_id, min(better.resident_id) AS better_resident_id
FROM ranked AS worse
JOIN ranked AS better ON better.nik = worse.nik AND better.place_in_nik < worse.place_in_nik
WHERE better.name = worse.name
   OR (better.birth_on = worse.birth_on AND better.nkk IS DISTINCT FROM worse.nkk)
   OR (better.birth_on = worse.birth_on AND substr(better.name, 1, 3) = substr(worse.name, 1, 3))
   OR worse.register_status = 'INVALID'
GROUP BY worse.resident_id
