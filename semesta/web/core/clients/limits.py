"""How often a program may ask: so many requests a minute, by all processes together.

Each process counts for itself and adds to the common count (one statement) every fiftieth part of what is allowed: a
look-up costs no statement more. So at most a fiftieth per process too many get through.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock

from semesta.web.core.clients.actions import count_use

SHARE = 50
WINDOW = 60


@dataclass
class _Counted:
    minute: int
    known: int = 0
    own: int = 0


@dataclass(frozen=True)
class Allowance:
    """What is left of the minute; `over`: this request is one too many."""

    most: int
    left: int
    resets_in: int
    over: bool

    def headers(self) -> dict[str, str]:
        """RateLimit-* (draft-ietf-httpapi-ratelimit-headers 03), and when to come again."""
        told = {
            "RateLimit-Limit": str(self.most), "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.resets_in),
        }  # fmt: skip
        return {**told, "Retry-After": str(self.resets_in)} if self.over else told


_counted: dict[int, _Counted] = {}
_lock = Lock()


def take_one(client_id: int, most: int) -> Allowance:
    """One more request of this program."""
    now = time.time()
    minute = int(now // WINDOW)
    with _lock:
        before = _counted.get(client_id)
        new = before is None or before.minute != minute
        held = _counted[client_id] = _Counted(minute) if before is None or new else before
        held.own += 1
        due = held.own if new or held.own >= max(1, most // SHARE) else 0
        held.own -= due
    if due:
        held.known = count_use(client_id, minute, due)
    if new and before and before.own:
        count_use(client_id, before.minute, before.own)  # what was left of the minute before
    used = held.known + held.own
    return Allowance(most, max(0, most - used), WINDOW - int(now % WINDOW), used > most)


def forget_counts() -> None:
    """As a process that has just begun."""
    _counted.clear()
