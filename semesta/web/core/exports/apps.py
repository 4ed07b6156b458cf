"""Exports as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Lists that leave."""

    name = "semesta.web.core.exports"
    label = "exports"
    default_auto_field = "django.db.models.BigAutoField"
