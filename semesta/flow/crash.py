"""Named places at which a test can kill the run, to see that nothing is lost."""

from __future__ import annotations

import os
from collections import Counter

POINTS = ("land", "relation", "record", "link", "manifest", "report", "pointer", "published")
"""In the order of a run."""
_passed: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """The process ends as if killed when SEMESTA_CRASH_AT is `name:n` and this is the n-th time here."""
    wanted = os.environ.get("SEMESTA_CRASH_AT")
    if wanted is None:
        return
    _passed[name] += 1
    if wanted == f"{name}:{_passed[name]}":
        os._exit(137)
