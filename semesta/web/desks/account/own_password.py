"""A new password in place of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views as account
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from semesta.web.core.access import SIGNED_IN, Area, needs

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


@needs(SIGNED_IN, area=Area.NONE)
def change_password(request: OfficeRequest) -> HttpResponse:
    """As allauth does it. Who signs in elsewhere has no password here and gets none by this page."""
    if not request.user.has_usable_password():
        messages.info(request, _("You sign in through your office, so there is no password here to change."))
        return redirect("home")
    answer: HttpResponse = account.password_change(request)
    return answer
