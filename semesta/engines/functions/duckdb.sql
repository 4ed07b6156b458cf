-- The words of our SQL that DuckDB and Spark would understand differently, in DuckDB's tongue. spark.sql says the same.

-- Text ---------------------------------------------------------------------------------------------------------------
-- Text without hidden or doubled blanks; NULL when nothing is left.
CREATE MACRO plain_text(t) AS
  CASE WHEN t IS NULL OR t = '' THEN NULL
       WHEN regexp_matches(t, '[^!-~ ]|  |^ | $')
       THEN NULLIF(trim(regexp_replace(t, '[\s\x{00A0}\x{200B}-\x{200D}\x{2060}\x{FEFF}]+', ' ', 'g')), '')
       ELSE t END;
-- A person's name as it is compared and printed: upper case, single blanks; titles stay.
CREATE MACRO name_of(t) AS
  CASE WHEN regexp_full_match(t, '([A-Z.,''/()-]+ )*[A-Z.,''/()-]+') THEN t ELSE upper(plain_text(t)) END;
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
-- Rupiah as written, bared of 'Rp', of sen after the last separator, and of separators: '35.000,00' is 35000.
CREATE MACRO rupiah_bare(t) AS
  regexp_replace(regexp_replace(regexp_replace(upper(t), '^[\sRP.]+', '', 'g'), '[.,][0-9]{1,2}\s*$', '', 'g'), '[.,\s]', '', 'g');
-- Rupiah as written: '35000', 'Rp 35.000', '35.000,00', '35,000.00'; else NULL.
CREATE MACRO rupiah_of(t) AS
  CASE WHEN regexp_full_match(t, '[0-9]{1,15}') THEN TRY_CAST(t AS BIGINT)
       WHEN regexp_full_match(rupiah_bare(t), '-?[0-9]{1,15}') THEN TRY_CAST(rupiah_bare(t) AS BIGINT) END;
-- Yes or no in any office's spelling, else NULL.
CREATE MACRO flag_of(t) AS
  CASE WHEN regexp_full_match(upper(trim(t)), '1|Y|YA|YES|TRUE|T|ADA|V') THEN TRUE
       WHEN regexp_full_match(upper(trim(t)), '0|N|TIDAK|NO|FALSE|F|TDK|2') THEN FALSE END;
CREATE MACRO sex_of(t) AS
  CASE WHEN t IN ('L', '1', 'LAKI-LAKI') THEN 'L'
       WHEN t IN ('P', '2', 'PEREMPUAN') THEN 'P'
       WHEN regexp_full_match(upper(trim(t)), 'L|LK|LAKI-LAKI|LAKI|LAKI LAKI|PRIA|M|MALE|1|01') THEN 'L'
       WHEN regexp_full_match(upper(trim(t)), 'P|PR|PEREMPUAN|WANITA|W|F|FEMALE|2|02') THEN 'P' END;

-- NIK ----------------------------------------------------------------------------------------------------------------
-- Sixteen digits that need no second look: a day and month that exist (29 February is looked at), a serial, no filler.
CREATE MACRO nik_flawless(t) AS
  regexp_full_match(t, '[1-9][0-9]{5}(([04][1-9]|[15][0-9]|[26][0-8])(0[1-9]|1[0-2])|[26]9(0[13-9]|1[0-2])|[37]0(0[13-9]|1[0-2])|[37]1(0[13578]|1[02]))[0-9]{6}')
  AND t NOT LIKE '%0000' AND t <> '1111111111111111';
-- The number without what a spreadsheet put around it: quote, hidden blanks, dots and dashes inside, a tail '.0'.
-- Scientific notation and letters stay as they are. Work out once per row; the two functions below take it.
CREATE MACRO nik_bare(t) AS
  CASE WHEN nik_flawless(t) THEN t
       WHEN regexp_matches(t, '[A-Za-z]') THEN t
       ELSE regexp_replace(regexp_replace(t, '[.,]0+\s*$', ''), '[^0-9]', '', 'g') END;
-- The 16 digits that may be used to look a person up, else NULL: rounding, scientific notation and fillers never give one.
CREATE MACRO nik_of(bare) AS
  CASE WHEN nik_flawless(bare) THEN bare
       WHEN regexp_full_match(bare, '[1-9][0-9]{15}') AND substr(bare, 13, 4) <> '0000'
            AND NOT regexp_full_match(bare, '1{16}|2{16}|3{16}|4{16}|5{16}|6{16}|7{16}|8{16}|9{16}|1234567890123456')
       THEN bare END;
