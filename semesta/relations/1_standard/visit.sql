-- One row per person met or looked for in a household visit.
-- Key: visit_row_id
SELECT
  CAST(file_no AS BIGINT) * 100000000 + row_number AS visit_row_id,
  file_no,
  row_number,
  visit_id,
  household_id,
  nkk_of(nkk) AS nkk,
  nik_of(nik_bare(nik)) AS nik,
  nik AS nik_raw,
  name_of(name) AS name,
  born.past_on AS birth_on,
  visited.past_on AS visited_on,
  visited_at AS visited_text,
  plain_text(agent_code) AS agent_code,
  plain_text(village_code) AS village_code,
  plain_text(rt) AS rt,
  plain_text(rw) AS rw,
  lower(plain_text(outcome)) AS outcome,
  plain_text(membership_shown) AS membership_shown,
  plain_text(reason) AS reason_text,
  flag_of(willing) AS willing,
  lower(plain_text(chosen_route)) AS chosen_route,
  follow.any_on AS follow_up_on,
  TRY_CAST(latitude AS DOUBLE) AS latitude,
  TRY_CAST(longitude AS DOUBLE) AS longitude,
  plain_text(note) AS note
FROM landed_visit
LEFT JOIN date_word AS born ON born.date_text = landed_visit.birth_date
LEFT JOIN date_word AS visited ON visited.date_text = landed_visit.visited_at
LEFT JOIN date_word AS follow ON follow.date_text = landed_visit.follow_up_on
