-- People whose cover the city or the centre pays and an employer should pay.
SELECT p.person_id, coalesce(p.village_code, p.district_code, run.area_code) AS area_code,
  substr(sha256(p.firm_key), 1, 16) AS firm_id, p.firm_name, p.finding, p.segment, p.role, p.worker_person_id,
  p.saved_rupiah, p.city_saved_rupiah, p.due_rupiah
FROM recoverable_place AS p CROSS JOIN run
