"""The desk `cases` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CasesDeskConfig(AppConfig):
    """Work lists and cases."""

    name = "semesta.web.desks.cases"
    label = "cases_desk"
