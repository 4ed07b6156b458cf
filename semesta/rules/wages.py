"""The wage on which PPU contributions are reckoned: floor of the area (UMK, else UMP), ceiling, shares (R2.15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from datetime import date

    from semesta.rules.load import Rules


@dataclass(frozen=True)
class WageFloor:
    """The floor in rupiah a month, its name (UMK, UMP) and the titles of its laws."""

    rupiah: int
    name: str
    law: str


@dataclass(frozen=True)
class Contribution:
    """What is due of one wage for one month, in whole rupiah; `wage`: as told, `base`: between floor and ceiling.

    `extra`: for each family member beyond the covered ones, paid by the worker on top.
    """

    wage: int
    base: int
    employer: int
    worker: int
    extra: int
    floor: WageFloor
    ceiling: int

    @property
    def total(self) -> int:
        """Employer, worker and extra family members."""
        return self.employer + self.worker + self.extra


def wage_floor_or_none(rules: Rules, area: str, on: date) -> WageFloor | None:
    """The floor of a regency (its UMK, else its province's UMP) or province on a day; None when no rule tells it."""
    for code, name in ((area[:5], "UMK"), (area[:2], "UMP")):
        rule = f"wage_floor_{code.replace('.', '_')}_rupiah"
        if len(code) == (5 if name == "UMK" else 2) and rule in rules.rules:
            value = rules.value_or_none(rule, on)
            if value is not None:
                return WageFloor(int(value), name, rules.law_of(rule, on))
    return None


def contribution(
    rules: Rules, wage: int, area: str, on: date, *, extra_people: int = 0, floor: int | None = None
) -> Contribution:
    """The contribution of a wage in an area in the month of a day; `floor`: given by hand where no rule tells it.

    Half a rupiah is rounded up. A Fault for a negative wage, or when no floor is known.
    """
    if wage < 0 or extra_people < 0:
        raise Fault("Upah dan jumlah anggota keluarga tambahan tidak boleh di bawah nol")
    first = on.replace(day=1)
    known = WageFloor(floor, "--floor", "") if floor is not None else wage_floor_or_none(rules, area, first)
    if known is None:
        raise Fault(f"Upah minimum {area} pada {first:%Y-%m} tidak dikenal: sebutkan dengan --floor")
    ceiling = rules.whole("ppu_wage_ceiling_rupiah", first)
    base = min(max(wage, known.rupiah), ceiling)
    parts = [
        int(base * rules.share(name, first) + 0.5)
        for name in ("ppu_employer_share", "ppu_worker_share", "ppu_extra_family_share")
    ]
    return Contribution(wage, base, parts[0], parts[1], parts[2] * extra_people, known, ceiling)
