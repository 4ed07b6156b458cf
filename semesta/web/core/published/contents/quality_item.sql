-- Rows that a data-quality item concerns.
SELECT month, item, region_code, row_count FROM every_quality_pack
