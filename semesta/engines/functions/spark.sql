-- The words of our SQL that DuckDB and Spark would understand differently, in Spark's tongue. duckdb.sql says the same.

-- Text ---------------------------------------------------------------------------------------------------------------
-- Text without hidden or doubled blanks; NULL when nothing is left.
CREATE TEMPORARY FUNCTION plain_text(t STRING) RETURNS STRING RETURN
   CASE WHEN t IS NULL OR t = '' THEN NULL
       WHEN regexp_like(t, '[^!-~ ]|  |^ | $')
       THEN NULLIF(trim(regexp_replace(t, r'[\s\x{00A0}\x{200B}-\x{200D}\x{2060}\x{FEFF}]+', ' ')), '')
       ELSE t END;
-- A person's name as it is compared and printed: upper case, single blanks; titles stay.
CREATE TEMPORARY FUNCTION name_of(t STRING) RETURNS STRING RETURN
  CASE WHEN regexp_like(t, r"^(?:([A-Z.,'/()-]+ )*[A-Z.,'/()-]+)\z") THEN t ELSE upper(plain_text(t)) END;
-- A label reduced to its letters and digits, so that 'PBI (APBN)' and 'pbi apbn' are one key; NULL when none is left.
CREATE TEMPORARY FUNCTION text_key(t STRING) RETURNS STRING RETURN
 NULLIF(regexp_replace(upper(t), '[^A-Z0-9]+', ''), '');
-- A place name reduced to one key: 'KEL. 35 ILIR' and '35 Ilir' are 35ILIR; one leading prefix word goes, 'Kota' stays.
CREATE TEMPORARY FUNCTION name_key(t STRING) RETURNS STRING RETURN
   NULLIF(replace(regexp_replace(trim(regexp_replace(upper(t), '[^A-Z0-9]+', ' ')), '^(KELURAHAN|KEL|DESA|DS|KECAMATAN|KEC|PROVINSI|PROV) ', ''), ' ', ''), '');
-- Only the digits; NULL when there are none.
CREATE TEMPORARY FUNCTION digits_of(t STRING) RETURNS STRING RETURN
 NULLIF(regexp_replace(t, '[^0-9]', ''), '');
-- A whole number that is written as such ('12', '12.0', ' 12 '), else NULL.
CREATE TEMPORARY FUNCTION whole_of(t STRING) RETURNS BIGINT RETURN
   CASE WHEN regexp_like(t, r'^(?:[0-9]{1,15})\z') THEN try_cast(t AS BIGINT)
       WHEN regexp_like(trim(t), r'^(?:-?[0-9]{1,15}([.,]0+)?)\z') THEN try_cast(regexp_extract(t, '-?[0-9]+', 0) AS BIGINT) END;
-- Rupiah as written, bared of 'Rp', of sen after the last separator, and of separators: '35.000,00' is 35000.
CREATE TEMPORARY FUNCTION rupiah_bare(t STRING) RETURNS STRING RETURN
   regexp_replace(regexp_replace(regexp_replace(upper(t), r'^[\sRP.]+', ''), r'[.,][0-9]{1,2}\s*$', ''), r'[.,\s]', '');
-- Rupiah as written: '35000', 'Rp 35.000', '35.000,00', '35,000.00'; else NULL.
CREATE TEMPORARY FUNCTION rupiah_of(t STRING) RETURNS BIGINT RETURN
   CASE WHEN regexp_like(t, r'^(?:[0-9]{1,15})\z') THEN try_cast(t AS BIGINT)
       WHEN regexp_like(rupiah_bare(t), r'^(?:-?[0-9]{1,15})\z') THEN try_cast(rupiah_bare(t) AS BIGINT) END;
-- Yes or no in any office's spelling, else NULL.
CREATE TEMPORARY FUNCTION flag_of(t STRING) RETURNS BOOLEAN RETURN
   CASE WHEN regexp_like(upper(trim(t)), r'^(?:1|Y|YA|YES|TRUE|T|ADA|V)\z') THEN TRUE
       WHEN regexp_like(upper(trim(t)), r'^(?:0|N|TIDAK|NO|FALSE|F|TDK|2)\z') THEN FALSE END;
