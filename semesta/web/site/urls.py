"""All addresses. Every one of ours is made by `guarded_path`; those of allauth are guarded in desks/account."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.account.urls import urlpatterns as account
from semesta.web.desks.office.urls import urlpatterns as office
from semesta.web.desks.overview.urls import urlpatterns as overview
from semesta.web.site.health import health
from semesta.web.site.menu import first_page

urlpatterns = [
    guarded_path("health/", health, "health"),
    *account,
    *office,
    *overview,
    guarded_path("mulai/", first_page, "first_page"),
]
