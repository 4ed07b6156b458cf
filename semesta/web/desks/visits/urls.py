"""Addresses of the desk of visits."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.visits import estimate, found, lists, new, round, rounds

urlpatterns = [
    guarded_path("kunjungan/", rounds.rounds, "visits_rounds"),
    guarded_path("kunjungan/baru/", new.new, "visits_new"),
    guarded_path("kunjungan/<uuid:public_id>/", round.round_page, "visits_round"),
    guarded_path("kunjungan/<uuid:public_id>/bagi/", round.share, "visits_share"),
    guarded_path("kunjungan/<uuid:public_id>/tindak/", round.act, "visits_act"),
    guarded_path("kunjungan/<uuid:public_id>/perkiraan/", estimate.estimate, "visits_estimate"),
    guarded_path("kunjungan/<uuid:public_id>/temuan/", found.found, "visits_found"),
    guarded_path("kunjungan/<uuid:public_id>/temuan/kasus/", found.open_cases, "visits_open_cases"),
    guarded_path("kunjungan/<uuid:public_id>/daftar/<uuid:agent_id>/", lists.agent_list, "visits_list"),
    guarded_path("kunjungan/<uuid:public_id>/daftar/<uuid:agent_id>/pdf/", lists.as_pdf, "visits_list_pdf"),
    guarded_path("kunjungan/<uuid:public_id>/daftar/<uuid:agent_id>/keluar/", lists.take_list, "visits_take_list"),
]