CREATE TEMPORARY FUNCTION sex_of(t STRING) RETURNS STRING RETURN
   CASE WHEN t IN ('L', '1', 'LAKI-LAKI') THEN 'L'
       WHEN t IN ('P', '2', 'PEREMPUAN') THEN 'P'
       WHEN regexp_like(upper(trim(t)), r'^(?:L|LK|LAKI-LAKI|LAKI|LAKI LAKI|PRIA|M|MALE|1|01)\z') THEN 'L'
       WHEN regexp_like(upper(trim(t)), r'^(?:P|PR|PEREMPUAN|WANITA|W|F|FEMALE|2|02)\z') THEN 'P' END;

-- NIK ----------------------------------------------------------------------------------------------------------------
-- Sixteen digits that need no second look: a day and month that exist (29 February is looked at), a serial, no filler.
CREATE TEMPORARY FUNCTION nik_flawless(t STRING) RETURNS BOOLEAN RETURN
  regexp_like(t, r'^(?:[1-9][0-9]{5}(([04][1-9]|[15][0-9]|[26][0-8])(0[1-9]|1[0-2])|[26]9(0[13-9]|1[0-2])|[37]0(0[13-9]|1[0-2])|[37]1(0[13578]|1[02]))[0-9]{6})\z')
  AND t NOT LIKE '%0000' AND t <> '1111111111111111';
-- The number without what a spreadsheet put around it: quote, hidden blanks, dots and dashes inside, a tail '.0'.
-- Scientific notation and letters stay as they are. Work out once per row; the two functions below take it.
CREATE TEMPORARY FUNCTION nik_bare(t STRING) RETURNS STRING RETURN
   CASE WHEN nik_flawless(t) THEN t
       WHEN regexp_like(t, '[A-Za-z]') THEN t
       ELSE regexp_replace(regexp_replace(t, r'[.,]0+\s*$', ''), '[^0-9]', '') END;
-- The 16 digits that may be used to look a person up, else NULL: rounding, scientific notation and fillers never give one.
CREATE TEMPORARY FUNCTION nik_of(bare STRING) RETURNS STRING RETURN
   CASE WHEN nik_flawless(bare) THEN bare
       WHEN regexp_like(bare, r'^(?:[1-9][0-9]{15})\z') AND substr(bare, 13, 4) <> '0000'
            AND NOT regexp_like(bare, r'^(?:1{16}|2{16}|3{16}|4{16}|5{16}|6{16}|7{16}|8{16}|9{16}|1234567890123456)\z')
       THEN bare END;
-- Day, month and year inside 16 digits can be a birth date in some century (women: day + 40; 29 February every 4th year).
CREATE TEMPORARY FUNCTION nik_date_possible(bare STRING) RETURNS BOOLEAN RETURN
   regexp_like(bare, r'^(?:[0-9]{6}(([04][1-9]|[1256][0-9])(0[1-9]|1[0-2])|[37]0(0[13-9]|1[0-2])|[37]1(0[13578]|1[02]))[0-9]{6})\z')
  AND NOT regexp_like(bare, r'^(?:[0-9]{6}[26]902([02468][1235679]|[13579][01345789])[0-9]{4})\z');
-- A column of NIK was rounded by a spreadsheet: at least 20 numbers, 9 of 10 end in 0 (1 in 10 does so by itself).
CREATE TEMPORARY FUNCTION rounded_column(number_count BIGINT, last_zero_count BIGINT) RETURNS BOOLEAN RETURN
 number_count >= 20 AND last_zero_count * 10 >= number_count * 9;
