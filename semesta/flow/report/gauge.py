"""The threshold line: where a share stands against what the law asks, as positions along one track."""

from __future__ import annotations

import math
from dataclasses import dataclass

STEP = 0.05


@dataclass(frozen=True)
class Gauge:
    """Positions are per cent of the track's width, as text for SVG. `low`/`high` are None without an interval."""

    start: float
    end: float
    value: str
    required: str | None
    low: str | None
    high: str | None
    met: bool | None


def gauge(value: float, required: float | None, low: float | None = None, high: float | None = None) -> Gauge:
    """A track from a round share below everything shown to a round share above it (at least to 100 %)."""
    shown = [item for item in (value, required, low, high) if item is not None]
    start = max(0.0, round(math.floor((min(shown) - STEP) / STEP) * STEP, 4))
    end = max(1.0, round(math.ceil((max(shown) + 0.005) / STEP) * STEP, 4))

    def place(share: float | None) -> str | None:
        return None if share is None else f"{(share - start) / (end - start) * 100:.2f}%"

    met = None if required is None else value >= required
    return Gauge(start, end, place(value) or "0%", place(required), place(low), place(high), met)
