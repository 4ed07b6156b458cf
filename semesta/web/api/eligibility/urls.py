"""Addresses of the JSON service."""

from __future__ import annotations

from semesta.web.api.eligibility.views import PLACE, eligibility, openapi
from semesta.web.core.access import guarded_path
from semesta.web.core.thin import put_place

urlpatterns = [
    put_place(PLACE, eligibility, "api_eligibility"),
    guarded_path("api/v1/openapi.json", openapi, "api_openapi"),
]
