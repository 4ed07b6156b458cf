"""A budget sheet under another assumption: members of the national list removed, people taken in, growth, another rate.

Nothing is saved: the sheet stays what the city wrote, the scenario is laid over it (req 38).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from semesta.plan.sheet import Change

if TYPE_CHECKING:
    from semesta.plan.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Scenario:
    """People and rupiah that differ from the sheet, each from the first of a month; 0 and None: as the sheet has it.

    `removed`: members of the national list switched off; the city pays for none of them before it takes them in.
    `absorbed`: people the city takes in once; `growth`: so many more (or fewer) every month.
    """

    removed: int = 0
    removed_from: date | None = None
    absorbed: int = 0
    absorbed_from: date | None = None
    growth: int = 0
    growth_from: date | None = None
    contribution: int | None = None
    help: int | None = None
    rate_from: date | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing differs from the sheet."""
        return self == Scenario()


def under(sheet: Sheet, scenario: Scenario) -> Sheet:
    """The sheet with the scenario's changes and rates; a change without its month begins in January."""
    january = date(sheet.year, 1, 1)
    changes = [
        Change(kind, people, first or january, monthly)
        for kind, people, first, monthly in (
            ("pbi_removed", scenario.removed, scenario.removed_from, False),
            ("absorbed", scenario.absorbed, scenario.absorbed_from, False),
            ("growth", scenario.growth, scenario.growth_from, True),
        )
        if people
    ]
    rates = dict(sheet.rates)
    if scenario.contribution is not None and scenario.help is not None:
        rates[scenario.rate_from or january] = (scenario.contribution, scenario.help)
    return replace(sheet, changes=(*sheet.changes, *changes), rates=rates)
