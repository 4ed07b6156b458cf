"""What other programs ask, as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """No tables: what is kept stands in casework and core."""

    name = "semesta.web.api"
    label = "api"

    def ready(self) -> None:
        """Workers know the kinds of jobs."""
        from semesta.web.api.fhir import jobs  # noqa: F401 it registers its handler
