"""Addresses of the counter. No number of a person's papers stands in any of them."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.counter.answer import answer
from semesta.web.desks.counter.deeds import facility_deed, office_deed
from semesta.web.desks.counter.episode import facility_episode
from semesta.web.desks.counter.find import counter, name_patient
from semesta.web.desks.counter.ihs import ihs
from semesta.web.desks.counter.letter import letter
from semesta.web.desks.counter.live import live
from semesta.web.desks.counter.offline import offline_counter, offline_send, offline_worker
from semesta.web.desks.counter.queue import office_episode, queue
from semesta.web.desks.counter.report import facility_report, report
from semesta.web.desks.counter.setting import setting
from semesta.web.desks.counter.start import name_is, newborn, start_known, typed, unknown

urlpatterns = [
    guarded_path("loket/", counter, "counter"),
    guarded_path("loket/orang/<int:key>/", answer, "counter_answer"),
    guarded_path("loket/orang/<int:key>/mulai/", start_known, "counter_start"),
    guarded_path("loket/orang/<int:key>/ini/", name_is, "counter_name_is"),
    guarded_path("loket/orang/<int:key>/langsung/", live, "counter_live"),
    guarded_path("loket/orang/<int:key>/satusehat/", ihs, "counter_ihs"),
    guarded_path("loket/bayi/<int:key>/", newborn, "counter_newborn"),
    guarded_path("loket/tak-dikenal/", unknown, "counter_unknown"),
    guarded_path("loket/tanpa-berkas/", typed, "counter_typed"),
    guarded_path("loket/kenali/", name_patient, "counter_name_patient"),
    guarded_path("loket/episode/<uuid:public_id>/", facility_episode, "counter_episode"),
    guarded_path("loket/episode/<uuid:public_id>/langkah/", facility_deed, "counter_deed"),
    guarded_path("loket/episode/<uuid:public_id>/surat.pdf", letter, "counter_letter"),
    guarded_path("loket/waktu-layanan/", facility_report, "counter_own_report"),
    guarded_path("loket/luring/", offline_counter, "counter_offline"),
    guarded_path("loket/pekerja.js", offline_worker, "counter_worker"),
    guarded_path("loket/kirim/", offline_send, "counter_send"),
    guarded_path("penjaminan/", queue, "counter_queue"),
    guarded_path("penjaminan/waktu-layanan/", report, "counter_report"),
    guarded_path("penjaminan/<uuid:public_id>/", office_episode, "counter_office_episode"),
    guarded_path("penjaminan/<uuid:public_id>/langkah/", office_deed, "counter_office_deed"),
    guarded_path("kantor/loket/", setting, "counter_setting"),
]
