-- Members by regency.
SELECT month, regency_code, own_area, card_count, active_card_count, resident_count FROM every_area_split
