"""One's own account; allauth's pages that we use, each with its need.

Left out: signing up, e-mail, password reset by e-mail. Users come from the office desk, new passwords by one-time link.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.urls import URLPattern

from semesta.web.core.access import PUBLIC, SIGNED_IN, Area, guarded_path, needs
from semesta.web.desks.account.choices import choose_language, choose_post
from semesta.web.desks.account.home import home
from semesta.web.desks.account.one_time_link import arrive, choose_password
from semesta.web.desks.account.own_password import change_password
from semesta.web.desks.account.sessions import end_session, sessions

public, signed_in = needs(PUBLIC, area=Area.NONE), needs(SIGNED_IN, area=Area.NONE)

urlpatterns: list[URLPattern] = [
    guarded_path("", home, "home"),
    guarded_path("bahasa/", choose_language, "choose_language"),
    guarded_path("masuk/", public(account.login), "account_login"),
    guarded_path("masuk/kunci/", public(webauthn.login_webauthn), "mfa_login_webauthn"),
    guarded_path("masuk/kode/", public(mfa.authenticate), "mfa_authenticate"),
    guarded_path("masuk/nonaktif/", public(account.account_inactive), "account_inactive"),
    guarded_path("keluar/", public(account.logout), "account_logout"),
    guarded_path("tautan/<str:token>/", arrive, "one_time_link"),
    guarded_path("sandi-baru/", choose_password, "choose_password"),
    guarded_path("akun/jabatan/", choose_post, "choose_post"),
    guarded_path("akun/sesi/", sessions, "own_sessions"),
    guarded_path("akun/sesi/akhiri/", end_session, "end_session"),
    guarded_path("akun/sandi/", change_password, "account_change_password"),
    guarded_path("akun/ulang/", signed_in(account.reauthenticate), "account_reauthenticate"),
    guarded_path("akun/ulang/kode/", signed_in(mfa.reauthenticate), "mfa_reauthenticate"),
    guarded_path("akun/ulang/kunci/", signed_in(webauthn.reauthenticate_webauthn), "mfa_reauthenticate_webauthn"),
    guarded_path("akun/faktor-kedua/", signed_in(mfa.index), "mfa_index"),
    guarded_path("akun/faktor-kedua/aplikasi/", signed_in(totp.activate_totp), "mfa_activate_totp"),
    guarded_path("akun/faktor-kedua/aplikasi/lepas/", signed_in(totp.deactivate_totp), "mfa_deactivate_totp"),
    guarded_path("akun/faktor-kedua/cadangan/", signed_in(codes.view_recovery_codes), "mfa_view_recovery_codes"),
    guarded_path(
        "akun/faktor-kedua/cadangan/buat/", signed_in(codes.generate_recovery_codes), "mfa_generate_recovery_codes"
    ),
    guarded_path(
        "akun/faktor-kedua/cadangan/unduh/", signed_in(codes.download_recovery_codes), "mfa_download_recovery_codes"
    ),
    guarded_path("akun/faktor-kedua/kunci/", signed_in(webauthn.list_webauthn), "mfa_list_webauthn"),
    guarded_path("akun/faktor-kedua/kunci/tambah/", signed_in(webauthn.add_webauthn), "mfa_add_webauthn"),
    guarded_path("akun/faktor-kedua/kunci/<int:pk>/lepas/", signed_in(webauthn.remove_webauthn), "mfa_remove_webauthn"),
    guarded_path("akun/faktor-kedua/kunci/<int:pk>/nama/", signed_in(webauthn.edit_webauthn), "mfa_edit_webauthn"),
]

if settings.OIDC_ISSUER:
    from allauth.socialaccount import views as social
    from allauth.socialaccount.providers.openid_connect import views as provider

    urlpatterns += [
        guarded_path("masuk/sso/<str:provider_id>/", public(provider.login), "openid_connect_login"),
        guarded_path("masuk/sso/<str:provider_id>/kembali/", public(provider.callback), "openid_connect_callback"),
        guarded_path("masuk/sso-batal/", public(social.login_cancelled), "socialaccount_login_cancelled"),
        guarded_path("masuk/sso-gagal/", public(social.login_error), "socialaccount_login_error"),
    ]