-- What is wrong with a NIK as sent, in the code words of terms; '' = nothing. `bare` is nik_bare(t).
CREATE TEMPORARY FUNCTION nik_damage(t STRING, bare STRING) RETURNS STRING RETURN
   CASE WHEN nik_flawless(t) OR (nik_of(t) IS NOT NULL AND nik_date_possible(t)) THEN ''
       WHEN t IS NULL OR NOT regexp_like(t, '[0-9A-Za-z]') THEN 'kosong'
       WHEN regexp_like(t, r"^[\s'`’‘\x22“”]*[0-9]([.,][0-9]+)?[eE][+]?[0-9]+[\s'`’‘\x22“”]*$") THEN 'notasi_ilmiah'
       WHEN regexp_like(bare, '[^0-9]') THEN 'bukan_angka'
       WHEN bare LIKE '0%' THEN 'sementara'
       WHEN length(bare) < 16 THEN 'kurang_digit'
       WHEN length(bare) > 16 THEN 'lebih_digit'
       WHEN nik_of(bare) IS NULL THEN CASE WHEN substr(bare, 13, 4) = '0000' THEN 'pembulatan_excel' ELSE 'sementara' END
       WHEN NOT nik_date_possible(bare) THEN 'tanggal_mustahil'
       WHEN regexp_like(t, r'[.,]0+\s*$') THEN 'ekor_titik_nol'
       WHEN regexp_like(t, r"['`’‘\x22“”]") THEN 'tanda_kutip'
       ELSE 'spasi_tersembunyi' END;
-- The usable 16 digits of a text, read in one go (NIK or family card number).
CREATE TEMPORARY FUNCTION nkk_of(t STRING) RETURNS STRING RETURN
  CASE WHEN nik_flawless(t) THEN t ELSE nik_of(nik_bare(t)) END;
-- A card number (PSNOKA, NOKA): 13 digits; zeros lost in front are put back, anything else is NULL.
CREATE TEMPORARY FUNCTION card_number_of(t STRING) RETURNS STRING RETURN
   CASE WHEN regexp_like(t, r'^(?:[0-9]{13})\z') THEN t
       WHEN regexp_like(nik_bare(t), r'^(?:[0-9]{6,13})\z') THEN lpad(nik_bare(t), 13, '0') END;

-- Dates --------------------------------------------------------------------------------------------------------------
CREATE TEMPORARY FUNCTION month_number(t STRING) RETURNS STRING RETURN
   CASE substr(upper(t), 1, 3)
    WHEN 'JAN' THEN '01' WHEN 'FEB' THEN '02' WHEN 'PEB' THEN '02' WHEN 'MAR' THEN '03' WHEN 'APR' THEN '04'
    WHEN 'MEI' THEN '05' WHEN 'MAY' THEN '05' WHEN 'JUN' THEN '06' WHEN 'JUL' THEN '07' WHEN 'AGU' THEN '08'
    WHEN 'AUG' THEN '08' WHEN 'AGT' THEN '08' WHEN 'AGS' THEN '08' WHEN 'SEP' THEN '09' WHEN 'OKT' THEN '10'
    WHEN 'OCT' THEN '10' WHEN 'NOV' THEN '11' WHEN 'NOP' THEN '11' WHEN 'DES' THEN '12' WHEN 'DEC' THEN '12' END;
-- Four digits of a year: two-digit years belong to the last hundred years before `latest`.
CREATE TEMPORARY FUNCTION year_text(y STRING, latest DATE) RETURNS STRING RETURN
   CASE WHEN length(y) = 4 THEN y
       WHEN length(y) = 2 THEN CAST(CASE WHEN 2000 + try_cast(y AS INT) <= year(latest) THEN 2000 ELSE 1900 END
                                    + try_cast(y AS INT) AS STRING) END;
-- A date as sent reduced to its parts with '-' between them; a time of day, quotes and hidden blanks fall away.
CREATE TEMPORARY FUNCTION date_bare(t STRING) RETURNS STRING RETURN
   trim(BOTH '-' FROM regexp_replace(regexp_replace(upper(t), r'[ T]+[0-9]{1,2}[:.][0-9]{2}([:.][0-9.]+)?Z?\s*$', ''), '[^0-9A-Z]+', '-'));
-- A day number of a spreadsheet ('45778', with a tail '.0' bared to '45778-0').
CREATE TEMPORARY FUNCTION is_date_serial(bare STRING) RETURNS BOOLEAN RETURN
 regexp_like(bare, r'^(?:[1-9][0-9]{4}(-0+)?)\z');
