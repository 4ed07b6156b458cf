"""The menu, and what every page's frame shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect
from django.urls import get_resolver, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from semesta.web.core.access import SIGNED_IN, Area, need_of, needs, posts_of_request, scope_of
from semesta.web.core.places import area_name
from semesta.web.core.published import published_now
from semesta.web.desks.overview.alerts import alert_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from semesta.web.core.published import Published
    from semesta.web.core.scope import Scope

MENU: tuple[tuple[str, _StrPromise, str], ...] = (
    ("home", _("Home"), "home"),
    ("overview", _("Overview"), "overview"),
    ("counter", _("Counter"), "counter"),
    ("people", _("Residents"), "person"),
    ("cases", _("Work list"), "worklist"),
    ("doubts", _("Doubts"), "doubts"),
    ("visits_rounds", _("Visits"), "visit"),
    ("proposals_queue", _("Proposals"), "proposal"),
    ("counter_queue", _("Guarantees"), "counter"),
    ("field", _("Visits in the field"), "map"),
    ("field_mine", _("My visits"), "phone"),
    ("outreach", _("Outreach"), "outreach"),
    ("cooperation", _("City and BPJS"), "handshake"),
    ("bills", _("Bills"), "bill"),
    ("employers", _("Employers"), "employer"),
    ("budget", _("Budget"), "money"),
    ("runs_inbox", _("Files"), "upload"),
    ("runs", _("Runs"), "run"),
    ("rules", _("Rules"), "law"),
    ("office_exports", _("Lists that leave"), "download"),
    ("office_subjects", _("Requests of citizens"), "question"),
    ("office_outbox", _("Messages to other systems"), "upload"),
    ("office_public", _("Public pages"), "eye"),
    ("office_users", _("Users"), "people"),
    ("counter_setting", _("Counters"), "settings"),
    ("office_clients", _("Programs"), "key"),
    ("office_trail", _("Audit trail"), "audit"),
)
"""Names of pages with their titles and icons, in order; who may not open a page does not see its entry."""

COUNTS: dict[str, Callable[[Published, Scope], int | None]] = {"overview": alert_count}
"""What waits under an entry in what is published, for the scope of who looks; on every page, so it must be cheap."""
FIRST = ("overview", "counter")
"""The page that somebody begins with after signing in: the first of these that their role may open, else home."""


@dataclass(frozen=True)
class Entry:
    """One entry of the menu; `icon` is a name of core/icons.svg; `count`: what waits there."""

    title: str
    url: str
    active: bool
    icon: str
    count: int | None = None


@cache
def _needs() -> dict[str, str]:
    """Permission by the name of a page."""
    found = {}
    for pattern in get_resolver().url_patterns:
        name, need = getattr(pattern, "name", None), need_of(getattr(pattern, "callback", None))
        if name and need is not None:
            found[name] = need.permission
    return found


def menu_of(request: HttpRequest, published: Published | None) -> list[Entry]:
    """What the user may open; a page under an entry's address keeps the entry active."""
    if not request.user.is_authenticated:
        return []
    scope = scope_of(request)
    entries = []
    for name, title, icon in MENU:
        needed = _needs()[name]
        if needed == SIGNED_IN or (scope is not None and scope.may(needed)):
            url = reverse(name)
            here = request.path == url if url == "/" else request.path.startswith(url)
            count = COUNTS[name](published, scope) if published and scope and name in COUNTS else None
            entries.append(Entry(str(title), url, here, icon, count))
    return entries


@needs(SIGNED_IN, area=Area.NONE)
def first_page(request: HttpRequest) -> HttpResponse:
    """Where somebody begins."""
    scope = scope_of(request)
    may = (name for name in FIRST if scope is not None and scope.may(_needs()[name]))
    return redirect(next(may, "home"))


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """menu, area, scope, posts, published, languages: for core/base.html."""
    if not hasattr(request, "user") or not hasattr(request, "session"):
        return {}
    scope = scope_of(request)
    now, published = get_language(), published_now(settings.SEMESTA_HOME)
    return {
        "menu": menu_of(request, published),
        "scope": scope,
        "posts": posts_of_request(request),
        "area": ", ".join(area_name(code) for code in scope.areas) if scope else "",
        "published": published,
        "languages": [{"code": code, "name": name, "active": code == now} for code, name in settings.LANGUAGES],
    }
