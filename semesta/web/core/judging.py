"""One small engine per process for judging figures given by hand; one question at a time."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from semesta.engines.duck import DuckEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE_AT_A_TIME = Lock()


@cache
def _engine() -> DuckEngine:
    return DuckEngine(memory_limit="256MB", threads=1)


@contextmanager
def small_engine() -> Iterator[DuckEngine]:
    """The engine, for who holds it."""
    with _ONE_AT_A_TIME:
        yield _engine()
