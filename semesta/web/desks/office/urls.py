"""Addresses of the office desk."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.office.memberships import end_membership, give_membership
from semesta.web.desks.office.organisations import organisations
from semesta.web.desks.office.roles import roles
from semesta.web.desks.office.style import style
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
    guarded_path("kantor/peran/", roles, "office_roles"),
    guarded_path("kantor/jejak/", trail, "office_trail"),
    guarded_path("kantor/gaya/", style, "office_style"),
]
