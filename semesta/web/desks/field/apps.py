"""The desk `field` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class FieldDeskConfig(AppConfig):
    """Visits in the field."""

    name = "semesta.web.desks.field"
    label = "field_desk"
