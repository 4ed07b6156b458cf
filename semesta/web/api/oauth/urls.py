"""Addresses of the token endpoint and of what clients look for first."""

from __future__ import annotations

from semesta.web.api.oauth.token import revoke, token, well_known
from semesta.web.core.access import guarded_path

urlpatterns = [
    guarded_path("oauth2/token", token, "oauth_token"),
    guarded_path("oauth2/revoke", revoke, "oauth_revoke"),
    guarded_path(".well-known/oauth-authorization-server", well_known, "oauth_configuration"),
    guarded_path("fhir/r4/.well-known/smart-configuration", well_known, "smart_configuration"),
]
