-- The words of our SQL that DuckDB and Spark would understand differently, in DuckDB's tongue. spark.sql says the same.

-- Text ---------------------------------------------------------------------------------------------------------------
-- Text without hidden or doubled blanks; NULL when nothing is left.
CREATE MACRO plain_text(t) AS
  CASE WHEN t IS NULL OR t = '' THEN NULL
       WHEN regexp_matches(t, '[^!-~ ]|  |^ | $')
       THEN NULLIF(trim(regexp_replace(t, '[\s\x{00A0}\x{200B}-\x{200D}\x{2060}\x{FEFF}]+', ' ', 'g')), '')
       ELSE t END;
-- A person's name as it is compared and printed: upper case, single blanks; titles stay.
CREATE MACRO name_of(t) AS upper(plain_text(t));
-- A label reduced to its letters and digits, so that 'PBI (APBN)' and 'pbi apbn' are one key; NULL when none is left.
CREATE MACRO text_key(t) AS NULLIF(regexp_replace(upper(t), '[^A-Z0-9]+', '', 'g'), '');
-- A place name reduced to one key: 'KEL. 35 ILIR' and '35 Ilir' are 35ILIR; one leading prefix word goes, 'Kota' stays.
CREATE MACRO name_key(t) AS
  NULLIF(replace(regexp_replace(trim(regexp_replace(upper(t), '[^A-Z0-9]+', ' ', 'g')),
                 '^(KELURAHAN|KEL|DESA|DS|KECAMATAN|KEC|PROVINSI|PROV) ', ''), ' ', ''), '');
-- Only the digits; NULL when there are none.
CREATE MACRO digits_of(t) AS NULLIF(regexp_replace(t, '[^0-9]', '', 'g'), '');
-- A whole number that is written as such ('12', '12.0', ' 12 '), else NULL.
CREATE MACRO whole_of(t) AS
  CASE WHEN regexp_full_match(t, '[0-9]{1,15}') THEN TRY_CAST(t AS BIGINT)
       WHEN regexp_full_match(trim(t), '-?[0-9]{1,15}([.,]0+)?') THEN TRY_CAST(regexp_extract(t, '-?[0-9]+') AS BIGINT) END;
-- Rupiah as written: '35000', 'Rp 35.000', '35.000,00', '35,000.00'; else NULL.
CREATE MACRO rupiah_of(t) AS
  CASE WHEN regexp_full_match(t, '[0-9]{1,15}') THEN TRY_CAST(t AS BIGINT)
       ELSE TRY_CAST(regexp_replace(regexp_replace(regexp_replace(upper(t), '^[\sRP.]+', ''), '[.,][0-9]{1,2}$', ''),
                                    '[.,\s]', '', 'g') AS BIGINT) END;
-- Yes or no in any office's spelling, else NULL.
CREATE MACRO flag_of(t) AS
  CASE WHEN upper(trim(t)) IN ('1', 'Y', 'YA', 'YES', 'TRUE', 'T', 'ADA', 'V') THEN TRUE
       WHEN upper(trim(t)) IN ('0', 'N', 'TIDAK', 'NO', 'FALSE', 'F', 'TDK', '2') THEN FALSE END;
CREATE MACRO sex_of(t) AS
  CASE WHEN t IN ('L', '1', 'LAKI-LAKI') THEN 'L'
       WHEN t IN ('P', '2', 'PEREMPUAN') THEN 'P'
       WHEN upper(trim(t)) IN ('L', 'LK', 'LAKI-LAKI', 'LAKI', 'LAKI LAKI', 'PRIA', 'M', 'MALE', '1', '01') THEN 'L'
       WHEN upper(trim(t)) IN ('P', 'PR', 'PEREMPUAN', 'WANITA', 'W', 'F', 'FEMALE', '2', '02') THEN 'P' END;

-- NIK ----------------------------------------------------------------------------------------------------------------
-- The number without what a spreadsheet put around it: quote, hidden blanks, dots and dashes inside, a tail '.0'.
CREATE MACRO nik_bare(t) AS
  regexp_replace(regexp_replace(trim(t), '[.,]0+$', ''), '[\s''`’.\-\x{00A0}\x{200B}-\x{200D}\x{2060}\x{FEFF}]', '', 'g');
