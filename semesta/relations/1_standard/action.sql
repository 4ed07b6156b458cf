-- One row per thing the desks did, by its number; the last told version counts.
-- Key: action_id
WITH told AS (
  SELECT
    action_id,
    lower(plain_text(action)) AS action,
    plain_text(person_key) AS person_key,
    nik_of(nik_bare(nik)) AS nik,
    card_number_of(psnoka) AS psnoka,
    nik_of(nik_bare(resident_nik)) AS resident_nik,
    lower(plain_text(decision)) AS decision,
    plain_text(decided_by) AS decided_by,
    decided_at AS decided_text,
    decided.any_on AS decided_on,
    lower(plain_text(route)) AS route,
    due.any_on AS due_on,
    plain_text(note) AS note,
    plain_text(firm_key) AS firm_key,
    upper(plain_text(finding)) AS finding,
    file_no,
    row_number,
    row_number() OVER (PARTITION BY action_id ORDER BY decided_at DESC NULLS LAST, file_no DESC,
      row_number DESC) AS turn
  FROM landed_action
  LEFT JOIN date_word AS decided ON decided.date_text = landed_action.decided_at
  LEFT JOIN date_word AS due ON due.date_text = landed_action.due_on
)
SELECT action_id, action, person_key, nik, psnoka, resident_nik, decision, decided_by, decided_text, decided_on,
  route, due_on,
  note, firm_key, finding, file_no, row_number
FROM told
WHERE turn = 1 AND action_id IS NOT NULL
