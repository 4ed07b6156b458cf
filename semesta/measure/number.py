"""What a number of the catalogue is: what it counts, divides by, rests on, is made from, and whom it counts.

The command line and the pages tell the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from semesta.engines.graph import needed, ordered, reads
from semesta.indicators.load import Indicator, load_indicators
from semesta.relations.load import load_relations, load_sources

if TYPE_CHECKING:
    from datetime import date

    from semesta.rules.load import Rules
    from semesta.rules.rule import Alternative, Law

PEOPLE: dict[str, str] = {
    "in_register": "in_register",
    "registered": "registered",
    "active": "active",
    "uncovered": "class = 'uncovered'",
    "without_active_cover": "in_register AND NOT active",
    "inactive": "class = 'covered_inactive'",
    "status_unknown": "class = 'status_unknown'",
    "pemda_active": "active AND segment = 'PBPU_PEMDA'",
    "pbi_active": "active AND segment = 'PBI_APBN'",
    "dead_but_member": "class = 'dead_but_member'",
    "moved_but_member": "class = 'moved_but_member'",
    "member_not_in_register": "class = 'member_not_in_register'",
}
"""Who is counted: the filter over person_month by measure, as relation number_trail proves it. A measure that counts
cards or damaged fields counts no list of people and is not here."""


ROWS_PER_FILE = 100_000_000
"""resident_id and member_id are file number x this + row (decision 4)."""


@dataclass(frozen=True, slots=True)
class Target:
    """The threshold of an indicator in a month: its rule and value, the laws behind it and how sure we are of them."""

    rule: str
    value: float
    laws: tuple[Law, ...]
    certainty: str
    note: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator with its threshold of the month; None where the law asks for none."""

    indicator: Indicator
    target: Target | None


def indicator_of(name: str) -> Indicator | None:
    """The indicator of the catalogue; None for an unknown name."""
    return next((one for one in load_indicators() if one.name == name), None)


def definition_of(indicator: Indicator, rules: Rules, month: date) -> Definition:
    """What the indicator is, with the threshold in force in that month."""
    dated = rules.rules[indicator.target].at(month) if indicator.target else None
    if dated is None or dated.value is None:
        return Definition(indicator, None)
    laws = tuple(rules.laws[law] for law in dated.law)
    target = Target(indicator.target, float(dated.value), laws, dated.certainty, dated.note, dated.alternatives)
    return Definition(indicator, target)


def file_row(row_id: int) -> tuple[int, int]:
    """File number and row of a resident_id or member_id: 300000017 is row 17 of file 3."""
    return divmod(row_id, ROWS_PER_FILE)


@cache
def tables_behind(relation: str = "indicator_month") -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`4_indicator/indicator_month` and every table that it is made from, each with what it reads, last made first."""
    chain = ordered(load_relations(), [source.name for source in load_sources()])
    made = [one for one in needed(chain, [relation]) if one.stage >= "2"]
    return tuple((f"{one.stage}/{one.name}", tuple(reads(one.sql))) for one in reversed(made))
