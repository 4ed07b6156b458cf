"""Twelve months of JKN money: who is paid each month, from which source, when the money ends, how many it carries.

Heads of months to come are the last known ones, changed by what the sheet foresees. The interval comes from the heads'
own past: the largest distance of a monthly change from the median change, growing with the square root of the months
ahead; without four known months there is none. Restricted money is spent before the city's own.
"""

from __future__ import annotations

import calendar
import math
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from semesta.plan.cost import Cost, Rates, each_month, month_cost, rates_of
from semesta.plan.sheet import SOURCES
from semesta.terms.month import Month

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.plan.sheet import Sheet
    from semesta.rules.load import Rules

SPENT_FIRST = ("pajak_rokok", "dbh_cht", "dau_sg", "province", "apbd")
LEAST_HISTORY = 4
assert set(SPENT_FIRST) == set(SOURCES)  # noqa: S101 -- every source has its turn


@dataclass(frozen=True, slots=True)
class BudgetMonth:
    """One month: heads, rupiah in both accounts, what each source pays, what no source pays, what is left after it.

    `active`: active members of all segments after what is foreseen (None: not told how many there are).
    """

    month: date
    pemda: int
    mandiri: int
    contribution: int
    help: int
    paid: dict[str, int]
    unpaid: int
    left: int
    active: int | None

    @property
    def cost(self) -> int:
        """Both accounts."""
        return self.contribution + self.help


@dataclass(frozen=True, slots=True)
class RunOut:
    """The day on which the money ends (None: not this year), and within the interval the earliest and latest day."""

    on: date | None
    earliest: date | None
    latest: date | None
    has_interval: bool


@dataclass(frozen=True)
class Projection:
    """The year month by month. `funded`: so many members of the city can be paid each month to December.

    `low` and `high`: within the interval the money left after each month (below nothing: what lacks so far); empty
    without an interval.
    """

    area: str
    year: int
    months: tuple[BudgetMonth, ...]
    budget: int
    run_out: RunOut
    funded: int
    history: dict[int, Any]
    low: tuple[int, ...] = ()
    high: tuple[int, ...] = ()

    @property
    def cost(self) -> Cost:
        """The year in both accounts."""
        return Cost(sum(one.contribution for one in self.months), sum(one.help for one in self.months))

    @property
    def balances(self) -> tuple[int, ...]:
        """Money left after each month; below nothing: what lacks so far."""
        return balances(self.months)

    @property
    def unpaid(self) -> int:
        """What no source pays."""
        return sum(one.unpaid for one in self.months)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**asdict(self), "cost_rupiah": self.cost.rupiah, "unpaid_rupiah": self.unpaid}


def project(sheet: Sheet, rules: Rules) -> Projection:
    """The year of the sheet. A Fault (of `each_month`) for heads that are neither one number nor twelve."""
    heads = expected_heads(sheet)
    months = paid_months(sheet, rules, heads)
    error = monthly_error(sheet)
    ways = [months]
    if error is not None:
        for sign in (1, -1):
            moved = [max(0, head + round(sign * error * math.sqrt(ahead))) for head, ahead in zip(
                heads, _ahead(sheet), strict=True)]  # fmt: skip
            ways.append(paid_months(sheet, rules, moved))
    days = [run_out_day(way) for way in ways]
    out = RunOut(days[0], days[1] if error is not None else None, days[-1] if error is not None else None,
                 error is not None)  # fmt: skip
    low, high = (balances(way) for way in ways[1:]) if error is not None else ((), ())
    return Projection(
        sheet.area, sheet.year, tuple(months), sum(one.rupiah for one in sheet.sources), out,
        funded_to_december(sheet, rules), dict(sheet.history), low, high,
    )  # fmt: skip


def balances(months: Sequence[BudgetMonth]) -> tuple[int, ...]:
    """What is left after each month less what no source paid until then."""
    return tuple(one.left - owed for one, owed in zip(months, accumulate(one.unpaid for one in months), strict=True))


def expected_heads(sheet: Sheet) -> list[int]:
    """Members paid by the city in each month of the year: as known, then the last known changed by what is foreseen."""
    plan = sheet.people.get("pbpu_pemda", 0)
    planned = each_month(list(plan) if isinstance(plan, tuple) else plan)
    known = {day: count for day, count in sheet.heads.items() if day.year <= sheet.year}
    out: list[int] = []
    for number in range(1, 13):
        month = date(sheet.year, number, 1)
        if month in known:
            out.append(known[month])
            continue
        before = [day for day in known if day < month]
        base = known[max(before)] if before else planned[number - 1]
        since = max(before) if before else None
        out.append(max(0, base + sum(_moved(one, month, since) for one in sheet.changes)))
    return out


