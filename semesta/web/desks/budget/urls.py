"""Addresses of the budget desk."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.budget.awards import awards
from semesta.web.desks.budget.claim import claim_page
from semesta.web.desks.budget.duties_page import duties_page, duties_paper
from semesta.web.desks.budget.plan_compare import compare
from semesta.web.desks.budget.plan_page import plan_page, plan_progress, plan_stop
from semesta.web.desks.budget.plans import plans
from semesta.web.desks.budget.sheet_page import edit_sheet, sheet_file, sheet_page
from semesta.web.desks.budget.year import budget_year

urlpatterns = [
    guarded_path("anggaran/", budget_year, "budget"),
    guarded_path("anggaran/lembar/", sheet_page, "budget_sheet"),
    guarded_path("anggaran/lembar/isi/", edit_sheet, "budget_edit"),
    guarded_path("anggaran/lembar/berkas/", sheet_file, "budget_file"),
    guarded_path("anggaran/kewajiban/", duties_page, "budget_duties"),
    guarded_path("anggaran/kewajiban/pdf/", duties_paper, "budget_duties_paper"),
    guarded_path("anggaran/rencana/", plans, "budget_plans"),
    guarded_path("anggaran/rencana/banding/", compare, "budget_compare"),
    guarded_path("anggaran/rencana/<int:pk>/", plan_page, "budget_plan"),
    guarded_path("anggaran/rencana/<int:pk>/kemajuan/", plan_progress, "budget_plan_progress"),
    guarded_path("anggaran/rencana/<int:pk>/hentikan/", plan_stop, "budget_plan_stop"),
    guarded_path("anggaran/predikat/", awards, "budget_awards"),
    guarded_path("anggaran/klaim/", claim_page, "budget_claim"),
]
