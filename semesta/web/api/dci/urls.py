"""Addresses of the registry API, as the standard names them under a base."""

from __future__ import annotations

from semesta.web.api.dci import registry
from semesta.web.core.access import guarded_path

BASE = "dci/v1.0.0"
urlpatterns = [
    guarded_path(f"{BASE}/registry/sync/search", registry.search_now, "dci_search_now"),
    guarded_path(f"{BASE}/registry/search", registry.search_later, "dci_search_later"),
    guarded_path(f"{BASE}/registry/sync/txn/status", registry.status_now, "dci_status_now"),
    guarded_path(f"{BASE}/registry/txn/status", registry.status_later, "dci_status_later"),
    guarded_path(f"{BASE}/registry/subscribe", registry.subscribe_later, "dci_subscribe"),
    guarded_path(f"{BASE}/registry/unsubscribe", registry.unsubscribe_later, "dci_unsubscribe"),
    guarded_path(f"{BASE}/.well-known/jwks.json", registry.key_set, "dci_keys"),
    guarded_path(".well-known/jwks.json", registry.key_set, "dci_keys_of_server"),
]
