"""One's own account; allauth's pages that we use, each with its need."""

from __future__ import annotations

from allauth.account import views as account

from semesta.web.core.access import PUBLIC, SIGNED_IN, Area, guarded_path, needs
from semesta.web.desks.account.home import home

public, signed_in = needs(PUBLIC, area=Area.NONE), needs(SIGNED_IN, area=Area.NONE)

urlpatterns = [
    guarded_path("", home, "home"),
    guarded_path("masuk/", public(account.login), "account_login"),
    guarded_path("keluar/", public(account.logout), "account_logout"),
]
