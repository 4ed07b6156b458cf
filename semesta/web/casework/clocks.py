"""Which rule runs a case's clock, and the days that rules give. Every length of time is a dated rule with its law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.rules.load import load_rules
from semesta.terms.month import Month
from semesta.web.core.reading import language

if TYPE_CHECKING:
    from datetime import date

    from semesta.web.casework.models import Case

DEADLINES = {
    "newborn": "newborn_window_day",
    "phk_guarantee": "phk_guarantee_month",
    "child_study_letter": "child_student_age_limit_year",
    "pbi_reactivation": "reactivation_window_month",
    "rehab": "rehab_max_arrears_month",
    "pay_arrears": "arrears_max_month",
    "apbd_quota": "registration_service_month",
    "pay_next": "reminder_before_payment",
}
"""The rule behind `due_on`, by route. Of `rehab` and `pay_arrears` the due date is when the most months are reached."""
STARTS = {"mandiri": "mandiri_wait_day", "pay_first": "mandiri_wait_day"}
"""The rule behind the expected start: before that day nobody can be active."""
FIXES = {"newborn": "newborn_data_fix_month"}
"""What has to be mended later, by route."""


@dataclass(frozen=True)
class Clock:
    """A rule that runs a clock, in the reader's words, with its law."""

    rule: str
    title: str
    value: int
    unit: str
    law: str


def clock_of(rule: str, on: date) -> Clock | None:
    """The rule as it holds on a day; None when it does not."""
    rules = load_rules()
    held = rules.rule(rule).at(on)
    if held is None or held.value is None:
        return None
    told = rules.rule(rule)
    title = told.title_en if language() == "en" else told.title_id
    return Clock(rule, title, int(held.value), told.unit, rules.law_of(rule, on))


def deadline_rule(case: Case) -> str:
    """The rule behind the due date; '' when the case has none."""
    if case.due_on is None:
        return ""
    if case.kind == "remind":
        return "reminder_before_payment"
    if case.kind == "keep" and case.route == "child_study_letter" and case.reason == "":
        return "child_age_limit_year"
    return DEADLINES.get(case.route, "")


def promised_on(route: str, opened: date) -> date | None:
    """The day by which an office promises a step for cases of that route opened on a day."""
    if route != "apbd_quota":
        return None
    return same_day_after(opened, load_rules().whole("registration_service_month", opened))


def arrears_ends(month: date) -> dict[str, dict[int, date]]:
    """By route: for a number of months in arrears in `month`, the first day on which the most months are reached.

    Afterwards no more months are charged (R2.21), and instalments are no longer open to a self-payer (R2.27).
    """
    found: dict[str, dict[int, date]] = {}
    for route in ("rehab", "pay_arrears"):
        most = load_rules().value_or_none(DEADLINES[route], month)
        if most is not None:
            now = Month.of(month)
            found[route] = {count: (now + (int(most) - count)).first_day for count in range(1, int(most) + 1)}
    return found


def reminder(month: date) -> tuple[date, date, date]:
    """Self-payers whose first contribution fell between the first two days are reminded in `month`: next month's
    payment, due on the third day, is the one before which most stop (R7.5).
    """
    rules = load_rules()
    payment = rules.whole("reminder_before_payment", month)
    next_month = Month.of(month) + 1
    first = next_month + (1 - payment)
    due = next_month.first_day.replace(day=rules.whole("contribution_due_day", month))
    return first.first_day, first.last_day, due


def same_day_after(day: date, months: int) -> date:
    """The same day some months later; the last day of a shorter month."""
    target = Month.of(day) + months
    return min(target.last_day, target.first_day.replace(day=min(day.day, target.last_day.day)))
