-- Steps from the city's figure to BPJS's.
SELECT month, region_code, step, class AS class_name, sign, people FROM every_register_gap
