"""The desk `invoice` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class InvoiceDeskConfig(AppConfig):
    """Bills by month, one bill, its lines, its papers, its signing."""

    name = "semesta.web.desks.invoice"
    label = "invoice_desk"