-- Day, month and year inside 16 digits can be a birth date in some century (women: day + 40; 29 February every 4th year).
CREATE MACRO nik_date_possible(bare) AS
  regexp_full_match(bare, '[0-9]{6}(([04][1-9]|[1256][0-9])(0[1-9]|1[0-2])|[37]0(0[13-9]|1[0-2])|[37]1(0[13578]|1[02]))[0-9]{6}')
  AND NOT regexp_full_match(bare, '[0-9]{6}[26]902([02468][1235679]|[13579][01345789])[0-9]{4}');
-- A column of NIK was rounded by a spreadsheet: at least 20 numbers, 9 of 10 end in 0 (1 in 10 does so by itself).
CREATE MACRO rounded_column(number_count, last_zero_count) AS number_count >= 20 AND last_zero_count * 10 >= number_count * 9;
-- What is wrong with a NIK as sent, in the code words of terms; '' = nothing. `bare` is nik_bare(t).
CREATE MACRO nik_damage(t, bare) AS
  CASE WHEN nik_flawless(t) OR (nik_of(t) IS NOT NULL AND nik_date_possible(t)) THEN ''
       WHEN t IS NULL OR NOT regexp_matches(t, '[0-9A-Za-z]') THEN 'kosong'
       WHEN regexp_matches(t, '^[\s''`’‘"“”]*[0-9]([.,][0-9]+)?[eE][+]?[0-9]+[\s''`’‘"“”]*$') THEN 'notasi_ilmiah'
       WHEN regexp_matches(bare, '[^0-9]') THEN 'bukan_angka'
       WHEN bare LIKE '0%' THEN 'sementara'
       WHEN length(bare) < 16 THEN 'kurang_digit'
       WHEN length(bare) > 16 THEN 'lebih_digit'
       WHEN nik_of(bare) IS NULL THEN CASE WHEN substr(bare, 13, 4) = '0000' THEN 'pembulatan_excel' ELSE 'sementara' END
       WHEN NOT nik_date_possible(bare) THEN 'tanggal_mustahil'
       WHEN regexp_matches(t, '[.,]0+\s*$') THEN 'ekor_titik_nol'
       WHEN regexp_matches(t, '[''`’‘"“”]') THEN 'tanda_kutip'
       ELSE 'spasi_tersembunyi' END;
-- The usable 16 digits of a text, read in one go (NIK or family card number).
CREATE MACRO nkk_of(t) AS CASE WHEN nik_flawless(t) THEN t ELSE nik_of(nik_bare(t)) END;
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
-- A day number of a spreadsheet ('45778', with a tail '.0' bared to '45778-0').
CREATE MACRO is_date_serial(bare) AS regexp_full_match(bare, '[1-9][0-9]{4}(-0+)?');
-- yyyy-mm-dd out of date_bare, not yet known to exist; day before month where both are possible.
CREATE MACRO date_iso(bare, latest) AS
  CASE WHEN regexp_full_match(bare, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}')
       THEN split_part(bare, '-', 1) || '-' || lpad(split_part(bare, '-', 2), 2, '0') || '-' || lpad(split_part(bare, '-', 3), 2, '0')
       WHEN regexp_full_match(bare, '[0-9]{1,2}-(1[3-9]|[2-9][0-9])-([0-9]{4}|[0-9]{2})')
       THEN year_text(split_part(bare, '-', 3), latest) || '-' || lpad(split_part(bare, '-', 1), 2, '0') || '-' || split_part(bare, '-', 2)
       WHEN regexp_full_match(bare, '[0-9]{1,2}-[0-9]{1,2}-([0-9]{4}|[0-9]{2})')
       THEN year_text(split_part(bare, '-', 3), latest) || '-' || lpad(split_part(bare, '-', 2), 2, '0') || '-' || lpad(split_part(bare, '-', 1), 2, '0')
       WHEN regexp_full_match(bare, '[0-9]{1,2}-?[A-Z]{3,9}-?([0-9]{4}|[0-9]{2})')
       THEN year_text(regexp_extract(bare, '[0-9]+$'), latest) || '-' || month_number(regexp_extract(bare, '[A-Z]+')) || '-'
            || lpad(regexp_extract(bare, '^[0-9]+'), 2, '0')
       WHEN regexp_full_match(bare, '(18|19|20|21)[0-9]{6}')
       THEN substr(bare, 1, 4) || '-' || substr(bare, 5, 2) || '-' || substr(bare, 7, 2)
       WHEN regexp_full_match(bare, '[0-3][0-9][01][0-9](18|19|20|21)[0-9]{2}')
       THEN substr(bare, 5, 4) || '-' || substr(bare, 3, 2) || '-' || substr(bare, 1, 2) END;
