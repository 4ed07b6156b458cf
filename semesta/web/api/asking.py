"""Who asks: a program by its bearer token, how often, what for, and in whose scope the answer is made."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.audit.events import note
from semesta.web.core.clients.asking import caller_of
from semesta.web.core.clients.limits import take_one
from semesta.web.core.clients.purposes import PURPOSES, purpose_of
from semesta.web.core.published.shown import NothingPublished

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse, HttpResponseBase

    from semesta.web.core.clients.asking import Caller
    from semesta.web.core.scope import Scope

    View = Callable[..., HttpResponseBase]

READS = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 256 << 10
FORBIDDEN = 403
PURPOSE_HEADER = "X-Purpose-Of-Use"
_log = logging.getLogger("semesta.web")


class Refused(Exception):
    """A request that gets no answer: status, a code word of HL7's issue types, a sentence for the developer; `needs`:
    the right that the token lacks.
    """

    def __init__(
        self, status: int, code: str, sentence: str, headers: dict[str, str] | None = None, needs: str = ""
    ) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence, self.headers, self.needs = status, code, sentence, headers or {}, needs


class ProgramRequest(HttpRequest):
    """A request of a program; `scope` as of a signed-in user, so that looks are written down in the same way."""

    caller: Caller
    scope: Scope
    purpose: str


@dataclass(frozen=True)
class Inner:
    """A view that programs ask, without what surrounds it: with which methods, and for which right."""

    view: Callable[..., HttpResponse]
    methods: tuple[str, ...]
    right: str

    def check_method(self, method: str | None) -> None:
        """Refused (405) for another method."""
        if method not in self.methods:
            allowed = ", ".join(self.methods)
            raise Refused(405, "not-supported", f"Use {' or '.join(self.methods)} here.", {"Allow": allowed})

    def answer(self, own: ProgramRequest, kwargs: dict[str, Any]) -> HttpResponse:
        """For a program that is known; Refused (403) when its token lacks the right."""
        if self.right:
            must(own, self.right)
        return self.view(own, **kwargs)


def inner_of(view: Any) -> Inner | None:
    """What stands behind a view that programs ask; None for another view."""
    return cast("Inner | None", getattr(view, "inner", None))


def for_program(
    *methods: str, right: str = "", says: Callable[[Refused], HttpResponse], largest: int = LARGEST_BODY
) -> Callable[[Callable[..., HttpResponse]], View]:
    """The decorated view runs for a program whose token opens `right`, in the program's scope.

    `right` '': the view asks for rights itself. What a view refuses (`Refused`) and every failure is told by `says`:
    401 no token, 403 a right that the token lacks, 405, 400 an unknown purpose, 413 more than `largest` bytes, 429,
    503 nothing published. Every 403 is written into the trail.
    """

    def decorate(view: Callable[..., HttpResponse]) -> View:
        inner = Inner(view, methods, right)

        @wraps(view)
        def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            with translation.override("en"):
                headers: dict[str, str] = {}
                try:
                    answer = _answer(inner, request, largest, headers, kwargs)
                except Refused as refused:
                    answer = says(refused)
                    if refused.status == FORBIDDEN:
                        note_refused(request, refused.needs or refused.code)
                except NothingPublished:
                    answer = says(Refused(503, "transient", "No month has been published yet.", {"Retry-After": "600"}))
                except Exception:
                    # Where it happened stands in the log; what it said may quote data.
                    _log.exception("exception", extra={"facts": {"event": "exception", "at": view.__name__}})
                    answer = says(Refused(500, "exception", "The server failed; its operator finds why in the log."))
                for name, value in headers.items():
                    answer.headers.setdefault(name, value)
                return answer

        guarded: View = csrf_exempt(needs(PUBLIC, area=Area.NONE, one_transaction=False)(answered))
        guarded.inner = inner  # type: ignore[attr-defined]  # set by us on an object of others
        return guarded

    return decorate


def _answer(
    inner: Inner, request: HttpRequest, largest: int, headers: dict[str, str], kwargs: dict[str, Any]
) -> HttpResponse:
    inner.check_method(request.method)
    caller = _caller(request)
    headers |= take(caller)
    if int(request.META.get("CONTENT_LENGTH") or 0) > largest:
        raise Refused(413, "too-long", f"A body may have {largest} bytes.")
    purpose = purpose_of(request.headers.get(PURPOSE_HEADER), caller.purpose)
    if purpose is None:
        raise Refused(400, "value", f"{PURPOSE_HEADER} is one of {', '.join(PURPOSES)}.")
    own = as_programs(request, caller, purpose)
    who = acting_of(caller.scope, purpose=purpose)
    with acting(who, writes=request.method not in READS):
        return inner.answer(own, kwargs)


def take(caller: Caller) -> dict[str, str]:
    """One more request of this program, and what is left of the minute as headers; Refused (429)."""
    allowed = take_one(caller.client_id, caller.minute_most)
    if allowed.over:
        raise Refused(429, "throttled", f"More than {allowed.most} requests in this minute.", allowed.headers())
    return allowed.headers()


def as_programs(request: HttpRequest, caller: Caller, purpose: str) -> ProgramRequest:
    """The request, known as that program's."""
    own = cast("ProgramRequest", request)
    own.caller, own.scope, own.purpose = caller, caller.scope, purpose
    return own


def must(request: ProgramRequest, right: str) -> None:
    """Refused (403), and noted, unless the token opens this right."""
    if request.caller.may(right):
        return
    told = f'Bearer error="insufficient_scope", scope="{right}"'
    raise Refused(403, "forbidden", f"The token does not open {right}.", {"WWW-Authenticate": told}, right)


def note_refused(request: HttpRequest, needs: str) -> None:
    """The trail holds that a program was refused, and which right it lacked or why. Called after what the view began
    was taken back.
    """
    match = request.resolver_match
    with acting(acting_of(cast("ProgramRequest", request).scope)):
        note("program refused", key=match.view_name if match else "", facts={"needs": needs})


def _caller(request: HttpRequest) -> Caller:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Refused(401, "login", "A bearer token is needed.", {"WWW-Authenticate": "Bearer"})
    caller = caller_of(token.strip(), timezone.localdate())
    if caller is None:
        told = 'Bearer error="invalid_token"'
        raise Refused(401, "login", "The token has ended or was never issued.", {"WWW-Authenticate": told})
    return caller
