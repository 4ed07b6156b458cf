"""Figures that were announced in public: shown beside computed ones, never mixed with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.flow.report.facts import ClaimRank, TrendPoint
from semesta.rules.published import published_figures

if TYPE_CHECKING:
    from collections.abc import Iterable

CLAIMED = ("coverage", "activity")


def claimed_points(area: str) -> tuple[TrendPoint, ...]:
    """Coverage and activity that were claimed for an area, as shares with their source, by date."""
    return tuple(
        TrendPoint(row["said_on"], row["indicator"], row["value"], True, row["source"])
        for row in published_figures().to_pylist()
        if row["kind"] == "claimed" and row["indicator"] in CLAIMED and row["region_code"] == area
    )


def claim_ranks(rows: Iterable[dict[str, Any]]) -> tuple[ClaimRank, ...]:
    """Rows of claim_rank, coverage before activity, best first, regencies of which nothing was announced last.

    Nothing at all for a measure that was announced of nobody in the province.
    """
    held = [
        ClaimRank(
            row["indicator"], row["region_code"], row["name"], row["place"], int(row["tie_count"]), row["value"],
            row["said_on"], row["numerator"], row["denominator"], row["denominator_from"] or "", row["source"] or "",
            row["own_value"], row["own_formula"] or "", int(row["known_count"]), int(row["region_count"]),
        )
        for row in rows
        if row["known_count"]
    ]  # fmt: skip
    return tuple(sorted(held, key=lambda one: (CLAIMED.index(one.indicator), one.place or len(held) + 1, one.name)))
