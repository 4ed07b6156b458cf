"""The desk `cooperation` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CooperationDeskConfig(AppConfig):
    """Difference, statement, agreements, exchanges."""

    name = "semesta.web.desks.cooperation"
    label = "cooperation_desk"
