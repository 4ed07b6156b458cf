"""The job queue as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """One table of jobs."""

    name = "semesta.web.core.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
