"""The page after signing in: who one is here and what one may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from semesta.web.core.access import SIGNED_IN, Area, needs
from semesta.web.core.roles import PERMISSIONS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


@needs(SIGNED_IN, area=Area.NONE)
def home(request: OfficeRequest) -> HttpResponse:
    """The user's post with its description and permissions."""
    allowed = [text for name, text in PERMISSIONS.items() if request.scope and request.scope.may(name)]
    return render(request, "account_desk/home.html", {"allowed": allowed})