-- The date of date_iso or of a day number; NULL where there is no such day.
CREATE MACRO date_of(bare, iso) AS
  CASE WHEN is_date_serial(bare) THEN CAST(DATE '1899-12-30' + TRY_CAST(substr(bare, 1, 5) AS INTEGER) AS DATE)
       WHEN iso >= '1850' AND iso < '2200' THEN TRY_CAST(iso AS DATE) END;
-- What is wrong with a date as sent; '' = it is a day that exists and has been.
CREATE MACRO date_damage(bare, iso, d, latest) AS
  CASE WHEN bare IS NULL OR NOT regexp_matches(bare, '[1-9A-Z]') THEN 'kosong'
       WHEN d IS NULL AND iso IS NOT NULL THEN 'tanggal_mustahil'
       WHEN d IS NULL THEN 'tidak_terbaca'
       WHEN d > latest THEN 'masa_depan'
       WHEN is_date_serial(bare) THEN 'serial_excel'
       WHEN regexp_full_match(bare, '[0-9]{1,2}-(1[3-9]|[2-9][0-9])-[0-9]{2,4}') THEN 'bulan_hari_tertukar'
       WHEN regexp_full_match(bare, '[0-9]{1,2}-?([0-9]{1,2}|[A-Z]{3,9})-?[0-9]{2}') THEN 'tahun_dua_digit'
       ELSE '' END;
-- The first day of the month that a bared text names without a day: MEI-2025, 2025-05, 202505, 05-2025; else NULL.
CREATE MACRO month_of(bare) AS
  CASE WHEN regexp_full_match(bare, '(19|20)[0-9]{2}-[01]?[0-9]')
       THEN TRY_CAST(split_part(bare, '-', 1) || '-' || lpad(split_part(bare, '-', 2), 2, '0') || '-01' AS DATE)
       WHEN regexp_full_match(bare, '(19|20)[0-9]{2}(0[1-9]|1[0-2])')
       THEN TRY_CAST(substr(bare, 1, 4) || '-' || substr(bare, 5, 2) || '-01' AS DATE)
       WHEN regexp_full_match(bare, '[01]?[0-9]-(19|20)[0-9]{2}')
       THEN TRY_CAST(split_part(bare, '-', 2) || '-' || lpad(split_part(bare, '-', 1), 2, '0') || '-01' AS DATE)
       WHEN regexp_full_match(bare, '[A-Z]{3,9}-?[0-9]{4}')
       THEN TRY_CAST(regexp_extract(bare, '[0-9]+') || '-' || month_number(bare) || '-01' AS DATE) END;

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

-- Codes and places -----------------------------------------------------------------------------------------------------
-- SIAK's status of a resident from its label or code; blank means living, an unknown label too (and is listed).
CREATE MACRO register_status_of(t) AS
  CASE WHEN t IS NULL OR t IN ('HIDUP', 'Hidup', '1') THEN 'LIVING'
       WHEN regexp_full_match(text_key(t), 'MATI|MENINGGAL|MENINGGALDUNIA|2') THEN 'DEAD'
       WHEN regexp_full_match(text_key(t), 'PINDAH|PINDAHKELUAR|3') THEN 'MOVED'
       WHEN regexp_full_match(text_key(t), 'HILANG|PERGI|4|6') THEN 'MISSING'
       WHEN regexp_full_match(text_key(t), 'TIDAKVALID|INVALID|GANDA|DATAGANDA|NONAKTIF|9') THEN 'INVALID'
       ELSE 'LIVING' END;
