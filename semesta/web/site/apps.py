"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import got_request_exception


class SiteConfig(AppConfig):
    """Logs and texts that belong to no desk."""

    name = "semesta.web.site"
    label = "semesta_site"

    def ready(self) -> None:
        """Uncaught exceptions are logged by kind and place."""
        from semesta.web.site.log import note_exception

        got_request_exception.connect(note_exception)