-- Day and month written in 16 digits are possible (women: day + 40; 29 February is let pass).
CREATE MACRO nik_date_possible(n) AS
  CASE (n // 1000000) % 100 WHEN 2 THEN 29 WHEN 4 THEN 30 WHEN 6 THEN 30 WHEN 9 THEN 30 WHEN 11 THEN 30 ELSE 31 END
    >= ((n // 100000000) % 100) - CASE WHEN (n // 100000000) % 100 > 40 THEN 40 ELSE 0 END
  AND ((n // 100000000) % 100) - CASE WHEN (n // 100000000) % 100 > 40 THEN 40 ELSE 0 END >= 1
  AND (n // 1000000) % 100 BETWEEN 1 AND 12;
-- The damage of 16 bare digits ('' = none).
CREATE MACRO nik_digits_damage(t) AS
  CASE WHEN t IN ('1234567890123456', '1111111111111111', '2222222222222222', '3333333333333333', '4444444444444444',
                  '5555555555555555', '6666666666666666', '7777777777777777', '8888888888888888', '9999999999999999')
       THEN 'sementara'
       WHEN substr(t, 13, 4) = '0000' THEN 'pembulatan_excel'
       WHEN NOT nik_date_possible(TRY_CAST(t AS BIGINT)) THEN 'tanggal_mustahil'
       ELSE '' END;
-- What is wrong with a NIK as sent, in the code words of terms; '' = nothing.
CREATE MACRO nik_damage(t) AS
  CASE WHEN regexp_full_match(t, '[1-9][0-9]{15}') THEN nik_digits_damage(t)
       WHEN t IS NULL OR NOT regexp_matches(t, '[0-9A-Za-z]') THEN 'kosong'
       WHEN regexp_full_match(trim(t), '[''`]?[0-9]([.,][0-9]+)?[eE]\+?[0-9]+') THEN 'notasi_ilmiah'
       WHEN regexp_matches(t, '[A-Za-z]') THEN 'bukan_angka'
       WHEN regexp_full_match(nik_bare(t), '0[0-9]*') THEN 'sementara'
       WHEN NOT regexp_full_match(nik_bare(t), '[0-9]+') THEN 'bukan_angka'
       WHEN length(nik_bare(t)) < 16 THEN 'kurang_digit'
       WHEN length(nik_bare(t)) > 16 THEN 'lebih_digit'
       WHEN nik_digits_damage(nik_bare(t)) <> '' THEN nik_digits_damage(nik_bare(t))
       WHEN regexp_matches(t, '[.,]0+\s*$') THEN 'ekor_titik_nol'
       WHEN regexp_matches(t, '[''`’]') THEN 'tanda_kutip'
       ELSE 'spasi_tersembunyi' END;
-- The 16 digits that may be used to look a person up, else NULL: rounding, scientific notation and fillers never give one.
CREATE MACRO nik_of(t) AS
  CASE WHEN regexp_full_match(t, '[1-9][0-9]{15}')
       THEN CASE WHEN nik_digits_damage(t) IN ('', 'tanggal_mustahil') THEN t END
       WHEN regexp_full_match(nik_bare(t), '[1-9][0-9]{15}') AND NOT regexp_matches(t, '[A-Za-z]')
       THEN CASE WHEN nik_digits_damage(nik_bare(t)) IN ('', 'tanggal_mustahil') THEN nik_bare(t) END END;
-- A family card number: 16 digits or NULL.
CREATE MACRO nkk_of(t) AS
  CASE WHEN regexp_full_match(t, '[1-9][0-9]{15}') THEN CASE WHEN substr(t, 13, 4) <> '0000' THEN t END
       WHEN regexp_full_match(nik_bare(t), '[1-9][0-9]{15}') AND substr(nik_bare(t), 13, 4) <> '0000' THEN nik_bare(t) END;
-- A card number (PSNOKA, NOKA): 13 digits; zeros lost in front are put back, anything else is NULL.
CREATE MACRO card_number_of(t) AS
  CASE WHEN regexp_full_match(t, '[0-9]{13}') THEN t
       WHEN regexp_full_match(nik_bare(t), '[0-9]{6,13}') THEN lpad(nik_bare(t), 13, '0') END;

-- Dates --------------------------------------------------------------------------------------------------------------
CREATE MACRO month_number(t) AS
  CASE substr(upper(t), 1, 3)
    WHEN 'JAN' THEN '01' WHEN 'FEB' THEN '02' WHEN 'PEB' THEN '02' WHEN 'MAR' THEN '03' WHEN 'APR' THEN '04'
    WHEN 'MEI' THEN '05' WHEN 'MAY' THEN '05' WHEN 'JUN' THEN '06' WHEN 'JUL' THEN '07' WHEN 'AGU' THEN '08'
    WHEN 'AUG' THEN '08' WHEN 'AGT' THEN '08' WHEN 'AGS' THEN '08' WHEN 'SEP' THEN '09' WHEN 'OKT' THEN '10'
    WHEN 'OCT' THEN '10' WHEN 'NOV' THEN '11' WHEN 'NOP' THEN '11' WHEN 'DES' THEN '12' WHEN 'DEC' THEN '12' END;
-- Four digits of a year: two-digit years belong to the last hundred years before `latest`.
CREATE MACRO year_text(y, latest) AS
  CASE WHEN length(y) = 4 THEN y
       WHEN length(y) = 2 THEN CAST(CASE WHEN 2000 + TRY_CAST(y AS INTEGER) <= year(latest) THEN 2000 ELSE 1900 END
                                    + TRY_CAST(y AS INTEGER) AS VARCHAR) END;
-- A date as sent reduced to its parts with '-' between them; a time of day, quotes and hidden blanks fall away.
CREATE MACRO date_bare(t) AS
  trim(regexp_replace(regexp_replace(upper(t), '[ T]+[0-9]{1,2}[:.][0-9]{2}([:.][0-9.]+)?Z?\s*$', ''),
                      '[^0-9A-Z]+', '-', 'g'), '-');
-- yyyy-mm-dd out of date_bare, not yet known to exist; day before month where both are possible.
CREATE MACRO date_iso(s, latest) AS
  CASE WHEN regexp_full_match(s, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}')
       THEN split_part(s, '-', 1) || '-' || lpad(split_part(s, '-', 2), 2, '0') || '-' || lpad(split_part(s, '-', 3), 2, '0')
       WHEN regexp_full_match(s, '[0-9]{1,2}-[0-9]{1,2}-([0-9]{4}|[0-9]{2})') AND TRY_CAST(split_part(s, '-', 2) AS INTEGER) > 12
       THEN year_text(split_part(s, '-', 3), latest) || '-' || lpad(split_part(s, '-', 1), 2, '0') || '-' || split_part(s, '-', 2)
       WHEN regexp_full_match(s, '[0-9]{1,2}-[0-9]{1,2}-([0-9]{4}|[0-9]{2})')
       THEN year_text(split_part(s, '-', 3), latest) || '-' || lpad(split_part(s, '-', 2), 2, '0') || '-' || lpad(split_part(s, '-', 1), 2, '0')
       WHEN regexp_full_match(s, '[0-9]{1,2}-[A-Z]{3,9}-([0-9]{4}|[0-9]{2})')
       THEN year_text(split_part(s, '-', 3), latest) || '-' || month_number(split_part(s, '-', 2)) || '-' || lpad(split_part(s, '-', 1), 2, '0')
       WHEN regexp_full_match(s, '(18|19|20|21)[0-9]{6}')
       THEN substr(s, 1, 4) || '-' || substr(s, 5, 2) || '-' || substr(s, 7, 2)
       WHEN regexp_full_match(s, '[0-3][0-9][01][0-9](18|19|20|21)[0-9]{2}')
       THEN substr(s, 5, 4) || '-' || substr(s, 3, 2) || '-' || substr(s, 1, 2) END;
-- The date that a text means, in any shape that offices send, else NULL. `latest` decides the century of two-digit years.
CREATE MACRO date_of(t, latest) AS
  CASE WHEN t IS NULL OR t = '' THEN NULL
       WHEN length(t) = 10 AND substr(t, 5, 1) = '-' THEN TRY_CAST(t AS DATE)
       WHEN regexp_full_match(t, '[0-3][0-9][-/][01][0-9][-/][12][0-9]{3}') AND substr(t, 4, 2) <= '12'
       THEN TRY_CAST(substr(t, 7, 4) || '-' || substr(t, 4, 2) || '-' || substr(t, 1, 2) AS DATE)
       WHEN regexp_full_match(t, '''?[1-9][0-9]{4}([.,]0+)?')
       THEN CAST(DATE '1899-12-30' + TRY_CAST(regexp_extract(t, '[0-9]{5}') AS INTEGER) AS DATE)
       ELSE TRY_CAST(date_iso(date_bare(t), latest) AS DATE) END;
-- What is wrong with a date as sent; '' = it is a date that exists, written as one.
CREATE MACRO date_damage(t, latest) AS
  CASE WHEN t IS NULL OR t = '' THEN 'kosong'
       WHEN length(t) = 10 AND substr(t, 5, 1) = '-' AND TRY_CAST(t AS DATE) <= latest THEN ''
       WHEN NOT regexp_matches(t, '[1-9]') THEN 'kosong'
       WHEN date_of(t, latest) IS NULL AND date_iso(date_bare(t), latest) IS NOT NULL THEN 'tanggal_mustahil'
       WHEN date_of(t, latest) IS NULL THEN 'tidak_terbaca'
       WHEN date_of(t, latest) > latest THEN 'masa_depan'
       WHEN regexp_full_match(t, '''?[1-9][0-9]{4}([.,]0+)?') THEN 'serial_excel'
       WHEN regexp_full_match(date_bare(t), '[0-9]{1,2}-(1[3-9]|[2-9][0-9])-[0-9]{2,4}') THEN 'bulan_hari_tertukar'
       WHEN regexp_full_match(date_bare(t), '.*-[0-9]{2}') AND NOT regexp_full_match(date_bare(t), '[0-9]{4}-.*') THEN 'tahun_dua_digit'
       ELSE '' END;
-- The first day of the month named by a text: 'Mei 2025', '2025-05', '202505', '05/2025', or any date; else NULL.
CREATE MACRO month_of(t) AS
  CASE WHEN regexp_full_match(date_bare(t), '(19|20)[0-9]{2}-?[01][0-9]')
       THEN TRY_CAST(substr(digits_of(t), 1, 4) || '-' || substr(digits_of(t), 5, 2) || '-01' AS DATE)
       WHEN regexp_full_match(date_bare(t), '[01]?[0-9]-(19|20)[0-9]{2}')
       THEN TRY_CAST(split_part(date_bare(t), '-', 2) || '-' || lpad(split_part(date_bare(t), '-', 1), 2, '0') || '-01' AS DATE)
       WHEN regexp_full_match(date_bare(t), '[A-Z]{3,9}-[0-9]{4}')
       THEN TRY_CAST(split_part(date_bare(t), '-', 2) || '-' || month_number(date_bare(t)) || '-01' AS DATE)
       ELSE CAST(date_trunc('month', date_of(t, DATE '2099-12-31')) AS DATE) END;

CREATE MACRO first_of_month(d) AS CAST(date_trunc('month', d) AS DATE);
-- Whole months and years completed from a to b.
CREATE MACRO months_between_dates(a, b) AS
  (year(b) - year(a)) * 12 + month(b) - month(a) - CASE WHEN day(b) < day(a) THEN 1 ELSE 0 END;
CREATE MACRO age_year(born, d) AS
  CAST(year(d) - year(born) - CASE WHEN month(d) * 100 + day(d) < month(born) * 100 + day(born) THEN 1 ELSE 0 END AS INTEGER);
CREATE MACRO days_from(a, b) AS CAST(b - a AS INTEGER);
CREATE MACRO day_after(d, n) AS CAST(d + CAST(n AS INTEGER) AS DATE);
-- n months later, the last day of that month where the day does not exist.
CREATE MACRO month_after(d, n) AS CAST(d + to_months(CAST(n AS INTEGER)) AS DATE);
-- The day on which a registration handed in on `d` takes effect: at once, or on a month's first day (R3.8).
CREATE MACRO start_on(d, same_day, cut_off_day, inclusive) AS
  CASE WHEN same_day THEN d
       WHEN day(d) < cut_off_day OR (day(d) = cut_off_day AND inclusive) THEN month_after(first_of_month(d), 1)
       ELSE month_after(first_of_month(d), 2) END;

-- Figures ------------------------------------------------------------------------------------------------------------
-- numerator / denominator as a share, not clamped, to 10 decimals; NULL when there is nothing to divide by.
CREATE MACRO share_of(n, d) AS CASE WHEN d > 0 THEN round(CAST(n AS DOUBLE) / CAST(d AS DOUBLE), 10) END;
-- The smallest whole number of people that reaches share x of d (1e-7 forgives binary fractions such as 0.98 * 50).
CREATE MACRO people_needed(x, d) AS CAST(ceil(x * CAST(d AS DOUBLE) - 1e-7) AS BIGINT);
CREATE MACRO age_group(y) AS
  CASE WHEN y IS NULL THEN '?' WHEN y < 1 THEN '00' WHEN y < 5 THEN '01-04' WHEN y < 15 THEN '05-14' WHEN y < 21 THEN '15-20'
       WHEN y < 25 THEN '21-24' WHEN y < 35 THEN '25-34' WHEN y < 45 THEN '35-44' WHEN y < 55 THEN '45-54'
       WHEN y < 65 THEN '55-64' WHEN y < 75 THEN '65-74' ELSE '75+' END;
