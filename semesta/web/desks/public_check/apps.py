"""The desk `public_check` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class PublicCheckDeskConfig(AppConfig):
    """One question, one answer."""

    name = "semesta.web.desks.public_check"
    label = "public_check_desk"
