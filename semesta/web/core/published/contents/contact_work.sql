-- Contacts to make, by rule; numbered as they are sorted.
SELECT row_number() OVER (ORDER BY contact_rule, person_id) AS id,
  coalesce(village_code, district_code, regency_code, run.area_code) AS area_code, contact_rule, person_id,
  family_count, arrears_month_count, paid_count, due_on, phone, phone_from
FROM contact_work CROSS JOIN run
