"""Addresses of the runs desk."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.runs.compare_page import compare
from semesta.web.desks.runs.inbox import inbox
from semesta.web.desks.runs.jobs_page import job_page, job_progress, resume_job, stop_job
from semesta.web.desks.runs.publishing import decide, propose, withdraw
from semesta.web.desks.runs.rules_page import rule_page, rules, tried, try_rule
from semesta.web.desks.runs.run_page import report, run_page
from semesta.web.desks.runs.runs_page import runs
from semesta.web.desks.runs.send import begin, part, send_whole
from semesta.web.desks.runs.upload_page import accept, discard, upload_page

urlpatterns = [
    guarded_path("berkas/", inbox, "runs_inbox"),
    guarded_path("berkas/kirim/", send_whole, "runs_send"),
    guarded_path("berkas/mulai/", begin, "runs_begin"),
    guarded_path("berkas/<uuid:key>/", upload_page, "runs_upload"),
    guarded_path("berkas/<uuid:key>/bagian/", part, "runs_part"),
    guarded_path("berkas/<uuid:key>/terima/", accept, "runs_accept"),
    guarded_path("berkas/<uuid:key>/buang/", discard, "runs_discard"),
    guarded_path("proses/", runs, "runs"),
    guarded_path("proses/tugas/<int:pk>/", job_page, "runs_job"),
    guarded_path("proses/tugas/<int:pk>/kemajuan/", job_progress, "runs_job_progress"),
    guarded_path("proses/tugas/<int:pk>/hentikan/", stop_job, "runs_job_stop"),
    guarded_path("proses/tugas/<int:pk>/lanjutkan/", resume_job, "runs_job_resume"),
    guarded_path("proses/usulan/<int:pk>/", decide, "runs_decide"),
    guarded_path("proses/usulan/<int:pk>/tarik/", withdraw, "runs_withdraw"),
    guarded_path("proses/<slug:run_id>/", run_page, "runs_run"),
    guarded_path("proses/<slug:run_id>/banding/", compare, "runs_compare"),
    guarded_path("proses/<slug:run_id>/laporan/", report, "runs_report"),
    guarded_path("proses/<slug:run_id>/usulkan/", propose, "runs_propose"),
    guarded_path("aturan/", rules, "rules"),
    guarded_path("aturan/uji/", try_rule, "rules_try"),
    guarded_path("aturan/uji/<int:pk>/", tried, "rules_tried"),
    guarded_path("aturan/<slug:name>/", rule_page, "rules_rule"),
]
