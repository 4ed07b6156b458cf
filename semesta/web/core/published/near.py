"""What somebody may have meant: numbers and days one slip away from what was typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGITS = "0123456789"
YEARS_OFF = (-2, -1, 1, 2)


def near_numbers(typed: str, length: int) -> list[str]:
    """Numbers of `length` digits from which one slip makes `typed`: a digit left out, added, wrong, or two swapped.

    Sorted; without `typed` itself; empty when more than one digit is missing or too many.
    """
    if len(typed) == length - 1:
        found = {typed[:i] + digit + typed[i:] for i in range(length) for digit in DIGITS}
    elif len(typed) == length + 1:
        found = {typed[:i] + typed[i + 1 :] for i in range(length + 1)}
    elif len(typed) == length:
        found = {typed[:i] + digit + typed[i + 1 :] for i in range(length) for digit in DIGITS}
        found |= {typed[:i] + typed[i + 1] + typed[i] + typed[i + 2 :] for i in range(length - 1)}
    else:
        found = set()
    return sorted(found - {typed})


def swapped(day: date) -> date | None:
    """Day and month changed places; None where that is the same day or none."""
    other = _made(day.year, day.day, day.month)
    return None if other == day else other


def near_days(day: date) -> dict[date, int]:
    """Days one slip away with how near they are (100 = the same day): swapped, one digit off, a year or two off."""
    found = {other: 88 for years in YEARS_OFF if (other := _made(day.year + years, day.month, day.day))}
    found |= dict.fromkeys(_one_digit_off(day), 92)
    found |= dict.fromkeys((day + timedelta(days=step) for step in (-1, 1)), 94)
    if other := swapped(day):
        found[other] = 97
    found[day] = 100
    return found


def _one_digit_off(day: date) -> Iterator[date]:
    written = f"{day:%Y%m%d}"
    for place in range(2, 8):
        for digit in DIGITS:
            other = written[:place] + digit + written[place + 1 :]
            if other != written and (made := _made(int(other[:4]), int(other[4:6]), int(other[6:]))):
                yield made


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
