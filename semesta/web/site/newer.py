"""A month was published while somebody works: told on the page that is open, which goes on showing what it showed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from semesta.web.core.access import SIGNED_IN, Area, needs
from semesta.web.core.published import published_now


@needs(SIGNED_IN, area=Area.NONE)
def newer_published(request: HttpRequest) -> HttpResponse:
    """204 while what is shown is still the run `dari`; otherwise the notice (a whole page for who has no scripts)."""
    now = published_now(settings.SEMESTA_HOME)
    part = request.htmx  # type: ignore[attr-defined]  # django_htmx
    if part and (now is None or now.run_id == request.GET.get("dari", "")):
        return HttpResponse(status=204)
    return render(request, "site/newer.html" if part else "site/newer_page.html", {"now": now})
