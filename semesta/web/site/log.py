"""Logs: one JSON object per line on stderr. No address as typed, no query, no body, no name, no number of a person."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

_log = logging.getLogger("semesta.web")
_DEEPEST = 8


class JsonLine(logging.Formatter):
    """A record's level, logger and facts. Text of exceptions may quote data: only their kind and place are written."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **getattr(record, "facts", {}),
        }
        if "facts" not in record.__dict__:
            # The template of the message without its arguments: they can be addresses or values.
            line["message"] = str(record.msg)
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["trace"] = _places(record.exc_info[2])
            line |= _because(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _because(error: BaseException | None) -> dict[str, list[str]]:
    """The kinds of what led to it, the nearest first, a database's with its SQLSTATE; {} when nothing did."""
    kinds: list[str] = []
    while error is not None and len(kinds) < _DEEPEST:
        error = error.__cause__ or error.__context__
        if error is not None:
            kinds.append(" ".join(filter(None, (type(error).__name__, getattr(error, "sqlstate", None)))))
    return {"because": kinds} if kinds else {}


def _places(trace: Any) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/site-packages/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


def configure(_: Any) -> None:
    """Everything goes to stderr as JSON, from level INFO; of Django's own request lines only why it answered 400."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # Not written, so not found out for each line either.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for name in ("django.request", "django.security"):
        theirs = logging.getLogger(name)
        theirs.handlers[:], theirs.propagate = [_WhyRefused()], False


class _WhyRefused(logging.Handler):
    """Django's word on a request that it refused by itself becomes a line of ours: the exception's kind and place.

    Its message holds the address as typed or quotes what was sent; `requests` below writes the route and the status.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Nothing for what has a line already: an exception (note_exception) or a page that is not there."""
        if getattr(record, "status_code", None) == HTTPStatus.BAD_REQUEST and record.exc_info:
            facts = {"event": "refused", "request": getattr(getattr(record, "request", None), "request_id", "")}
            _log.warning("refused", exc_info=record.exc_info, extra={"facts": facts})


def requests(answer: Answer) -> Answer:
    """One line per request: route (never the address), method, status, milliseconds, an id that the answer carries."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started, request_id = time.perf_counter(), new_request_id()
        request.request_id = request_id  # type: ignore[attr-defined]  # set by us on an object of others
        response = answer(request)
        response.headers["X-Request-ID"] = request_id
        match = getattr(request, "resolver_match", None)
        _note(request_id, match.route if match else "", request.method or "", response.status_code, started)
        return response

    return middleware


def new_request_id() -> str:
    """Twelve hexadecimal digits."""
    return os.urandom(6).hex()


def note_request(route: str, method: str, status: int, started: float) -> str:
    """The line of a request that no middleware saw, begun at `started` (perf_counter); the id written in it."""
    request_id = new_request_id()
    _note(request_id, route, method, status, started)
    return request_id


def _note(request_id: str, route: str, method: str, status: int, started: float) -> None:
    facts = {
        "request": request_id, "method": method, "route": route, "status": status,
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }  # fmt: skip
    _log.info("request", extra={"facts": facts})


def note_exception(sender: Any, request: HttpRequest | None = None, **_: Any) -> None:
    """An exception that no view caught: its kind and place, with the request's id."""
    facts = {"event": "exception", "request": getattr(request, "request_id", "")}
    _log.error("exception", exc_info=True, extra={"facts": facts})
