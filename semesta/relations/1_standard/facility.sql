-- One row per facility of the newest list, by its code.
-- Key: facility_code
WITH listed AS (
  SELECT upper(plain_text(f.facility_code)) AS facility_code, upper(plain_text(f.name)) AS name,
    plain_text(f.facility_type) AS facility_type, plain_text(f.address) AS address, place.village_code,
    whole_of(f.capacity) AS capacity, plain_text(f.branch_code) AS branch_code,
    row_number() OVER (PARTITION BY upper(plain_text(f.facility_code)) ORDER BY f.file_no DESC, f.row_number) AS turn
  FROM landed_facility AS f
  LEFT JOIN place ON place.place_text = place_text(NULL, NULL, NULL, NULL, f.district_name, f.village_code,
    f.village_name)
)
SELECT facility_code, name, facility_type, address, village_code, capacity, branch_code
FROM listed
WHERE turn = 1 AND facility_code IS NOT NULL