-- yyyy-mm-dd out of date_bare, not yet known to exist; day before month where both are possible.
CREATE TEMPORARY FUNCTION date_iso(bare STRING, latest DATE) RETURNS STRING RETURN
   CASE WHEN regexp_like(bare, r'^(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})\z')
       THEN split_part(bare, '-', 1) || '-' || lpad(split_part(bare, '-', 2), 2, '0') || '-' || lpad(split_part(bare, '-', 3), 2, '0')
       WHEN regexp_like(bare, r'^(?:[0-9]{1,2}-(1[3-9]|[2-9][0-9])-([0-9]{4}|[0-9]{2}))\z')
       THEN year_text(split_part(bare, '-', 3), latest) || '-' || lpad(split_part(bare, '-', 1), 2, '0') || '-' || split_part(bare, '-', 2)
       WHEN regexp_like(bare, r'^(?:[0-9]{1,2}-[0-9]{1,2}-([0-9]{4}|[0-9]{2}))\z')
       THEN year_text(split_part(bare, '-', 3), latest) || '-' || lpad(split_part(bare, '-', 2), 2, '0') || '-' || lpad(split_part(bare, '-', 1), 2, '0')
       WHEN regexp_like(bare, r'^(?:[0-9]{1,2}-?[A-Z]{3,9}-?([0-9]{4}|[0-9]{2}))\z')
       THEN year_text(regexp_extract(bare, '[0-9]+$', 0), latest) || '-' || month_number(regexp_extract(bare, '[A-Z]+', 0)) || '-'
            || lpad(regexp_extract(bare, '^[0-9]+', 0), 2, '0')
       WHEN regexp_like(bare, r'^(?:(18|19|20|21)[0-9]{6})\z')
       THEN substr(bare, 1, 4) || '-' || substr(bare, 5, 2) || '-' || substr(bare, 7, 2)
       WHEN regexp_like(bare, r'^(?:[0-3][0-9][01][0-9](18|19|20|21)[0-9]{2})\z')
       THEN substr(bare, 5, 4) || '-' || substr(bare, 3, 2) || '-' || substr(bare, 1, 2) END;
-- The date of date_iso or of a day number; NULL where there is no such day.
CREATE TEMPORARY FUNCTION date_of(bare STRING, iso STRING) RETURNS DATE RETURN
   CASE WHEN is_date_serial(bare) THEN date_add(DATE '1899-12-30', try_cast(substr(bare, 1, 5) AS INT))
       WHEN iso >= '1850' AND iso < '2200' THEN try_cast(iso AS DATE) END;
-- What is wrong with a date as sent; '' = it is a day that exists and has been.
CREATE TEMPORARY FUNCTION date_damage(bare STRING, iso STRING, d DATE, latest DATE) RETURNS STRING RETURN
   CASE WHEN bare IS NULL OR NOT regexp_like(bare, '[1-9A-Z]') THEN 'kosong'
       WHEN d IS NULL AND iso IS NOT NULL THEN 'tanggal_mustahil'
       WHEN d IS NULL THEN 'tidak_terbaca'
       WHEN d > latest THEN 'masa_depan'
       WHEN is_date_serial(bare) THEN 'serial_excel'
       WHEN regexp_like(bare, r'^(?:[0-9]{1,2}-(1[3-9]|[2-9][0-9])-[0-9]{2,4})\z') THEN 'bulan_hari_tertukar'
       WHEN regexp_like(bare, r'^(?:[0-9]{1,2}-?([0-9]{1,2}|[A-Z]{3,9})-?[0-9]{2})\z') THEN 'tahun_dua_digit'
       ELSE '' END;
