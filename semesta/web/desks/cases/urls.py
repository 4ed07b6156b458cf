"""Addresses of the desk of cases."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.cases.case import case_page
from semesta.web.desks.cases.download import download_list
from semesta.web.desks.cases.paper import attach_paper, paper, remove_paper
from semesta.web.desks.cases.print_list import print_list
from semesta.web.desks.cases.reveal import reveal_numbers
from semesta.web.desks.cases.share import share_cases
from semesta.web.desks.cases.step import assign_case, step
from semesta.web.desks.cases.work_list import work_list

urlpatterns = [
    guarded_path("kasus/", work_list, "cases"),
    guarded_path("kasus/bagi/", share_cases, "cases_share"),
    guarded_path("kasus/cetak/", print_list, "cases_print"),
    guarded_path("kasus/unduh/", download_list, "cases_download"),
    guarded_path("kasus/<int:pk>/", case_page, "case"),
    guarded_path("kasus/<int:pk>/langkah/", step, "case_step"),
    guarded_path("kasus/<int:pk>/petugas/", assign_case, "case_assign"),
    guarded_path("kasus/<int:pk>/nomor/", reveal_numbers, "case_reveal"),
    guarded_path("kasus/<int:pk>/dokumen/", attach_paper, "case_attach"),
    guarded_path("kasus/dokumen/<int:pk>/", paper, "case_paper"),
    guarded_path("kasus/dokumen/<int:pk>/hapus/", remove_paper, "case_remove_paper"),
]
