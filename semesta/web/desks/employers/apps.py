"""The desk `employers` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class EmployersDeskConfig(AppConfig):
    """Firms that should register their workers, or more of them."""

    name = "semesta.web.desks.employers"
    label = "employers_desk"