-- BPJS's relation to the holder of the family card: 1 peserta, 2 suami, 3 istri, 4 anak, 5 tambahan (R1.13); else NULL.
CREATE MACRO pisa_of(t) AS
  CASE WHEN regexp_full_match(t, '1|2|3|4|5') THEN t
       WHEN regexp_full_match(text_key(t), '1|01|PESERTA|PEKERJA') THEN '1'
       WHEN regexp_full_match(text_key(t), '2|02|SUAMI') THEN '2'
       WHEN regexp_full_match(text_key(t), '3|03|ISTRI|ISTERI') THEN '3'
       WHEN regexp_full_match(text_key(t), '4|04|ANAK') THEN '4'
       WHEN regexp_full_match(text_key(t), '5|05|TAMBAHAN|ANGGOTAKELUARGALAIN|FAMILILAIN') THEN '5' END;
-- A place as a file names it, in one text, so that each way is looked up once.
CREATE MACRO place_text(province, regency, regency_name, district, district_name, village, village_name) AS
  concat(province, '|', regency, '|', regency_name, '|', district, '|', district_name, '|', village, '|', village_name);
-- The dotted Kemendagri code out of a full code (with dots or without) or out of SIAK's separate numbers; NULL if neither.
CREATE MACRO region_code(province, regency, district, village) AS
  CASE WHEN regexp_full_match(village, '[0-9]{2}[.][0-9]{2}[.][0-9]{2}[.][0-9]{4}') THEN village
       WHEN length(digits_of(village)) = 10
       THEN substr(digits_of(village), 1, 2) || '.' || substr(digits_of(village), 3, 2) || '.' || substr(digits_of(village), 5, 2)
            || '.' || substr(digits_of(village), 7, 4)
       WHEN whole_of(province) < 100 AND whole_of(regency) < 100 AND whole_of(district) < 100 AND whole_of(village) < 10000
       THEN lpad(CAST(whole_of(province) AS VARCHAR), 2, '0') || '.' || lpad(CAST(whole_of(regency) AS VARCHAR), 2, '0') || '.'
            || lpad(CAST(whole_of(district) AS VARCHAR), 2, '0') || '.' || lpad(CAST(whole_of(village) AS VARCHAR), 4, '0')
       WHEN length(digits_of(district)) = 6
       THEN substr(digits_of(district), 1, 2) || '.' || substr(digits_of(district), 3, 2) || '.' || substr(digits_of(district), 5, 2)
       WHEN whole_of(province) < 100 AND whole_of(regency) < 100 AND whole_of(district) < 100
       THEN lpad(CAST(whole_of(province) AS VARCHAR), 2, '0') || '.' || lpad(CAST(whole_of(regency) AS VARCHAR), 2, '0') || '.'
            || lpad(CAST(whole_of(district) AS VARCHAR), 2, '0')
       WHEN length(digits_of(regency)) = 4 THEN substr(digits_of(regency), 1, 2) || '.' || substr(digits_of(regency), 3, 2)
       WHEN whole_of(province) < 100 AND whole_of(regency) < 100
       THEN lpad(CAST(whole_of(province) AS VARCHAR), 2, '0') || '.' || lpad(CAST(whole_of(regency) AS VARCHAR), 2, '0') END;

-- Linkage ------------------------------------------------------------------------------------------------------------
-- Jaro-Winkler similarity, 0..1.
CREATE MACRO name_similarity(a, b) AS jaro_winkler_similarity(a, b);
-- In how many places two texts of one length differ; 99 for different lengths.
CREATE MACRO digit_distance(a, b) AS CASE WHEN length(a) = length(b) THEN hamming(a, b) ELSE 99 END;
-- The words of a text, sorted, single blanks.
CREATE MACRO sorted_words(t) AS array_to_string(list_sort(string_split(t, ' ')), ' ');
-- A number that changes when one of seven texts does; each engine, and each version of it, has its own.
CREATE MACRO row_print(a, b, c, d, e, f, g) AS CAST(hash(a, b, c, d, e, f, g) >> 1 AS BIGINT);
-- The words of a text in their order; one of them by its place (1 ..), NULL where there are fewer.
CREATE MACRO words_in(t) AS string_split(t, ' ');
CREATE MACRO word_at(words, place) AS words[place];
-- The first letters of a text's first six words.
CREATE MACRO initials_of(t) AS
  array_to_string([substr(word, 1, 1) FOR word IN string_split(t, ' ')[1:6]], '');
