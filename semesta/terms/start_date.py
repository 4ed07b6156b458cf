"""When a registration by the city takes effect (R3.8, req 29). The SQL function start_on of the engines agrees."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def start_on(registered_on: date, *, same_day: bool, cut_off_day: int, inclusive: bool) -> date:
    """The first day of cover of somebody registered on that day.

    `same_day`: the city holds the privilege (Prioritas, Non Cut Off). Otherwise up to the cut-off day (`inclusive`:
    that day too) the 1st of the next month, after it the 1st of the month after.
    """
    if same_day:
        return registered_on
    in_time = registered_on.day < cut_off_day or (inclusive and registered_on.day == cut_off_day)
    later = registered_on.month - 1 + (1 if in_time else 2)
    return date(registered_on.year + later // 12, later % 12 + 1, 1)


def next_cut_off(on: date, cut_off_day: int) -> date:
    """The cut-off day of this month while it is not over, else of the next; a short month has it on its last day."""
    year, month = on.year, on.month
    day = min(cut_off_day, monthrange(year, month)[1])
    if on.day > day:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        day = min(cut_off_day, monthrange(year, month)[1])
    return date(year, month, day)


def months_between(first: date, last: date) -> int:
    """Whole months from one day to a later one: 15 Jan to 14 Jul is 5, to 15 Jul 6; negative when `last` is earlier."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
