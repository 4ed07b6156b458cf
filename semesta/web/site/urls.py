"""All addresses. Every one of ours is made by `guarded_path`; those of allauth are guarded in desks/account."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.account.urls import urlpatterns as account
from semesta.web.desks.office.urls import urlpatterns as office
from semesta.web.site.health import health

urlpatterns = [
    guarded_path("health/", health, "health"),
    *account,
    *office,
]
