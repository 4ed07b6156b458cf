"""The room `casework` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Business state of the offices."""

    name = "semesta.web.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Workers know the kinds of jobs."""
        from semesta.web.casework import (  # noqa: F401 they register their handlers
            budget_jobs,
            dci_jobs,
            field_jobs,
            message_jobs,
            outbox_jobs,
            run_jobs,
        )
