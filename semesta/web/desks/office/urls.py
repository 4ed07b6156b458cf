"""Addresses of the office desk."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.office.breaches import breach_list, breach_page, breach_told
from semesta.web.desks.office.clients import client, client_end, client_key, clients
from semesta.web.desks.office.exports import decide_export, exports, exports_to_decide, fetch_export
from semesta.web.desks.office.looks import check_trail, looks
from semesta.web.desks.office.memberships import end_membership, give_membership
from semesta.web.desks.office.organisations import organisations
from semesta.web.desks.office.outbox import outbox, send_again
from semesta.web.desks.office.public import public_pages, release_months
from semesta.web.desks.office.registries import end_registry, registries
from semesta.web.desks.office.roles import roles
from semesta.web.desks.office.style import style
from semesta.web.desks.office.subjects import (
    subject_answer,
    subject_copy,
    subject_forward,
    subject_list,
    subject_page,
    subject_tell,
)
from semesta.web.desks.office.trail import trail
from semesta.web.desks.office.users import add_user, issue_link, switch_user, user_page, users

urlpatterns = [
    guarded_path("kantor/pengguna/", users, "office_users"),
    guarded_path("kantor/pengguna/baru/", add_user, "office_add_user"),
    guarded_path("kantor/pengguna/<int:pk>/", user_page, "office_user"),
    guarded_path("kantor/pengguna/<int:pk>/tautan/", issue_link, "office_issue_link"),
    guarded_path("kantor/pengguna/<int:pk>/status/", switch_user, "office_switch_user"),
    guarded_path("kantor/pengguna/<int:pk>/jabatan/", give_membership, "office_give_membership"),
    guarded_path("kantor/jabatan/<int:pk>/akhiri/", end_membership, "office_end_membership"),
    guarded_path("kantor/organisasi/", organisations, "office_organisations"),
    guarded_path("kantor/program/", clients, "office_clients"),
    guarded_path("kantor/program/<int:pk>/", client, "office_client"),
    guarded_path("kantor/program/<int:pk>/kunci/", client_key, "office_client_key"),
    guarded_path("kantor/program/<int:pk>/akhiri/", client_end, "office_client_end"),
    guarded_path("kantor/peran/", roles, "office_roles"),
    guarded_path("kantor/jejak/", trail, "office_trail"),
    guarded_path("kantor/ekspor/", exports, "office_exports"),
    guarded_path("kantor/ekspor/menunggu/", exports_to_decide, "office_exports_to_decide"),
    guarded_path("kantor/ekspor/putuskan/", decide_export, "office_decide_export"),
    guarded_path("kantor/ekspor/ambil/", fetch_export, "office_fetch_export"),
    guarded_path("kantor/warga/", subject_list, "office_subjects"),
    guarded_path("kantor/warga/permintaan/", subject_page, "office_subject"),
    guarded_path("kantor/warga/teruskan/", subject_forward, "office_subject_forward"),
    guarded_path("kantor/warga/jawab/", subject_answer, "office_subject_answer"),
    guarded_path("kantor/warga/beri-tahu/", subject_tell, "office_subject_tell"),
    guarded_path("kantor/warga/salinan/", subject_copy, "office_subject_copy"),
    guarded_path("kantor/publik/", public_pages, "office_public"),
    guarded_path("kantor/publik/terbitkan/", release_months, "office_public_release"),
    guarded_path("kantor/kebocoran/", breach_list, "office_breaches"),
    guarded_path("kantor/kebocoran/rincian/", breach_page, "office_breach"),
    guarded_path("kantor/kebocoran/diberi-tahu/", breach_told, "office_breach_told"),
    guarded_path("kantor/pesan/", outbox, "office_outbox"),
    guarded_path("kantor/pesan/ulang/", send_again, "office_send_again"),
    guarded_path("kantor/sistem/", registries, "office_registries"),
    guarded_path("kantor/sistem/akhiri/", end_registry, "office_end_registry"),
    guarded_path("kantor/jejak/lihat/", looks, "office_looks"),
    guarded_path("kantor/jejak/periksa/", check_trail, "office_check_trail"),
    guarded_path("kantor/gaya/", style, "office_style"),
]
