"""The desk `runs` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class RunsDeskConfig(AppConfig):
    """Files, runs, rules."""

    name = "semesta.web.desks.runs"
    label = "runs_desk"
