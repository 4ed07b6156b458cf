"""The counts of a month that everybody may have: by area and measure, None where a cell is hidden (req 61)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.measure.disclosure import protected

if TYPE_CHECKING:
    from collections.abc import Mapping

MEASURES = (
    "population", "registered", "active", "inactive", "status_unknown", "uncovered", "without_active_cover",
    "pemda_active", "pbi_active",
)  # fmt: skip
INSIDE = (
    ("population", ("registered", "uncovered")),
    ("population", ("active", "without_active_cover")),
    ("registered", ("active", "idle")),
    ("idle", ("inactive", "status_unknown")),
    ("without_active_cover", ("idle", "uncovered")),
    ("active", ("pemda_active", "pbi_active", "other_active")),
)
"""What a reader can add within one area. Idle and other_active stand in no table: they are differences."""
DIFFERENCES = ("idle", "other_active")
REST = "rest of "
Cell = tuple[str, str]
"""(area code, measure)."""


def open_cells(
    counts: Mapping[Cell, int], before: Mapping[Cell, int | None], *, hide_below: int, change_below: int | None = None
) -> dict[Cell, int | None]:
    """Every cell of `counts` with its count, or None where it must not be told.

    Hidden are counts from 1 to hide_below - 1; counts that differ by 1 to change_below - 1 (None: hide_below - 1) from
    what was told `before`; what is such a difference between measures or between an area and its parts; and whatever
    would tell one of these.
    """
    every = _with_differences(counts)
    if negative := [key for key, count in every.items() if count < 0]:
        raise ValueError(f"{negative[0]} is less than nothing")
    equations = [*_within(counts), *_between_areas(every)]
    for total, parts in equations:
        if every[total] != sum(every[part] for part in parts):
            raise ValueError(f"{total[1]} of {total[0]} is not the sum of its parts")
    few = hide_below if change_below is None else change_below
    changed = {key for key, count in counts.items() if _by_few(count, before.get(key), few)}
    hidden = protected(
        every, equations, hide_below=hide_below, also=changed, unprinted={key for key in every if key not in counts}
    )
    return {key: None if key in hidden else count for key, count in counts.items()}


def _by_few(count: int, earlier: int | None, few: int) -> bool:
    return earlier is not None and 0 < abs(count - earlier) < few


def _with_differences(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The cells, what measures leave to each other, and what the parts of an area leave of it."""
    every = dict(counts)
    for area in areas_of(counts):
        every[area, "idle"] = counts[area, "registered"] - counts[area, "active"]
        every[area, "other_active"] = counts[area, "active"] - counts[area, "pemda_active"] - counts[area, "pbi_active"]
    for parent, parts in _parts(counts).items():
        for measure in (*MEASURES, *DIFFERENCES):
            rest = every[parent, measure] - sum(every[part, measure] for part in parts)
            if rest:
                every[REST + parent, measure] = rest
    return every


def areas_of(counts: Mapping[Cell, int]) -> list[str]:
    """Codes of the areas, in order."""
    return sorted({area for area, _ in counts})


def _parts(counts: Mapping[Cell, int]) -> dict[str, list[str]]:
    """Areas one level below by the area above, where it is there."""
    areas = areas_of(counts)
    found: dict[str, list[str]] = {}
    for area in areas:
        parent = area.rpartition(".")[0]
        if parent in areas:
            found.setdefault(parent, []).append(area)
    return found


def _within(counts: Mapping[Cell, int]) -> list[tuple[Cell, list[Cell]]]:
    return [((area, total), [(area, part) for part in parts]) for area in areas_of(counts) for total, parts in INSIDE]


def _between_areas(every: Mapping[Cell, int]) -> list[tuple[Cell, list[Cell]]]:
    """An area is the sum of its parts and the rest, measure by measure."""
    own = {key: count for key, count in every.items() if not key[0].startswith(REST)}
    found = []
    for parent, parts in _parts(own).items():
        for measure in (*MEASURES, *DIFFERENCES):
            cells = [(part, measure) for part in (*parts, REST + parent) if (part, measure) in every]
            found.append(((parent, measure), cells))
    return found
