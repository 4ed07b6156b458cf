"""The desk `people` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleDeskConfig(AppConfig):
    """Search, one person's page, and whole numbers for a purpose."""

    name = "semesta.web.desks.people"
    label = "people_desk"
