-- One row per human and month: exactly one class, and for everyone without active cover one reason (req 18, R1.6).
-- Key: person_id, month
-- class of a living register row: covered_active, covered_inactive, status_unknown, uncovered (no card). An extra
-- register row is duplicate_register_row, whatever else it is. A register row that is not living: dead_but_member,
-- moved_but_member, member_not_in_register (missing or invalid row with a card), left_register (no card). A card
-- holder without register row: member_not_in_register. reason_from says how we know: the text that BPJS sent, the
-- register, a decree list, dates and arrears (inferred), or not.
WITH decreed AS (
  SELECT psnoka, max(decree_number) AS decree_number, max(effective_on) AS effective_on
  FROM decree_line WHERE psnoka IS NOT NULL GROUP BY psnoka
),
firm AS (
  SELECT employer_code, max(arrears_month_count) AS arrears_month_count FROM employer
    WHERE employer_code IS NOT NULL GROUP BY employer_code
),
person_card AS (
  SELECT
    p.person_id, run.month, run.as_of, p.resident_id, p.member_id, p.nik AS resident_nik, p.psnoka, p.card_count,
      p.active_card_count,
    p.pemda_card_count, p.link_probability, p.link_method, p.has_doubt,
    r.nkk, r.name, r.register_status, r.duplicate_row,
    coalesce(r.birth_on, m.birth_on) AS birth_on,
    coalesce(r.sex, m.sex) AS sex,
    coalesce(r.village_code, CASE WHEN r.resident_id IS NULL THEN m.village_code END) AS village_code,
    coalesce(r.district_code, CASE WHEN r.resident_id IS NULL THEN m.district_code END) AS district_code,
    coalesce(r.regency_code, m.regency_code) AS regency_code,
    coalesce(r.nik, m.nik) AS nik,
    m.segment, m.segment_detail, m.status, m.reason_stated, m.start_on, m.end_on, m.pisa, m.employer_code,
    m.arrears_month_count,
    d.decree_number, d.effective_on AS decree_effective_on,
    firm.arrears_month_count AS employer_arrears_month_count,
    rule.child_age_limit_year, rule.child_student_age_limit_year
  FROM person AS p
  CROSS JOIN run
  LEFT JOIN rule_month AS rule ON rule.month = run.month
  LEFT JOIN resident AS r ON r.resident_id = p.resident_id
  LEFT JOIN member AS m ON m.member_id = p.member_id
  LEFT JOIN decreed AS d ON d.psnoka = m.psnoka
  LEFT JOIN firm ON firm.employer_code = m.employer_code
),
judged AS (
  SELECT *,
    age_year(birth_on, as_of) AS age_year,
    CASE
      WHEN duplicate_row THEN 'duplicate_register_row'
      WHEN resident_id IS NULL THEN 'member_not_in_register'
      WHEN register_status = 'LIVING' AND member_id IS NULL THEN 'uncovered'
      WHEN register_status = 'LIVING' AND status = 'ACTIVE' THEN 'covered_active'
      WHEN register_status = 'LIVING' AND status = 'INACTIVE' THEN 'covered_inactive'
      WHEN register_status = 'LIVING' THEN 'status_unknown'
      WHEN member_id IS NULL THEN 'left_register'
      WHEN register_status = 'DEAD' THEN 'dead_but_member'
      WHEN register_status = 'MOVED' THEN 'moved_but_member'
      ELSE 'member_not_in_register'
    END AS class
  FROM person_card
),
explained AS (
  SELECT *,
    CASE
      WHEN member_id IS NULL OR status = 'ACTIVE' THEN NULL
      WHEN status = 'UNKNOWN' THEN 'TIDAK_DIKETAHUI'
      WHEN reason_stated IS NOT NULL THEN reason_stated
      WHEN register_status = 'DEAD' THEN 'MENINGGAL'
      WHEN register_status = 'MOVED' THEN 'PINDAH'
      WHEN decree_number IS NOT NULL AND segment = 'PBI_APBN' THEN 'PBI_DIKELUARKAN'
      WHEN start_on > as_of THEN 'MENUNGGU_TMT'
      WHEN segment IN ('PBPU', 'BP') AND arrears_month_count > 0 THEN 'PREMI'
      WHEN segment = 'PPU' AND pisa = '4' AND age_year >= child_age_limit_year THEN 'ANAK_USIA'
      WHEN segment = 'PPU' AND employer_arrears_month_count > 0 THEN 'EMPLOYER_ARREARS'
      WHEN segment = 'PPU' AND end_on <= as_of THEN 'PPU_KELUAR'
      WHEN segment = 'PBI_APBN' AND end_on <= as_of THEN 'PBI_DIKELUARKAN'
      WHEN segment = 'PBPU_PEMDA' AND end_on <= as_of THEN 'PEMDA_DIKELUARKAN'
      ELSE 'TIDAK_DIKETAHUI'
    END AS reason
  FROM judged
)
SELECT
  person_id, month, resident_id, member_id, nik, psnoka, village_code, district_code, regency_code, nkk, sex, birth_on,
  age_year, segment, status, class, reason,
  CASE
    WHEN reason IS NULL THEN NULL
    WHEN reason = reason_stated THEN 'stated'
    WHEN reason = 'TIDAK_DIKETAHUI' THEN 'unknown'
    WHEN reason IN ('MENINGGAL', 'PINDAH') THEN 'register'
    WHEN reason = 'PBI_DIKELUARKAN' AND decree_number IS NOT NULL THEN 'decree'
    ELSE 'inferred'
  END AS reason_from,
  class IN ('covered_active', 'covered_inactive', 'status_unknown') AS registered,
  class = 'covered_active' AS active,
  resident_id IS NOT NULL AND register_status = 'LIVING' AND NOT duplicate_row AS in_register,
  member_id IS NOT NULL AND status = 'ACTIVE' AND segment = 'PBPU_PEMDA' AS paid_by_city,
  CASE segment WHEN 'PBI_APBN' THEN 'APBN' WHEN 'PBPU_PEMDA' THEN 'APBD' WHEN 'PPU' THEN 'EMPLOYER'
    WHEN 'PBPU' THEN 'SELF'
    WHEN 'BP' THEN CASE WHEN segment_detail = 'BP_LAIN' THEN 'SELF' ELSE 'STATE' END END AS funding,
  CASE WHEN status = 'INACTIVE' THEN coalesce(decree_effective_on, CASE WHEN end_on <= as_of
    THEN end_on END) END AS inactive_since_on,
  card_count, active_card_count, pemda_card_count, link_probability, link_method, has_doubt
FROM explained
