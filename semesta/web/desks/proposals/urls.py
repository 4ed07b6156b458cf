"""Addresses of the desk of proposals."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.proposals import bpjs, decrees, line, new, queue, quota, triage, waiting

urlpatterns = [
    guarded_path("usulan/", queue.queue, "proposals_queue"),
    guarded_path("usulan/teruskan/", queue.forward, "proposals_forward"),
    guarded_path("usulan/baru/", new.new, "proposals_new"),
    guarded_path("usulan/tunggu/", waiting.waiting_list, "proposals_waiting"),
    guarded_path("usulan/tunggu/putuskan/", waiting.decide, "proposals_decide"),
    guarded_path("usulan/kuota/", quota.quota, "proposals_quota"),
    guarded_path("usulan/kuota/simpan/", quota.keep, "proposals_keep_contract"),
    guarded_path("usulan/kuota/alur/", quota.choose, "proposals_choose_flow"),
    guarded_path("usulan/sk/", decrees.decrees, "proposals_decrees"),
    guarded_path("usulan/sk/buat/", decrees.make, "proposals_make_decree"),
    guarded_path("usulan/sk/berita-acara/", decrees.minutes, "proposals_minutes"),
    guarded_path("usulan/sk/<uuid:public_id>/", decrees.decree, "proposals_decree"),
    guarded_path("usulan/sk/<uuid:public_id>/pdf/", decrees.paper, "proposals_paper"),
    guarded_path("usulan/sk/<uuid:public_id>/pdf-lengkap/", decrees.whole_paper, "proposals_whole_paper"),
    guarded_path("usulan/sk/<uuid:public_id>/versi/", decrees.next_version, "proposals_next_version"),
    guarded_path("usulan/bpjs/", bpjs.bpjs, "proposals_bpjs"),
    guarded_path("usulan/bpjs/buat/", bpjs.make, "proposals_make_file"),
    guarded_path("usulan/bpjs/jawaban/", bpjs.take_answers, "proposals_answers"),
    guarded_path("usulan/bpjs/arti/", bpjs.mean, "proposals_mean"),
    guarded_path("usulan/bpjs/<uuid:public_id>/", bpjs.file_page, "proposals_file"),
    guarded_path("usulan/bpjs/<uuid:public_id>/unduh/", bpjs.take_along, "proposals_take_file"),
    guarded_path("usulan/penonaktifan/", triage.lists, "proposals_triages"),
    guarded_path("usulan/penonaktifan/unggah/", triage.take, "proposals_take_list"),
    guarded_path("usulan/penonaktifan/<uuid:public_id>/", triage.triage, "proposals_triage"),
    guarded_path("usulan/penonaktifan/<uuid:public_id>/usulkan/", triage.propose, "proposals_propose_list"),
    guarded_path("usulan/penonaktifan/orang/<uuid:public_id>/", triage.triage_line, "proposals_triage_line"),
    guarded_path("usulan/penonaktifan/orang/<uuid:public_id>/tindak/", triage.follow, "proposals_follow"),
    guarded_path("usulan/baris/<uuid:public_id>/", line.line, "proposals_line"),
    guarded_path("usulan/baris/<uuid:public_id>/nik/", line.reveal, "proposals_reveal"),
    guarded_path("usulan/baris/<uuid:public_id>/tindak/", line.act, "proposals_act"),
    guarded_path("usulan/<uuid:public_id>/", new.proposal, "proposals_proposal"),
    guarded_path("usulan/<uuid:public_id>/tambah/", new.add, "proposals_add"),
    guarded_path("usulan/<uuid:public_id>/kirim/", new.send, "proposals_send"),
]
