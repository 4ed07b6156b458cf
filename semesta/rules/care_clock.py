"""The two clocks of somebody who is in care without active cover (R6.1, R6.2), and what a calendar says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from semesta.rules.working_days import certain_between, days_off, is_working_day
from semesta.terms.fault import Fault
from semesta.terms.month import Month

if TYPE_CHECKING:
    from semesta.rules.load import Rules

CALENDAR_DAY, WORKDAY = "calendar_day", "workday"
CALENDARS = (CALENDAR_DAY, WORKDAY)
LONGEST_WAIT = timedelta(days=60)
"""No run of days off is that long: beyond it a calendar is broken."""


@dataclass(frozen=True)
class PapersClock:
    """Until when membership is to be settled. `off`: days on which the clock stood still, with their names; `sure`
    False: the holidays in between are not decreed yet, or depend on the moon.
    """

    due_at: datetime
    calendar: str
    hours: int
    off: tuple[tuple[date, str], ...]
    sure: bool
    law: str


def papers_clock(rules: Rules, admitted_at: datetime, calendar: str = "") -> PapersClock:
    """3 x 24 hours from admission; `calendar` is the facility's own, '' the rule's.

    By `workday` only the hours of working days count: the clock stands still from midnight to midnight on a day off, so
    that it never ends on one. `admitted_at` is in the facility's own zone and so is the answer.
    """
    on = admitted_at.date()
    kind = calendar or str(rules.value("admission_window_calendar", on))
    if kind not in CALENDARS:
        raise Fault(f"Kalender 3 x 24 jam `{kind}` tidak dikenal: {' atau '.join(CALENDARS)}")
    hours = rules.whole("admission_window_hour", on)
    law = rules.law_of("admission_window_hour", on)
    if kind == CALENDAR_DAY:
        return PapersClock(admitted_at + timedelta(hours=hours), kind, hours, (), True, law)
    due, off = _over_working_days(rules, admitted_at, timedelta(hours=hours))
    return PapersClock(due, kind, hours, off, certain_between(on, due.date()), law)


def _over_working_days(
    rules: Rules, admitted_at: datetime, left: timedelta
) -> tuple[datetime, tuple[tuple[date, str], ...]]:
    now, off = admitted_at, []
    while True:
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        if not is_working_day(rules, now.date()):
            off.append((now.date(), _name(now.date())))
        elif left <= midnight - now:
            return now + left, tuple(off)
        else:
            left -= midnight - now
        now = midnight
        if now - admitted_at > LONGEST_WAIT:
            raise Fault("Kalender hari libur tidak masuk akal: tidak ada hari kerja selama dua bulan")


def _name(day: date) -> str:
    """The holiday's name; '' for a Saturday or Sunday without one."""
    off = days_off(day.year).get(day)
    return off.name if off else ""


@dataclass(frozen=True)
class NoRefusal:
    """Up to and with `until_on` nobody may be sent away because the card became inactive; `law` says where."""

    until_on: date
    months: int
    law: str


def no_refusal(rules: Rules, inactive_on: date | None, today: date) -> NoRefusal | None:
    """Counted from the day on which the card became inactive; None when no day is known or no such rule holds today."""
    months = rules.value_or_none("no_refusal_month", today)
    if inactive_on is None or months is None:
        return None
    return NoRefusal(_months_later(inactive_on, int(months)), int(months), rules.law_of("no_refusal_month", today))


def _months_later(day: date, months: int) -> date:
    """The same day some months later; the last day of a shorter month."""
    target = Month.of(day) + months
    return min(target.last_day, target.first_day.replace(day=min(day.day, target.last_day.day)))
