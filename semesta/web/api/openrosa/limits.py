"""How often one may ask: by phone, and by address for those who guess tokens. Counted for all workers together."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac

PHONE_MOST, PHONE_SECONDS = 240, 60
"""Requests of one phone in a minute: a day's forms with photos sent at once stay below."""
GUESS_MOST, GUESS_SECONDS = 20, 600
"""Wrong tokens from one address in ten minutes."""


def too_many(what: str, who: str, most: int, seconds: int) -> bool:
    """Counts one more of `what` by `who`; True when there were more than `most` in this stretch of `seconds`."""
    key = _key(what, who, seconds)
    if cache.add(key, 1, seconds + 5):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:  # the stretch ended between the two
        return False


def is_over(what: str, who: str, most: int, seconds: int) -> bool:
    """The same without counting."""
    return int(cache.get(_key(what, who, seconds), 0)) > most


def _key(what: str, who: str, seconds: int) -> str:
    """Neither address nor token can be read from it."""
    digest = salted_hmac("semesta.openrosa", who, algorithm="sha256").hexdigest()[:32]
    return f"{what}:{digest}:{int(time.time() // seconds)}"
