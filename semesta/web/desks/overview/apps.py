"""The desk `overview` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class OverviewDeskConfig(AppConfig):
    """Verdict, figures, map, trend, ranking, what-if, alerts, and the trail of every number."""

    name = "semesta.web.desks.overview"
    label = "overview_desk"