-- The first day of the month that a bared text names without a day: MEI-2025, 2025-05, 202505, 05-2025; else NULL.
CREATE TEMPORARY FUNCTION month_of(bare STRING) RETURNS DATE RETURN
   CASE WHEN regexp_like(bare, r'^(?:(19|20)[0-9]{2}-[01]?[0-9])\z')
       THEN try_cast(split_part(bare, '-', 1) || '-' || lpad(split_part(bare, '-', 2), 2, '0') || '-01' AS DATE)
       WHEN regexp_like(bare, r'^(?:(19|20)[0-9]{2}(0[1-9]|1[0-2]))\z')
       THEN try_cast(substr(bare, 1, 4) || '-' || substr(bare, 5, 2) || '-01' AS DATE)
       WHEN regexp_like(bare, r'^(?:[01]?[0-9]-(19|20)[0-9]{2})\z')
       THEN try_cast(split_part(bare, '-', 2) || '-' || lpad(split_part(bare, '-', 1), 2, '0') || '-01' AS DATE)
       WHEN regexp_like(bare, r'^(?:[A-Z]{3,9}-?[0-9]{4})\z')
       THEN try_cast(regexp_extract(bare, '[0-9]+', 0) || '-' || month_number(bare) || '-01' AS DATE) END;

CREATE TEMPORARY FUNCTION first_of_month(d DATE) RETURNS DATE RETURN
 CAST(trunc(d, 'MM') AS DATE);
-- Whole months and years completed from a to b.
CREATE TEMPORARY FUNCTION months_between_dates(a DATE, b DATE) RETURNS BIGINT RETURN
   (year(b) - year(a)) * 12 + month(b) - month(a) - CASE WHEN day(b) < day(a) THEN 1 ELSE 0 END;
CREATE TEMPORARY FUNCTION age_year(born DATE, d DATE) RETURNS INT RETURN
   CAST(year(d) - year(born) - CASE WHEN month(d) * 100 + day(d) < month(born) * 100 + day(born) THEN 1 ELSE 0 END AS INT);
CREATE TEMPORARY FUNCTION days_from(a DATE, b DATE) RETURNS INT RETURN
 datediff(b, a);
CREATE TEMPORARY FUNCTION day_after(d DATE, n BIGINT) RETURNS DATE RETURN
 date_add(d, CAST(n AS INT));
-- n months later, the last day of that month where the day does not exist.
CREATE TEMPORARY FUNCTION month_after(d DATE, n BIGINT) RETURNS DATE RETURN
 add_months(d, CAST(n AS INT));
-- The day on which a registration handed in on `d` takes effect: at once, or on a month's first day (R3.8).
CREATE TEMPORARY FUNCTION start_on(d DATE, same_day BOOLEAN, cut_off_day BIGINT, inclusive BOOLEAN) RETURNS DATE RETURN
   CASE WHEN same_day THEN d
       WHEN day(d) < cut_off_day OR (day(d) = cut_off_day AND inclusive) THEN month_after(first_of_month(d), 1)
       ELSE month_after(first_of_month(d), 2) END;

-- Figures ------------------------------------------------------------------------------------------------------------
-- numerator / denominator as a share, not clamped, to 10 decimals; NULL when there is nothing to divide by.
CREATE TEMPORARY FUNCTION share_of(n BIGINT, d BIGINT) RETURNS DOUBLE RETURN
 CASE WHEN d > 0 THEN round(CAST(n AS DOUBLE) / CAST(d AS DOUBLE), 10) END;
-- The smallest whole number of people that reaches share x of d (1e-7 forgives binary fractions such as 0.98 * 50).
CREATE TEMPORARY FUNCTION people_needed(x DOUBLE, d BIGINT) RETURNS BIGINT RETURN
 CAST(ceil(x * CAST(d AS DOUBLE) - 1e-7) AS BIGINT);
CREATE TEMPORARY FUNCTION age_group(y BIGINT) RETURNS STRING RETURN
   CASE WHEN y IS NULL THEN '?' WHEN y < 1 THEN '00' WHEN y < 5 THEN '01-04' WHEN y < 15 THEN '05-14' WHEN y < 21 THEN '15-20'
       WHEN y < 25 THEN '21-24' WHEN y < 35 THEN '25-34' WHEN y < 45 THEN '35-44' WHEN y < 55 THEN '45-54'
       WHEN y < 65 THEN '55-64' WHEN y < 75 THEN '65-74' ELSE '75+' END;

