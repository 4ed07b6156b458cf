"""The desk `counter` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CounterDeskConfig(AppConfig):
    """The counter of a facility, and the two offices that register its patients."""

    name = "semesta.web.desks.counter"
    label = "counter_desk"
