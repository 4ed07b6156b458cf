"""What a worker can do: functions registered under a name. A handler may run again from the start at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from semesta.web.core.acting import Acting

Progress = Callable[[str, float, float], None]


class Stopped(BaseException):
    """Raised inside a handler that shall end now: files and locks are let go, what a later attempt resumes is left."""


class Later(Exception):
    """Raised inside a handler that has nothing to do until `until`: the job waits until then and loses no attempt."""

    def __init__(self, until: datetime, step: str) -> None:
        self.until, self.step = until, step
        super().__init__(step)


@dataclass(frozen=True)
class Task:
    """One attempt at a job, as its handler sees it."""

    job_id: int
    attempt: int
    asked: dict[str, Any]
    area_code: str
    who: Acting
    progress: Progress


Handle = Callable[[Task], dict[str, Any] | None]


@dataclass(frozen=True)
class Handler:
    """A kind of work: what does it, in which lane, how often at most."""

    kind: str
    handle: Handle
    lane: str
    attempts: int


HANDLERS: dict[str, Handler] = {}


def handler(kind: str, *, lane: str = "", attempts: int = 3) -> Callable[[Handle], Handle]:
    """The decorated function does jobs of this kind; its dict is the job's result.

    Idempotent: killed at any place and called again it ends as if it had been called once. A Fault or a full disk ends
    the job with its sentence; Later lets it wait; another exception, or a killed worker, is tried again until
    `attempts` are used up.
    """

    def register(handle: Handle) -> Handle:
        held = HANDLERS.get(kind)
        if held is not None and held.handle is not handle:
            raise ImproperlyConfigured(f"two handlers for {kind!r}")
        HANDLERS[kind] = Handler(kind, handle, lane, attempts)
        return handle

    return register
