"""Places and money: what the agreement gives, what is taken, what is free (req 31). All in whole people and rupiah."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Sum

from semesta.rules.load import load_rules
from semesta.terms.month import Month
from semesta.web.casework.models import Contract, Reservation
from semesta.web.casework.models.quota import ReservationState

if TYPE_CHECKING:
    from collections.abc import Iterator

MONEY_RULES = ("pbpu_pemda_contribution_rupiah", "pbpu_help_pemda_rupiah")
"""37,800 = 35,000 + 2,800 since 2021 (R2.16). The 2,800 for active self-payers of class III is another account."""


def person_month_rupiah(month: date) -> int:
    """What the city pays for one person and month, by that month's rules."""
    rules = load_rules()
    return sum(rules.whole(name, month) for name in MONEY_RULES)


def months_to_december(first: date, year: int) -> Iterator[date]:
    """First days of the months from `first` to December of the year; none when it begins later."""
    december = Month(year, 12)
    if Month.of(first) <= december:
        yield from (month.first_day for month in Month.between(max(Month.of(first), Month(year, 1)), december))


def rupiah_to_december(first: date, year: int) -> int:
    """One person from the month of `first` to December of the year."""
    return sum(person_month_rupiah(month) for month in months_to_december(first, year))


@dataclass(frozen=True)
class Room:
    """What is free under an agreement for cover from `from_month` on."""

    quota: int
    headcount: int
    held: int
    budget_left: int
    needed_for_headcount: int
    held_rupiah: int
    from_month: date
    one_person: int

    @property
    def free_places(self) -> int:
        """Places by headcount; below zero when more are paid than agreed."""
        return self.quota - self.headcount - self.held

    @property
    def free_rupiah(self) -> int:
        """Money that nobody needs to December; below zero when it does not last."""
        return self.budget_left - self.needed_for_headcount - self.held_rupiah

    @property
    def affordable(self) -> int:
        """People whom the money carries from `from_month` to December."""
        return max(self.free_rupiah, 0) // self.one_person if self.one_person else max(self.free_places, 0)

    @property
    def free(self) -> int:
        """People who can still be taken: the smaller of places and money, never below zero."""
        return max(min(self.free_places, self.affordable), 0)

    @property
    def narrow(self) -> str:
        """What gives out first: 'places' or 'money'."""
        return "places" if self.free_places <= self.affordable else "money"


def room_of(contract: Contract, start_on: date) -> Room:
    """What is free for people whose cover begins on that day; one query."""
    held = Reservation.objects.filter(contract=contract, state=ReservationState.HELD).aggregate(
        people=Sum("people"), rupiah=Sum("rupiah")
    )
    unpaid_from = (
        (Month.of(contract.spent_to_month) + 1).first_day if contract.spent_to_month else date(contract.year, 1, 1)
    )
    return Room(
        quota=contract.quota_people,
        headcount=contract.headcount,
        held=held["people"] or 0,
        budget_left=contract.budget_rupiah - contract.spent_rupiah,
        needed_for_headcount=contract.headcount * rupiah_to_december(unpaid_from, contract.year),
        held_rupiah=held["rupiah"] or 0,
        from_month=start_on.replace(day=1),
        one_person=rupiah_to_december(start_on, contract.year),
    )


def held_by_month(contract: Contract) -> list[tuple[date, int, int]]:
    """(first month, people, rupiah) of the places held, by the month in which they begin."""
    rows = (
        Reservation.objects.filter(contract=contract, state=ReservationState.HELD)
        .values("from_month")
        .annotate(count=Count("id"), money=Sum("rupiah"))
        .order_by("from_month")
    )
    return [(row["from_month"], row["count"], row["money"]) for row in rows]