-- Codes and places -----------------------------------------------------------------------------------------------------
-- SIAK's status of a resident from its label or code; blank means living, an unknown label too (and is listed).
CREATE TEMPORARY FUNCTION register_status_of(t STRING) RETURNS STRING RETURN
   CASE WHEN t IS NULL OR t IN ('HIDUP', 'Hidup', '1') THEN 'LIVING'
       WHEN regexp_like(text_key(t), r'^(?:MATI|MENINGGAL|MENINGGALDUNIA|2)\z') THEN 'DEAD'
       WHEN regexp_like(text_key(t), r'^(?:PINDAH|PINDAHKELUAR|3)\z') THEN 'MOVED'
       WHEN regexp_like(text_key(t), r'^(?:HILANG|PERGI|4|6)\z') THEN 'MISSING'
       WHEN regexp_like(text_key(t), r'^(?:TIDAKVALID|INVALID|GANDA|DATAGANDA|NONAKTIF|9)\z') THEN 'INVALID'
       ELSE 'LIVING' END;
-- BPJS's relation to the holder of the family card: 1 peserta, 2 suami, 3 istri, 4 anak, 5 tambahan (R1.13); else NULL.
CREATE TEMPORARY FUNCTION pisa_of(t STRING) RETURNS STRING RETURN
   CASE WHEN regexp_like(t, r'^(?:1|2|3|4|5)\z') THEN t
       WHEN regexp_like(text_key(t), r'^(?:1|01|PESERTA|PEKERJA)\z') THEN '1'
       WHEN regexp_like(text_key(t), r'^(?:2|02|SUAMI)\z') THEN '2'
       WHEN regexp_like(text_key(t), r'^(?:3|03|ISTRI|ISTERI)\z') THEN '3'
       WHEN regexp_like(text_key(t), r'^(?:4|04|ANAK)\z') THEN '4'
       WHEN regexp_like(text_key(t), r'^(?:5|05|TAMBAHAN|ANGGOTAKELUARGALAIN|FAMILILAIN)\z') THEN '5' END;
-- A place as a file names it, in one text, so that each way is looked up once.
CREATE TEMPORARY FUNCTION place_text(province STRING, regency STRING, regency_name STRING, district STRING, district_name STRING, village STRING, village_name STRING) RETURNS STRING RETURN
   coalesce(province, '') || '|' || coalesce(regency, '') || '|' || coalesce(regency_name, '') || '|' || coalesce(district, '')
    || '|' || coalesce(district_name, '') || '|' || coalesce(village, '') || '|' || coalesce(village_name, '');
-- The dotted Kemendagri code out of a full code (with dots or without) or out of SIAK's separate numbers; NULL if neither.
CREATE TEMPORARY FUNCTION region_code(province STRING, regency STRING, district STRING, village STRING) RETURNS STRING RETURN
   CASE WHEN regexp_like(village, r'^(?:[0-9]{2}[.][0-9]{2}[.][0-9]{2}[.][0-9]{4})\z') THEN village
       WHEN length(digits_of(village)) = 10
       THEN substr(digits_of(village), 1, 2) || '.' || substr(digits_of(village), 3, 2) || '.' || substr(digits_of(village), 5, 2)
            || '.' || substr(digits_of(village), 7, 4)
       WHEN whole_of(province) < 100 AND whole_of(regency) < 100 AND whole_of(district) < 100 AND whole_of(village) < 10000
       THEN lpad(CAST(whole_of(province) AS STRING), 2, '0') || '.' || lpad(CAST(whole_of(regency) AS STRING), 2, '0') || '.'
            || lpad(CAST(whole_of(district) AS STRING), 2, '0') || '.' || lpad(CAST(whole_of(village) AS STRING), 4, '0')
       WHEN length(digits_of(district)) = 6
       THEN substr(digits_of(district), 1, 2) || '.' || substr(digits_of(district), 3, 2) || '.' || substr(digits_of(district), 5, 2)
       WHEN whole_of(province) < 100 AND whole_of(regency) < 100 AND whole_of(district) < 100
       THEN lpad(CAST(whole_of(province) AS STRING), 2, '0') || '.' || lpad(CAST(whole_of(regency) AS STRING), 2, '0') || '.'
            || lpad(CAST(whole_of(district) AS STRING), 2, '0')
       WHEN length(digits_of(regency)) = 4 THEN substr(digits_of(regency), 1, 2) || '.' || substr(digits_of(regency), 3, 2)
       WHEN whole_of(province) < 100 AND whole_of(regency) < 100
       THEN lpad(CAST(whole_of(province) AS STRING), 2, '0') || '.' || lpad(CAST(whole_of(regency) AS STRING), 2, '0') END;

