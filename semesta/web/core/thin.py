"""A short way for look-ups by NIK, taken only by who came the long way a moment ago.

The whole application judges a request (host, form token, session or bearer token, second factor, post, permission) by
its head and by what the database tells. When the same head comes again to an address made with `thin_path`, the
statement of the look-up itself asks whether the database still tells the same; then the answer goes out without the
whole application, with the headers of the answer before. In every other case the request goes the long way.
"""

from __future__ import annotations

import io
import json
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from semesta.web.core.access import Area, guarded_path, needs
from semesta.web.core.acting import acting_of
from semesta.web.core.audit.events import look
from semesta.web.core.middleware import NOTED_EVERY_SECONDS
from semesta.web.core.published.by_nik import cover_of, forget_number
from semesta.web.core.published.look_up import Asker, look_up
from semesta.web.core.session_store import SEEN, STARTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.urls import URLPattern

    from semesta.web.core.access import OfficeRequest, View
    from semesta.web.core.clients.limits import Allowance
    from semesta.web.core.published.by_nik import Cover

    Said = Callable[[list[Cover]], Any]
    Answer = Callable[[list[Cover], Asker], bytes]
    Read = Callable[[bytes], "tuple[str, str] | None"]
    StartResponse = Callable[..., Any]
    Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

NIK_LENGTH = 16
KEPT = 4096
# What the application reads of a request's head: a request in which any of it differs is another request.
HEAD = (
    "REQUEST_METHOD", "PATH_INFO", "SCRIPT_NAME", "QUERY_STRING", "CONTENT_TYPE", "wsgi.url_scheme", "SERVER_NAME",
    "SERVER_PORT", "REMOTE_ADDR", "HTTP_HOST", "HTTP_COOKIE", "HTTP_X_CSRFTOKEN", "HTTP_ORIGIN", "HTTP_REFERER",
    "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_SEMESTA_BACKGROUND", "HTTP_USER_AGENT",
    "HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_ENCODING", "HTTP_AUTHORIZATION", "HTTP_X_PURPOSE_OF_USE", "HTTP_ACCEPT",
)  # fmt: skip
OWN_EACH_TIME = {
    "x-request-id", "content-length", "date", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset",
}  # fmt: skip
LET_IN = "semesta.let_in"
"""Where a view puts whom it let in, for the short way of the next time."""


@dataclass(frozen=True)
class LetIn:
    """Who was let in, until when (Unix time) without being judged anew; `one_more` counts a request of a program."""

    asker: Asker
    until: float
    one_more: Callable[[], Allowance] | None = None


@dataclass(frozen=True)
class _Let:
    """The same with the headers of the answer; `until` is not after the end of the day `on`, which posts hang on."""

    by: LetIn
    headers: list[tuple[str, str]]
    on: date
    until: float


@dataclass(frozen=True)
class Place:
    """An address of the short way: its route, how a body of at most `longest` bytes is read (NIK, and what else it
    says; None: not the short way), and how an answer is made.
    """

    route: str
    read: Read
    longest: int
    answer: Answer


_let: OrderedDict[tuple[Any, ...], _Let] = OrderedDict()
_places: dict[str, Place] = {}


def looks_up(permission: str, *, purpose: str) -> Callable[[Said], View]:
    """The decorated function makes the answer (as JSON takes it) of the covers found for the NIK in a POST's body.

    Each person found is looked at for `purpose`, written down and committed before the answer goes out.
    """

    def decorate(said: Said) -> View:
        @needs(permission, area=Area.IN_QUERY)
        @wraps(said)
        def view(request: OfficeRequest) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            found = cover_of(request.scope, request.body.decode("ascii", "replace"))
            for one in found:
                look(request, str(one.person_id), one.area_code, purpose, request.scope.role.columns)
            request.META[LET_IN] = _let_in(request, purpose)
            return HttpResponse(_as_json(said, found), content_type="application/json")

        view.said = said  # type: ignore[attr-defined]  # set by us on an object of others
        return view

    return decorate


