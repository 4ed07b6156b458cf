"""The desk `office` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class OfficeDeskConfig(AppConfig):
    """Users, memberships, organisations, the audit trail."""

    name = "semesta.web.desks.office"
    label = "office_desk"
