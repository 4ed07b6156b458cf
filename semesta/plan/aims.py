"""What a plan may aim at: UHC Prioritas, or the category of an award of a year (jkn.md 2.1, 2.2), as least shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from semesta.rules.load import Rules

AWARDS = ("utama", "madya", "pratama")
FIRST_YEAR, LAST_YEAR = 2023, 2100
"""The first award was given in 2023."""
WAYS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "utama": (
        ("award_utama", "award_utama_coverage_min", "award_utama_activity_min", "award_utama_pemda_share_min"),
        ("award_utama_waived", "award_utama_coverage_min", "award_utama_pemda_share_waived_activity", ""),
    ),
    "madya": (
        ("award_madya_low", "award_madya_coverage_min", "award_madya_activity_min_high",
         "award_madya_pemda_share_low"),
        ("award_madya_high", "award_madya_coverage_min", "award_madya_activity_min_low",
         "award_madya_pemda_share_high"),
    ),
    "pratama": (("award_pratama", "award_pratama_coverage_min", "award_pratama_activity_min", ""),),
}  # fmt: skip
"""By award: the ways to it, each (name, rule of coverage, of activity, of the Pemda share or '')."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Least shares of residents: registered, active, active and registered by the city. `name` as verdicts name it."""

    name: str
    coverage: float
    activity: float
    pemda: float = 0.0


def prioritas(rules: Rules, on: date) -> Aim:
    """UHC Prioritas under the rules of a day."""
    return Aim("prioritas", rules.share("coverage_min_share_prioritas", on), rules.share("activity_min_share", on))


def award_aims(rules: Rules, award: str, year: int) -> tuple[Aim, ...]:
    """The ways to the category of that year's award. A Fault for a category that the rules of the year do not know, and
    for a year whose award nobody announced.
    """
    if award not in AWARDS:
        raise Fault(f"Kategori penghargaan '{award}' tidak dikenal ({', '.join(AWARDS)})")
    if not award_years(rules, award, range(year, year + 1)):
        known = ", ".join(map(str, award_years(rules, award, range(FIRST_YEAR, LAST_YEAR))))
        raise Fault(f"Syarat kategori {award} tahun {year} tidak diketahui (yang diketahui: {known})")
    on, found = date(year, 1, 1), []
    for name, coverage, activity, pemda in WAYS[award]:
        least = [rules.value_or_none(rule, on) if rule else None for rule in (coverage, activity, pemda)]
        if least[0] is not None and least[1] is not None:
            found.append(Aim(name, float(least[0]), float(least[1]), float(least[2] or 0)))
    return tuple(found)


def award_years(rules: Rules, award: str, years: range) -> tuple[int, ...]:
    """The years of `years` whose award was announced with conditions of this category: the law that the rules rest on
    carries the award's year (uhc-award-2026).
    """
    found = []
    for year in years:
        dated = rules.rule(WAYS[award][0][1]).at(date(year, 1, 1))
        if dated is not None and dated.value is not None and any(str(year) in law.split("-") for law in dated.law):
            found.append(year)
    return tuple(found)
