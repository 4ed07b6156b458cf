-- One row per reported death, move or birth, typed.
-- Key: event_id
SELECT
  CAST(file_no AS BIGINT) * 100000000 + row_number AS event_id,
  file_no,
  row_number,
  nik_of(nik_bare(nik)) AS nik,
  nik AS nik_raw,
  nik_damage(nik, nik_bare(nik)) AS nik_damage,
  nkk_of(nkk) AS nkk,
  name_of(name) AS name,
  born.past_on AS birth_on,
  sex_of(sex) AS sex,
  CASE WHEN text_key(event) IN ('MENINGGAL', 'MENINGGALDUNIA', 'KEMATIAN', 'MATI', 'WAFAT', 'DEATH', 'M') THEN 'DEATH'
       WHEN text_key(event) IN ('LAHIR', 'KELAHIRAN', 'BIRTH') THEN 'BIRTH'
       WHEN text_key(event) IN ('PINDAHDATANG', 'DATANG', 'PINDAHMASUK', 'KEDATANGAN', 'MASUK', 'MOVEIN') THEN 'MOVE_IN'
       WHEN text_key(event) IN ('PINDAH', 'PINDAHKELUAR', 'KEPINDAHAN', 'KELUAR', 'MOVEOUT', 'MOVED')
         THEN 'MOVE_OUT' END AS kind,
  event AS event_text,
  happened.past_on AS event_on,
  plain_text(document_number) AS document_number,
  plain_text(destination) AS destination,
  nik_of(nik_bare(mother_nik)) AS mother_nik,
  plain_text(reported_by) AS reported_by
FROM landed_event
LEFT JOIN date_word AS born ON born.date_text = landed_event.birth_date
LEFT JOIN date_word AS happened ON happened.date_text = landed_event.event_on
