"""The published tables as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class PublishedConfig(AppConfig):
    """Which publication is shown, and what its tables hold."""

    name = "semesta.web.core.published"
    label = "published"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A new connection to SQLite has no publication attached."""
        from semesta.web.core.published.on_sqlite import forget_attached

        connection_created.connect(forget_attached)