-- How many words a text has.
CREATE MACRO word_count(t) AS length(t) - length(replace(t, ' ', '')) + 1;
-- Two names are spelt alike (0.8: also with a word left out at the end), or all but one (0.9: a slip or two).
CREATE MACRO names_alike(a, b) AS name_similarity(a, b) >= 0.8;
CREATE MACRO names_nearly_one(a, b) AS name_similarity(a, b) >= 0.9;
-- Two names of several words have one first and one last word: a word between them may have been left out.
CREATE MACRO ends_alike(a, b) AS
  word_count(a) > 1 AND word_count(b) > 1 AND split_part(a, ' ', 1) = split_part(b, ' ', 1)
  AND split_part(a, ' ', word_count(a)) = split_part(b, ' ', word_count(b));

-- Cards -----------------------------------------------------------------------------------------------------------------
-- One number that orders the cards of a holder (smallest first) and ends in the member_id: repeats last; active, unknown,
-- inactive; newest start; first in the file.
CREATE MACRO card_rank(status, start_on, repeated, member_id) AS
  (CASE WHEN repeated THEN 5 ELSE 0 END + CASE status WHEN 'ACTIVE' THEN 0 WHEN 'UNKNOWN' THEN 1 ELSE 2 END) * 100000000000000000
  + CASE WHEN start_on IS NULL THEN 99999
         ELSE greatest(0, least(99998, 60000 - CAST(start_on - DATE '1970-01-01' AS INTEGER))) END * 1000000000000
  + member_id;
CREATE MACRO member_of_rank(rank_number) AS rank_number % 1000000000000;
-- The number of the file in which a row with this id stands.
CREATE MACRO file_no_of(id) AS CAST(id // 100000000 AS INTEGER);
CREATE MACRO row_number_of(id) AS id % 100000000;
-- The region code one level up; NULL for a province.
CREATE MACRO parent_of(code) AS
  CASE length(code) WHEN 13 THEN substr(code, 1, 8) WHEN 8 THEN substr(code, 1, 5) WHEN 5 THEN substr(code, 1, 2) END;
-- The regency of a row whose file names none: the area judged; in a province a code of its own that ends in .00.
CREATE MACRO unnamed_regency(area_code) AS CASE WHEN length(area_code) = 2 THEN area_code || '.00' ELSE area_code END;
-- A regency is the area judged, or lies in it.
CREATE MACRO in_area(regency_code, area_code) AS coalesce(area_code IN (regency_code, parent_of(regency_code)), FALSE);
-- A month written yyyy-mm as its first day; a month as the number yyyymm.
CREATE MACRO first_day(t) AS CASE WHEN regexp_full_match(t, '[0-9]{4}-[0-9]{2}') THEN TRY_CAST(t || '-01' AS DATE) END;
CREATE MACRO month_figure(d) AS CAST(year(d) * 100 + month(d) AS DOUBLE);
-- The NIK tells another day, month or two-digit year of birth than the row; another sex (day + 40 is a woman).
CREATE MACRO nik_birth_differs(nik, birth_on) AS
  nik IS NOT NULL AND birth_on IS NOT NULL AND
  ((TRY_CAST(substr(nik, 7, 2) AS INTEGER) % 40 <> day(birth_on) % 40) OR TRY_CAST(substr(nik, 9, 2) AS INTEGER) <> month(birth_on)
   OR TRY_CAST(substr(nik, 11, 2) AS INTEGER) <> year(birth_on) % 100);
CREATE MACRO nik_sex_differs(nik, sex) AS
  nik IS NOT NULL AND sex IS NOT NULL AND (substr(nik, 7, 1) >= '4') <> (sex = 'P');

-- Bills ------------------------------------------------------------------------------------------------------------------
-- Who a line is asked of: 'centre' where it names the centre's help alone, else 'city'.
CREATE MACRO bill_payer(contribution, help, help_apbn) AS
  CASE WHEN contribution IS NULL AND help IS NULL AND help_apbn IS NOT NULL THEN 'centre' ELSE 'city' END;
-- A file's name without its ending; whether it says that the file revises an earlier one.
CREATE MACRO file_stem(t) AS regexp_replace(t, '[.][^.]*$', '');
CREATE MACRO tells_revision(t) AS regexp_matches(upper(t), '(^|[^A-Z])(REVISI|REV|PERBAIKAN|KOREKSI|RALAT|PEMBETULAN)([^A-Z]|$)');
-- A card number as a number: quicker to compare than its text.
CREATE MACRO card_figure(psnoka) AS TRY_CAST(CASE WHEN length(psnoka) = 13 THEN psnoka END AS BIGINT);
