"""What was decided before: accepted links and people's decisions, as dated facts with natural keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Facts:
    """Last month's `link_fact.parquet` and the model it was made with."""

    links: Path
    model: Path
