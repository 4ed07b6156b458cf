"""The desk `visits` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class VisitsDeskConfig(AppConfig):
    """Rounds, their lists, their estimate."""

    name = "semesta.web.desks.visits"
    label = "visits_desk"
