"""Working days in Indonesia: no weekend, national holiday or joint leave (cuti bersama) unless a rule says so.

Holidays come from the `holidays` library, which follows the yearly joint decree of three ministers (SKB).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import holidays
from holidays.constants import GOVERNMENT, PUBLIC

if TYPE_CHECKING:
    from semesta.rules.load import Rules

SATURDAY = 5
JOINT_LEAVE = "Cuti Bersama"


@dataclass(frozen=True)
class DayOff:
    """A national holiday or a day of joint leave by its Indonesian name; `estimated`: the moon was not yet seen."""

    name: str
    joint_leave: bool
    estimated: bool


@cache
def days_off(year: int) -> dict[date, DayOff]:
    """Every day off of a year besides Saturdays and Sundays."""
    held = holidays.country_holidays("ID", years=year, categories=(PUBLIC, GOVERNMENT), language="id")
    return {
        day: DayOff(name, all(part.startswith(JOINT_LEAVE) for part in name.split("; ")), "perkiraan" in name)
        for day, name in sorted(held.items())
    }


def certain_between(first: date, last: date) -> bool:
    """The joint decrees of these years are known (there is joint leave in them), and no day between is estimated."""
    for year in range(first.year, last.year + 1):
        held = days_off(year)
        if not any(off.joint_leave for off in held.values()):
            return False
        if any(off.estimated and first <= day <= last for day, off in held.items()):
            return False
    return True


def is_working_day(rules: Rules, day: date) -> bool:
    """A day on which an office works and a clock runs."""
    if day.weekday() >= SATURDAY:
        return False
    off = days_off(day.year).get(day)
    return off is None or (off.joint_leave and bool(rules.value("joint_leave_is_workday", day)))


def after_working_days(rules: Rules, day: date, count: int) -> date:
    """The `count`-th working day after a day, which does not count itself; `count` 0 is the day."""
    for _ in range(count):
        day = next_working_day(rules, day)
    return day


def next_working_day(rules: Rules, day: date) -> date:
    """The first working day after a day."""
    day += timedelta(days=1)
    while not is_working_day(rules, day):
        day += timedelta(days=1)
    return day


def working_days_between(rules: Rules, first: date, last: date) -> int:
    """How many working days lie after `first` up to and including `last`."""
    span = (last - first).days
    return sum(is_working_day(rules, first + timedelta(days=step)) for step in range(1, span + 1))
