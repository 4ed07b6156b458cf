"""What holds for every request: headers, session times, language, a declared need."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.utils import translation

from semesta.web.core.access import need_of
from semesta.web.core.session_store import BROWSER, SEEN, STARTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

LANGUAGE_IN_SESSION = "language"
NOTED_EVERY_SECONDS = 60
DEVICE = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
"""A page that needs something of the device says so itself."""
BACKGROUND = "X-Semesta-Background"
"""What a page asks by itself carries this header: nobody is there because of it, so the session is not prolonged."""


def headers(answer: Answer) -> Answer:
    """No page runs foreign or inline code, is framed, or stays in a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY
        response.headers.setdefault("Permissions-Policy", DEVICE)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def session_times(answer: Answer) -> Answer:
    """A session ends after settings.SESSION_COOKIE_AGE without a request and SESSION_LONGEST after signing in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = time.time()
            if now - request.session.setdefault(STARTED, now) > settings.SESSION_LONGEST:
                logout(request)
            elif BACKGROUND not in request.headers and now - request.session.get(SEEN, 0) > NOTED_EVERY_SECONDS:
                # Saving the session moves its end; once a minute is often enough.
                request.session[SEEN] = now
                request.session[BROWSER] = request.headers.get("User-Agent", "")[:200]
        return answer(request)

    return middleware


def language(answer: Answer) -> Answer:
    """Indonesian unless the session says otherwise; the browser's wishes are not asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        wanted = request.session.get(LANGUAGE_IN_SESSION, settings.LANGUAGE_CODE)
        with translation.override(wanted):
            request.LANGUAGE_CODE = wanted
            response = answer(request)
            response.headers.setdefault("Content-Language", wanted)
            return response

    return middleware


class DeclaredNeed:
    """A view that declared no need answers nobody."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Refuses what core.access did not guard."""
        if need_of(view) is None:
            raise PermissionDenied("no need declared")
