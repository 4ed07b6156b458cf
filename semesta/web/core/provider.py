"""Sign-in by the city's own identity provider (OIDC): only for users that an office administrator made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from semesta.web.core.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth gives no types
    """The provider's `preferred_username` is the user name here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """The provider makes no users."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """A first sign-in is bound to the active user of that name; without one, back to the sign-in page."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        name = (claims.get("userinfo") or claims.get("id_token") or claims).get("preferred_username", "")
        user = User.objects.filter(username__iexact=name, is_active=True).first() if name else None
        if user is None:
            messages.error(request, _("Nobody made a user here for you. Ask your office administrator."))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)
