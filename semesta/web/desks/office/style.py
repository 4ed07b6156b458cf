"""Every component of the look with invented values, for whoever writes or judges a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from semesta.web.core.access import Area, needs
from semesta.web.core.style_page import style_context

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


@needs("office.users", area=Area.NONE)
def style(request: OfficeRequest) -> HttpResponse:
    """The style page."""
    return render(request, "core/style.html", style_context())
