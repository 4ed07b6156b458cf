"""The desk `outreach` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class OutreachDeskConfig(AppConfig):
    """Contact lists by rule."""

    name = "semesta.web.desks.outreach"
    label = "outreach_desk"
