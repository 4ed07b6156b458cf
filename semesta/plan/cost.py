"""What the city owes in a month: Σ 35,000·N_pemda + 2,800·(N_pemda + N_mandiri_III_active), by the month's rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.terms.fault import Fault
from semesta.terms.month import Month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from semesta.rules.load import Rules

CONTRIBUTION, HELP = "pbpu_pemda_contribution_rupiah", "pbpu_help_pemda_rupiah"
YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Rates:
    """Rupiah per person and month in both accounts: Belanja Iuran and Belanja Bantuan Iuran (R2.16)."""

    contribution: int
    help: int

    @property
    def pemda(self) -> int:
        """What one member whom the city registered costs it: 37,800 = 35,000 + 2,800."""
        return self.contribution + self.help


@dataclass(frozen=True, slots=True)
class Cost:
    """Rupiah in both accounts."""

    contribution: int
    help: int

    @property
    def rupiah(self) -> int:
        """Both accounts together."""
        return self.contribution + self.help

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.contribution + other.contribution, self.help + other.help)


def rates_of(rules: Rules, month: date, changed: Mapping[date, Rates] | None = None) -> Rates:
    """The rates of a month by rule, or those of the newest of `changed` that holds by then."""
    held = [day for day in changed or {} if day <= month]
    if held and changed:
        return changed[max(held)]
    return Rates(rules.whole(CONTRIBUTION, month), rules.whole(HELP, month))


def month_cost(rates: Rates, pemda: int, mandiri: int) -> Cost:
    """`pemda` members registered by the city and `mandiri` active self-payers of class III in one month."""
    return Cost(rates.contribution * pemda, rates.help * (pemda + mandiri))


def year_cost(rules: Rules, year: int, pemda: int | Sequence[int], mandiri: int | Sequence[int]) -> Cost:
    """The twelve months of `year`; heads are one number for all months or one for each. A Fault for another count."""
    heads = [each_month(pemda), each_month(mandiri)]
    total = Cost(0, 0)
    for number in range(1, YEAR_MONTHS + 1):
        rates = rates_of(rules, Month(year, number).first_day)
        total += month_cost(rates, heads[0][number - 1], heads[1][number - 1])
    return total


def each_month(heads: int | Sequence[int]) -> list[int]:
    """Twelve numbers out of one or twelve."""
    found = [heads] * YEAR_MONTHS if isinstance(heads, int) else list(heads)
    if len(found) != YEAR_MONTHS or any(one < 0 for one in found):
        raise Fault("Jumlah orang harus satu angka atau dua belas angka bulanan, tidak negatif")
    return found
