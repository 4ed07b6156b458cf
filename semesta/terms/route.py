"""The lawful ways to active cover, by name (req 23). What each needs stands in rules/routes.yaml."""

from __future__ import annotations

NEWBORN = "newborn"
PBI_REACTIVATION = "pbi_reactivation"
DTSEN_PBI = "dtsen_pbi"
APBD_QUOTA = "apbd_quota"
EMPLOYER = "employer"
EMPLOYER_ARREARS = "employer_arrears"
PHK_GUARANTEE = "phk_guarantee"
MANDIRI = "mandiri"
PAY_FIRST = "pay_first"
PAY_ARREARS = "pay_arrears"
REHAB = "rehab"
WAIT_START = "wait_start"
CHILD_STUDY_LETTER = "child_study_letter"
FIX_IDENTITY = "fix_identity"
RESOLVE_DOUBT = "resolve_doubt"
CORRECT_REGISTER = "correct_register"
REPORT_DEATH = "report_death"
REPORT_MOVE = "report_move"
READ_STATUS = "read_status"
ROUTES = (
    NEWBORN, PBI_REACTIVATION, DTSEN_PBI, APBD_QUOTA, EMPLOYER, EMPLOYER_ARREARS, PHK_GUARANTEE, MANDIRI, PAY_FIRST,
    PAY_ARREARS, REHAB, WAIT_START, CHILD_STUDY_LETTER, FIX_IDENTITY, RESOLVE_DOUBT, CORRECT_REGISTER, REPORT_DEATH,
    REPORT_MOVE, READ_STATUS,
)  # fmt: skip
