"""Which run the pages show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Published:
    """The newest published month and its run."""

    run_id: str
    month: date


def published_now(home: Path) -> Published | None:
    """What the home folder's pointer says; None before the first run was published."""
    pointer = home / "published.json"
    if not pointer.exists():
        return None
    held = json.loads(pointer.read_text(encoding="utf-8"))
    month = next(month for month, run_id in held["months"].items() if run_id == held["current"])
    return Published(held["current"], date.fromisoformat(month))