-- Linkage ------------------------------------------------------------------------------------------------------------
-- Jaro-Winkler similarity, 0..1.
CREATE TEMPORARY FUNCTION name_similarity(a STRING, b STRING) RETURNS DOUBLE RETURN
 semesta_jaro_winkler(a, b);
-- In how many places two texts of one length differ; 99 for different lengths.
CREATE TEMPORARY FUNCTION digit_distance(a STRING, b STRING) RETURNS BIGINT RETURN
 CASE WHEN length(a) = length(b) THEN CAST(aggregate(zip_with(split(a, ''), split(b, ''), (x, y) -> CASE WHEN x = y THEN 0 ELSE 1 END), 0, (n, d) -> n + d) AS BIGINT) ELSE 99 END;
-- The words of a text, sorted, single blanks.
CREATE TEMPORARY FUNCTION sorted_words(t STRING) RETURNS STRING RETURN
 array_join(array_sort(split(t, ' ')), ' ');
-- A number that changes when one of seven texts does; each engine, and each version of it, has its own.
CREATE TEMPORARY FUNCTION row_print(a STRING, b STRING, c STRING, d STRING, e STRING, f STRING, g STRING) RETURNS BIGINT RETURN
 xxhash64(a, b, c, d, e, f, g);
-- The words of a text in their order; one of them by its place (1 ..), NULL where there are fewer.
CREATE TEMPORARY FUNCTION words_in(t STRING) RETURNS ARRAY<STRING> RETURN
 split(t, ' ');
CREATE TEMPORARY FUNCTION word_at(words ARRAY<STRING>, place INT) RETURNS STRING RETURN
 get(words, place - 1);
-- The first letters of a text's first six words.
CREATE TEMPORARY FUNCTION initials_of(t STRING) RETURNS STRING RETURN
 array_join(transform(slice(split(t, ' '), 1, 6), word -> substr(word, 1, 1)), '');
-- How many words a text has.
CREATE TEMPORARY FUNCTION word_count(t STRING) RETURNS BIGINT RETURN
 length(t) - length(replace(t, ' ', '')) + 1;
-- Two names are spelt alike (0.8: also with a word left out at the end), or all but one (0.9: a slip or two).
CREATE TEMPORARY FUNCTION names_alike(a STRING, b STRING) RETURNS BOOLEAN RETURN
 name_similarity(a, b) >= 0.8e0;
CREATE TEMPORARY FUNCTION names_nearly_one(a STRING, b STRING) RETURNS BOOLEAN RETURN
 name_similarity(a, b) >= 0.9e0;
-- Two names of several words have one first and one last word: a word between them may have been left out.
CREATE TEMPORARY FUNCTION ends_alike(a STRING, b STRING) RETURNS BOOLEAN RETURN
  word_count(a) > 1 AND word_count(b) > 1 AND split_part(a, ' ', 1) = split_part(b, ' ', 1)
  AND substring_index(a, ' ', -1) = substring_index(b, ' ', -1);

-- Cards -----------------------------------------------------------------------------------------------------------------
-- One number that orders the cards of a holder (smallest first) and ends in the member_id: repeats last; active, unknown,
-- inactive; newest start; first in the file.
CREATE TEMPORARY FUNCTION card_rank(status STRING, start_on DATE, repeated BOOLEAN, member_id BIGINT) RETURNS BIGINT RETURN
   (CASE WHEN repeated THEN 5 ELSE 0 END + CASE status WHEN 'ACTIVE' THEN 0 WHEN 'UNKNOWN' THEN 1 ELSE 2 END) * 100000000000000000
  + CASE WHEN start_on IS NULL THEN 99999
         ELSE greatest(0, least(99998, 60000 - datediff(start_on, DATE '1970-01-01'))) END * 1000000000000
  + member_id;
