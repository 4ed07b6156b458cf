"""Addresses of the desk of visits in the field."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.field.bring import bring_file, bring_progress
from semesta.web.desks.field.conflict import conflict_page
from semesta.web.desks.field.offline import offline, offline_manifest, offline_worker
from semesta.web.desks.field.phones import my_visits, phone_access, phone_end
from semesta.web.desks.field.rounds import round_page, rounds, take_to_field, xlsform
from semesta.web.desks.field.waiting import form_act, form_page, photo, waiting

urlpatterns = [
    guarded_path("lapangan/", rounds, "field"),
    guarded_path("kunjungan-saya/", my_visits, "field_mine"),
    guarded_path("lapangan/<uuid:public_id>/", round_page, "field_round"),
    guarded_path("lapangan/<uuid:public_id>/mulai/", take_to_field, "field_start"),
    guarded_path("lapangan/<uuid:public_id>/formulir.xlsx", xlsform, "field_xlsform"),
    guarded_path("lapangan/<uuid:public_id>/berkas/", bring_file, "field_bring"),
    guarded_path("lapangan/berkas/<int:pk>/", bring_progress, "field_bring_progress"),
    guarded_path("lapangan/<uuid:public_id>/menunggu/", waiting, "field_waiting"),
    guarded_path("lapangan/agen/<uuid:public_id>/akses/", phone_access, "field_access"),
    guarded_path("lapangan/agen/<uuid:public_id>/akhiri/", phone_end, "field_end_access"),
    guarded_path("lapangan/isian/<uuid:public_id>/", form_page, "field_form"),
    guarded_path("lapangan/isian/<uuid:public_id>/langkah/", form_act, "field_form_act"),
    guarded_path("lapangan/foto/<int:pk>/", photo, "field_photo"),
    guarded_path("lapangan/bentrok/<int:pk>/", conflict_page, "field_conflict"),
    guarded_path("luring/", offline, "offline"),
    guarded_path("luring/pekerja.js", offline_worker, "offline_worker"),
    guarded_path("luring/semesta.webmanifest", offline_manifest, "offline_manifest"),
]
