"""The room `core` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """People, places, audit, sessions."""

    name = "semesta.web.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
