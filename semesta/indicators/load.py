"""The catalogue of indicators: one YAML each, checked when read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CATALOGUE = Path(__file__).parent / "catalogue"
MEASURES = (
    "in_register", "registered", "active", "inactive", "status_unknown", "uncovered", "without_active_cover",
    "pemda_active", "pbi_active", "dead_but_member", "dead_but_active", "moved_but_member", "member_not_in_register",
    "nik_unusable", "village_unknown", "birth_unknown", "in_doubt", "cards", "active_cards", "pemda_cards",
)  # fmt: skip
"""What can be counted: the columns of relation region_total."""
BREAKDOWNS = ("segment", "sex", "age_group", "reason")
UNITS = ("share", "people", "cards")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: `count` of `of`. `of` is a measure, or 'population' (the register and every official series).

    `formula` names the division; `target` the rule that sets a threshold ('' = none); `better` is higher, lower or ''.
    `by_link`: who is counted depends on the links, so the figure has an interval. `hide_below` names a rule.
    """

    name: str
    title_id: str
    title_en: str
    unit: str
    count: str
    of: str
    formula: str
    law: tuple[str, ...]
    target: str = ""
    better: str = ""
    by: tuple[str, ...] = ()
    by_link: bool = True
    hide_below: str = "small_cell_hide_below"


class IndicatorError(ValueError):
    """A catalogue file that does not follow its form; the message names the file and what is wrong."""


@cache
def load_indicators(folder: Path = CATALOGUE) -> tuple[Indicator, ...]:
    """Every indicator of the catalogue, by name. Raises IndicatorError naming the file and what is wrong in it."""
    return tuple(_indicator(path) for path in sorted(folder.glob("*.yaml")))


def _indicator(path: Path) -> Indicator:
    entry: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    known = {field.name for field in fields(Indicator)} - {"name"}
    needed = {"title_id", "title_en", "unit", "count", "of", "formula", "law"}
    for wrong, names in (("unknown entry", set(entry) - known), ("missing", needed - set(entry))):
        if names:
            raise IndicatorError(f"{path.name}: {wrong} {', '.join(sorted(names))}")
    texts: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    indicator = Indicator(**{"name": path.stem, **texts})
    for sentence in _faults(indicator):
        raise IndicatorError(f"{path.name}: {sentence}")
    return indicator


def _faults(indicator: Indicator) -> list[str]:
    checks = (
        (indicator.count in MEASURES, f"count: {indicator.count} is no measure"),
        (indicator.of in (*MEASURES, "population"), f"of: {indicator.of} is no measure"),
        (indicator.unit in UNITS, f"unit: {indicator.unit} is none of {', '.join(UNITS)}"),
        (indicator.better in ("", "higher", "lower"), f"better: {indicator.better}"),
        (set(indicator.by) <= set(BREAKDOWNS), f"by: {', '.join(indicator.by)}"),
        (bool(indicator.title_id and indicator.title_en), "title is empty"),
        (bool(indicator.law), "law is empty"),
    )
    return [sentence for right, sentence in checks if not right]