CREATE TEMPORARY FUNCTION member_of_rank(rank_number BIGINT) RETURNS BIGINT RETURN
 rank_number % 1000000000000;
-- The number of the file in which a row with this id stands.
CREATE TEMPORARY FUNCTION file_no_of(id BIGINT) RETURNS INT RETURN
 CAST(id div 100000000 AS INT);
CREATE TEMPORARY FUNCTION row_number_of(id BIGINT) RETURNS BIGINT RETURN
 id % 100000000;
-- The region code one level up; NULL for a province.
CREATE TEMPORARY FUNCTION parent_of(code STRING) RETURNS STRING RETURN
   CASE length(code) WHEN 13 THEN substr(code, 1, 8) WHEN 8 THEN substr(code, 1, 5) WHEN 5 THEN substr(code, 1, 2) END;
-- The regency of a row whose file names none: the area judged; in a province a code of its own that ends in .00.
CREATE TEMPORARY FUNCTION unnamed_regency(area_code STRING) RETURNS STRING RETURN
   CASE WHEN length(area_code) = 2 THEN area_code || '.00' ELSE area_code END;
-- A regency is the area judged, or lies in it.
CREATE TEMPORARY FUNCTION in_area(regency_code STRING, area_code STRING) RETURNS BOOLEAN RETURN
   coalesce(area_code IN (regency_code, parent_of(regency_code)), FALSE);
-- A month written yyyy-mm as its first day; a month as the number yyyymm.
CREATE TEMPORARY FUNCTION first_day(t STRING) RETURNS DATE RETURN
 CASE WHEN regexp_like(t, r'^(?:[0-9]{4}-[0-9]{2})\z') THEN try_cast(t || '-01' AS DATE) END;
CREATE TEMPORARY FUNCTION month_figure(d DATE) RETURNS DOUBLE RETURN
 CAST(year(d) * 100 + month(d) AS DOUBLE);
-- The NIK tells another day, month or two-digit year of birth than the row; another sex (day + 40 is a woman).
CREATE TEMPORARY FUNCTION nik_birth_differs(nik STRING, birth_on DATE) RETURNS BOOLEAN RETURN
   nik IS NOT NULL AND birth_on IS NOT NULL AND
  ((try_cast(substr(nik, 7, 2) AS INT) % 40 <> day(birth_on) % 40) OR try_cast(substr(nik, 9, 2) AS INT) <> month(birth_on)
   OR try_cast(substr(nik, 11, 2) AS INT) <> year(birth_on) % 100);
CREATE TEMPORARY FUNCTION nik_sex_differs(nik STRING, sex STRING) RETURNS BOOLEAN RETURN
   nik IS NOT NULL AND sex IS NOT NULL AND (substr(nik, 7, 1) >= '4') <> (sex = 'P');

-- Bills ------------------------------------------------------------------------------------------------------------------
-- Who a line is asked of: 'centre' where it names the centre's help alone, else 'city'.
CREATE TEMPORARY FUNCTION bill_payer(contribution BIGINT, help BIGINT, help_apbn BIGINT) RETURNS STRING RETURN
  CASE WHEN contribution IS NULL AND help IS NULL AND help_apbn IS NOT NULL THEN 'centre' ELSE 'city' END;
-- A file's name without its ending; whether it says that the file revises an earlier one.
CREATE TEMPORARY FUNCTION file_stem(t STRING) RETURNS STRING RETURN
 regexp_replace(t, r'[.][^.]*$', '');
CREATE TEMPORARY FUNCTION tells_revision(t STRING) RETURNS BOOLEAN RETURN
 regexp_like(upper(t), r'(^|[^A-Z])(REVISI|REV|PERBAIKAN|KOREKSI|RALAT|PEMBETULAN)([^A-Z]|$)');
-- A card number as a number: quicker to compare than its text.
CREATE TEMPORARY FUNCTION card_figure(psnoka STRING) RETURNS BIGINT RETURN
 try_cast(CASE WHEN length(psnoka) = 13 THEN psnoka END AS BIGINT);
