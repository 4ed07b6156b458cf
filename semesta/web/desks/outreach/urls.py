"""Addresses of the desk of outreach."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.outreach.contacts import contacts
from semesta.web.desks.outreach.download import download_contacts

urlpatterns = [
    guarded_path("penjangkauan/", contacts, "outreach"),
    guarded_path("penjangkauan/unduh/", download_contacts, "outreach_download"),
]
