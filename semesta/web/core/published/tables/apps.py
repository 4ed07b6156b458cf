"""A room without migrations: its tables exist once per publication (published/layout.py makes them)."""

from __future__ import annotations

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """The tables of a publication."""

    name = "semesta.web.core.published.tables"
    label = "published_tables"
