"""The desk `budget` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class BudgetDeskConfig(AppConfig):
    """Budget year, its sheet, mandatory checklist, plans, verdicts and awards, claim checker."""

    name = "semesta.web.desks.budget"
    label = "budget_desk"
