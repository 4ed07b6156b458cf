"""The page after signing in: what waits for this user, who one is here and what one may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.queries.mine import waiting_for
from semesta.web.core.access import SIGNED_IN, Area, needs, scope_of, second_factor_missing
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.roles import PERMISSIONS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from semesta.web.casework.queries.mine import Waiting


@needs(SIGNED_IN, area=Area.NONE)
def home(request: HttpRequest) -> HttpResponse:
    """The user's work, post and permissions."""
    scope = scope_of(request)
    if scope is None:
        return render(request, "account_desk/home.html")
    found: list[Waiting] = []
    if not second_factor_missing(request, scope):
        with acting(acting_of(scope), writes=False):
            found = waiting_for(scope, timezone.localdate())
    words = _words()
    return render(
        request,
        "account_desk/home.html",
        {
            "waiting": [_card(one, *words[one.what]) for one in found if one.count],
            "done": [words[one.what][0] for one in found if not one.count],
            "allowed": [text for name, text in PERMISSIONS.items() if scope.may(name)],
        },
    )


def _card(one: Waiting, title: str, icon: str, page: str) -> dict[str, object]:
    name, _mark, query = page.partition("?")
    url = f"{reverse(name)}?{query}" if query else reverse(name)
    return {"count": one.count, "late": one.late, "title": title, "icon": icon, "url": url}


def _words() -> dict[str, tuple[str, str, str]]:
    """Title, icon and page of each kind of work."""
    return {
        "my_cases": (_("Cases in my hands"), "worklist", "cases?who=me"),
        "unassigned_cases": (_("Cases without an officer"), "worklist", "cases?who=nobody"),
        "late_cases": (_("Cases past their day"), "clock", "cases?due=late"),
        "doubts": (_("Doubts to settle"), "doubts", "doubts"),
        "proposals": (_("Proposals for us to do"), "proposal", "proposals_queue"),
        "episodes": (_("Requests from counters"), "counter", "counter_queue"),
        "episodes_up": (_("Requests from counters that take too long"), "counter", "counter_queue"),
        "files": (_("Files that wait for a decision"), "upload", "runs_inbox"),
        "publications": (_("Runs that wait for a second person"), "run", "runs"),
        "statements": (_("Statements our side has not signed"), "handshake", "cooperation_statements"),
        "bills_to_check": (_("Bills to check"), "bill", "bills"),
        "bills_to_agree": (_("Checked bills to agree to"), "bill", "bills"),
        "firms": (_("Compliance cases at our turn"), "employer", "employers_board"),
        "exports": (_("Lists that wait for a second person"), "download", "office_exports_to_decide"),
        "requests": (_("Citizens who wait for an answer"), "question", "office_subjects"),
    }
