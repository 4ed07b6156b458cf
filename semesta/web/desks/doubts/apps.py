"""The desk `doubts` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class DoubtsDeskConfig(AppConfig):
    """Doubtful pairs, decided by people."""

    name = "semesta.web.desks.doubts"
    label = "doubts_desk"