def thin_path(route: str, view: View, name: str) -> URLPattern:
    """An address of a view made with `looks_up`."""
    said = cast("Any", view).said
    return put_place(Place(route, _number, NIK_LENGTH, lambda found, _: _as_json(said, found)), view, name)


def put_place(place: Place, view: View, name: str) -> URLPattern:
    """An address of a view that puts LET_IN into the request and gives the same answer as `place.answer`."""
    _places["/" + place.route] = place
    return guarded_path(place.route, view, name)


def _number(body: bytes) -> tuple[str, str] | None:
    return (body.decode("ascii"), "") if len(body) == NIK_LENGTH and body.isdigit() else None


def _as_json(said: Said, found: list[Cover]) -> bytes:
    return json.dumps(said(found), ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _let_in(request: OfficeRequest, purpose: str) -> LetIn | None:
    """Who is let in by this request, and until when; None when the session did not come from the database alone."""
    session = request.session
    holder = getattr(session, "holder", None)
    if holder is None or session.modified or holder.on != timezone.localdate():
        return None
    until = min(session.get(SEEN, 0) + NOTED_EVERY_SECONDS, session.get(STARTED, 0) + settings.SESSION_LONGEST)
    scope = request.scope
    return LetIn(Asker(str(session.session_key), holder.told, scope, acting_of(scope), purpose), until)


def shortened(application: Application, note: Callable[[str, str, int, float], str]) -> Application:
    """The same application; look-ups of who was let in before take the short way.

    `note(route, method, status, started)` writes the line of a request's log and gives the request's id.
    """

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        place = _places.get(environ["PATH_INFO"])
        length = environ.get("CONTENT_LENGTH") or ""
        if place is None or not length.isdecimal() or not NIK_LENGTH <= int(length) <= place.longest:
            return application(environ, start_response)
        started, body = time.perf_counter(), environ["wsgi.input"].read(int(length))
        asked = place.read(body)
        head = (*map(environ.get, HEAD), asked[1] if asked else "")
        let = _let.get(head)
        told = _short(let, asked[0], place) if let and asked else None
        if let is None or told is None:
            _let.pop(head, None)
            environ["wsgi.input"] = io.BytesIO(body)
            return _long(application, environ, start_response, head)
        content, more = told
        own = [("Content-Length", str(len(content))), ("X-Request-ID", note(place.route, "POST", 200, started)), *more]
        start_response("200 OK", [*let.headers, *own])
        return [content]

    return answer


def _short(let: _Let, nik: str, place: Place) -> tuple[bytes, list[tuple[str, str]]] | None:
    """The answer and headers of its own; None when this request must be judged by the whole application."""
    by = let.by
    if time.time() > let.until:
        return None
    allowed = by.one_more() if by.one_more else None
    if allowed and allowed.over:
        return None
    try:
        found = look_up(by.asker, nik, let.on)
    except Error:
        # The connection broke, or the publication is gone: the long way says what there is to say.
        connection.close()
        found = None
    if found is None:
        forget_number()
        return None
    return place.answer(found, by.asker), list(allowed.headers().items()) if allowed else []


def _end_of(day: date) -> float:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), clock.min)).timestamp()


def _long(
    application: Application, environ: dict[str, Any], start_response: StartResponse, head: tuple[Any, ...]
) -> Iterable[bytes]:
    """The whole application's answer; who was let in by it, without a cookie to set, is remembered."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        by = environ.get(LET_IN)
        names = {name.lower() for name, _ in headers}
        if by is not None and status.startswith("200") and "set-cookie" not in names:
            kept = [(name, value) for name, value in headers if name.lower() not in OWN_EACH_TIME]
            today = timezone.localdate()
            _let[head] = _Let(by, kept, today, min(by.until, _end_of(today)))
            while len(_let) > KEPT:
                _let.popitem(last=False)
        return start_response(status, headers, *rest)

    return application(environ, start)
