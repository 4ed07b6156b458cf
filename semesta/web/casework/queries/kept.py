"""Counts of very many rows, kept for a minute: a big city's work list would count 350,000 cases for every look at it.

Only counts of MANY rows or more are kept; everywhere else each page counts anew. Kept within this process, under a
key that holds the scope: nobody is told a count of an area that they may not see.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")
MANY = 50_000
KEPT_SECONDS = 60.0
MOST = 500
"""Keys held at once; the oldest goes."""


@dataclass(frozen=True)
class Kept(Generic[T]):
    """A count and when it was made; `again`: it was made for an earlier page."""

    value: T
    at: datetime
    again: bool = False


_HELD: dict[Hashable, tuple[float, Kept[object]]] = {}
_ONE_AT_A_TIME: defaultdict[Hashable, Lock] = defaultdict(Lock)


def kept(key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> Kept[T]:
    """What `make` counts, or counted for this key within KEPT_SECONDS when it was MANY rows. Who asks for the same
    while it is counted anew is told the count before, unless that is older than twice the time: then they wait.
    """
    found = _HELD.get(key)
    if found is None:
        return _made(key, make, size)
    one_at_a_time, age = _ONE_AT_A_TIME[key], time.monotonic() - found[0]
    if age > KEPT_SECONDS and one_at_a_time.acquire(blocking=age > 2 * KEPT_SECONDS):
        try:
            found = _HELD.get(key)
            if found is None or time.monotonic() - found[0] > KEPT_SECONDS:
                return _made(key, make, size)
        finally:
            one_at_a_time.release()
    return Kept(found[1].value, found[1].at, again=True)  # type: ignore[arg-type]  # a key is one kind of count


def _made(key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> Kept[T]:
    told = Kept(make(), timezone.now())
    _HELD.pop(key, None)
    if size(told.value) >= MANY:
        _HELD[key] = (time.monotonic(), told)  # type: ignore[assignment]  # a key is one kind of count
        while len(_HELD) > MOST:
            oldest = next(iter(_HELD))
            _HELD.pop(oldest, None)
            _ONE_AT_A_TIME.pop(oldest, None)
    return told
