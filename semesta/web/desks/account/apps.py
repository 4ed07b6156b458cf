"""The desk `account` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class AccountDeskConfig(AppConfig):
    """One's own account; the label leaves `account` to allauth."""

    name = "semesta.web.desks.account"
    label = "account_desk"
