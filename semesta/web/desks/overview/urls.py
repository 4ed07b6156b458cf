"""Addresses of the overview desk."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.overview.alerts import alerts
from semesta.web.desks.overview.districts import area_page
from semesta.web.desks.overview.number import number
from semesta.web.desks.overview.people import people
from semesta.web.desks.overview.rank import rank
from semesta.web.desks.overview.today import today
from semesta.web.desks.overview.trend import trend
from semesta.web.desks.overview.what_if import what_if

urlpatterns = [
    guarded_path("ringkasan/", today, "overview"),
    guarded_path("ringkasan/wilayah/<str:area_code>/", area_page, "overview_area"),
    guarded_path("ringkasan/wilayah/<str:area_code>/angka/<str:indicator>/", number, "overview_number"),
    guarded_path("ringkasan/wilayah/<str:area_code>/angka/<str:indicator>/orang/", people, "overview_people"),
    guarded_path("ringkasan/tren/", trend, "overview_trend"),
    guarded_path("ringkasan/peringkat/", rank, "overview_rank"),
    guarded_path("ringkasan/andai/", what_if, "overview_what_if"),
    guarded_path("ringkasan/peringatan/", alerts, "overview_alerts"),
]
