"""What the pages show: one run, loaded into tables of its own; which one, a row of the database says.

`load` puts a run beside what is shown and `switch` shows it (load.py); a page asks through `shown_to(scope)`,
people are found by `find` (search.py) and, at the counter, by `cover_of` (by_nik.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True)
class Published:
    """The month that pages show and its run."""

    run_id: str
    month: date


def published_now(home: Path) -> Published | None:
    """What the database says is shown; None before the first run was published into it."""
    from semesta.web.core.published.models import Publication

    found = Publication.objects.filter(shown=True).values_list("run_id", "month").first()
    return Published(*found) if found else None
