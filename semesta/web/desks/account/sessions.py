"""One's own sessions: seen, and ended one by one or all but this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.core import actions
from semesta.web.core.access import SIGNED_IN, Area, needs
from semesta.web.core.audit.events import note

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


@needs(SIGNED_IN, area=Area.NONE)
def sessions(request: OfficeRequest) -> HttpResponse:
    """Where one is signed in. Keys are secrets: a session is named by the time it began."""
    own = request.user.sessions.order_by("-seen_at")
    rows = [{"session": one, "current": one.session_key == request.session.session_key} for one in own]
    return render(request, "account_desk/sessions.html", {"rows": rows})


@needs(SIGNED_IN, area=Area.NONE)
@require_POST
def end_session(request: OfficeRequest) -> HttpResponse:
    """All other sessions of the user are over, or the one that began at `started` only."""
    ended = actions.end_sessions(
        request.user, but=request.session.session_key, started=request.POST.get("started") or None
    )
    note("own sessions ended", facts={"count": ended})
    messages.success(request, _("Sessions ended: %(count)d") % {"count": ended})
    return redirect("own_sessions")
