-- What was announced of the regencies of the province.
SELECT indicator, region_code, name, value, said_on, certainty, source, kind, numerator, denominator, denominator_from,
  own_value, own_formula, place, tie_count, known_count, region_count
FROM claim_rank
