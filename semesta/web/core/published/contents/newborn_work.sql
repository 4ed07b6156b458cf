-- Reported births whose baby has no active card.
SELECT event_id, coalesce(village_code, run.area_code) AS area_code, name, sex, born_on, nik, mother_nik, nkk,
  mother_segment, mother_active, in_register, document_number, reported_by, deadline_on, late
FROM newborn_work CROSS JOIN run
