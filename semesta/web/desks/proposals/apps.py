"""The desk `proposals` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ProposalsDeskConfig(AppConfig):
    """Queue, waiting list, quota, decrees, files to BPJS Kesehatan and back, decree triage."""

    name = "semesta.web.desks.proposals"
    label = "proposals_desk"
