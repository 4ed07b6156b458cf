"""What can go wrong on a wire, in two kinds: nobody answered, or somebody said no."""

from __future__ import annotations

import re

from semesta.terms.fault import Fault

_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){7,}")
_LONGEST = 200


class PeerUnreachable(Fault):
    """Down, too slow, broken off or garbled, or not asked at all because it just failed several times. Try later."""


class PeerRefused(Fault):
    """The other side answered and did not do it: `str()` holds its own words. Asking again changes nothing."""


def spoken(text: object) -> str:
    """Words of the other side for a sentence of ours: one line, short, and no number long enough to be a person's."""
    line = " ".join(str(text or "").split())
    return _LONG_NUMBER.sub("…", line)[:_LONGEST] or "tanpa keterangan"
