"""The desk `open_data` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class OpenDataDeskConfig(AppConfig):
    """Figures for everybody."""

    name = "semesta.web.desks.open_data"
    label = "open_data_desk"