def _moved(change: Any, month: date, since: date | None) -> int:
    """What a change adds by `month` to heads known at `since` (None: to planned heads)."""
    first = change.from_month if since is None else max(change.from_month, (Month.of(since) + 1).first_day)
    if month < first or (since is not None and not change.monthly and change.from_month <= since):
        return 0
    times = Month.of(month) - Month.of(first) + 1 if change.monthly else 1
    sign = -1 if change.kind in ("deaths", "left") else 1
    return int(sign * change.people * times) if change.kind != "pbi_removed" else 0


def _active(sheet: Sheet, month: date) -> int | None:
    """Active members by `month`: those told, less the PBI removed, and whom the city takes in or loses."""
    told = sheet.people.get("active")
    if not isinstance(told, int):
        return None
    moved = 0
    for one in sheet.changes:
        if one.from_month <= month:
            times = Month.of(month) - Month.of(one.from_month) + 1 if one.monthly else 1
            moved += (-1 if one.kind in ("deaths", "left", "pbi_removed") else 1) * one.people * times
    return told + moved


def _ahead(sheet: Sheet) -> list[int]:
    """Months since heads were last known; 0 for months that are known."""
    last = max((day for day in sheet.heads if day.year <= sheet.year), default=date(sheet.year - 1, 12, 1))
    return [max(0, Month(sheet.year, number) - Month.of(last)) for number in range(1, 13)]


def monthly_error(sheet: Sheet) -> float | None:
    """The largest distance of a known monthly change of heads from the median one; None below four known months."""
    known = sorted(sheet.heads.items())
    if len(known) < LEAST_HISTORY:
        return None
    changes = [(new - old) / (Month.of(later) - Month.of(first)) for (first, old), (later, new) in pairwise(known)]
    middle = median(changes)
    return max(abs(one - middle) for one in changes)


def changed_rates(sheet: Sheet) -> dict[date, Rates]:
    """Rates that the sheet assumes instead of the rules', by the month from which they hold."""
    return {day: Rates(*pair) for day, pair in sheet.rates.items()}


def paid_months(sheet: Sheet, rules: Rules, heads: Sequence[int]) -> list[BudgetMonth]:
    """Every month paid from the sources that have money by then; a month whose sum was told costs what was told."""
    mandiri = sheet.people.get("mandiri_class3_active", 0)
    self_payers = each_month(list(mandiri) if isinstance(mandiri, tuple) else mandiri)
    purse = dict.fromkeys(SPENT_FIRST, 0)
    out = []
    for number in range(1, 13):
        month = date(sheet.year, number, 1)
        for source in sheet.sources:
            if source.from_month == month or (number == 1 and source.from_month < month):
                purse[source.name] += source.rupiah
        rates = rates_of(rules, month, changed_rates(sheet))
        cost = month_cost(rates, heads[number - 1], self_payers[number - 1])
        owed = sheet.spent.get(month, cost.rupiah)
        help_ = min(cost.help, owed)
        paid: dict[str, int] = {}
        rest = owed
        for name in SPENT_FIRST:
            part = min(rest, purse[name])
            if part:
                paid[name] = part
                purse[name] -= part
                rest -= part
        out.append(
            BudgetMonth(month, heads[number - 1], self_payers[number - 1], owed - help_, help_, paid, rest,
                        sum(purse.values()), _active(sheet, month))
        )  # fmt: skip
    return out


def run_out_day(months: Sequence[BudgetMonth]) -> date | None:
    """The day in the first month that is not paid whole up to which its money reaches; None when all are paid."""
    for one in months:
        if one.unpaid:
            days = calendar.monthrange(one.month.year, one.month.month)[1]
            return one.month + timedelta(days=min(days * (one.cost - one.unpaid) // one.cost, days - 1))
    return None


def funded_to_december(sheet: Sheet, rules: Rules) -> int:
    """The most members of the city that every month still unpaid for can have until December, with the sources as they
    come in; help for active self-payers of class III is paid first.
    """
    mandiri = sheet.people.get("mandiri_class3_active", 0)
    self_payers = each_month(list(mandiri) if isinstance(mandiri, tuple) else mandiri)
    come, owed, rate_sum = 0, 0, 0
    most: int | None = None
    for number in range(1, 13):
        month = date(sheet.year, number, 1)
        come += sum(
            one.rupiah for one in sheet.sources
            if one.from_month == month or (number == 1 and one.from_month < month)
        )  # fmt: skip
        if month in sheet.spent:
            owed += sheet.spent[month]
            continue
        rates = rates_of(rules, month, changed_rates(sheet))
        owed += rates.help * self_payers[number - 1]
        rate_sum += rates.pemda
        if not rate_sum:
            continue  # a month that costs nothing limits nobody
        reach = max(0, (come - owed) // rate_sum)
        most = reach if most is None else min(most, reach)
    return most or 0
