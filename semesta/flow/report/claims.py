"""Figures that were announced in public: shown beside computed ones, never mixed with them."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

from semesta.flow.report.facts import TrendPoint
from semesta.terms.region import region_names

CLAIMED = ("coverage", "activity")


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("semesta.terms").joinpath("data/figures.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def claimed_points(area: str) -> tuple[TrendPoint, ...]:
    """Coverage and activity that were claimed for an area, as shares with their source, by date."""
    names = {row["name"] for row in region_names(area).to_pylist() if row["code"] == area}
    plain = {name.removeprefix("Kota ").removeprefix("Kabupaten ").casefold() for name in names}
    return tuple(
        TrendPoint(date.fromisoformat(row["date"]), row["indicator"], float(row["value"]) / 100, True, row["source"])
        for row in _rows()
        if row["kind"] == "claimed" and row["indicator"] in CLAIMED and row["area"].casefold() in plain
    )
