"""The two clocks of somebody in care without cover, counted by hand; the service penalty."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from semesta.rules.care_clock import CALENDAR_DAY, WORKDAY, no_refusal, papers_clock
from semesta.rules.denda import EMPLOYER, MEMBER, NOBODY, denda
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault

RULES = load_rules()
WIB = ZoneInfo("Asia/Jakarta")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WIB)


@pytest.mark.parametrize(
    ("admitted", "due", "off"),
    [
        # A week without holidays: Mon 7 Jul 2025 22:00 + 72 h
        (at(2025, 7, 7, 22), at(2025, 7, 10, 22), []),
        # Thu 10 Jul 22:00: 2 h on Thu, 24 on Fri, Sat and Sun stand still, 24 on Mon, 22 on Tue
        (at(2025, 7, 10, 22), at(2025, 7, 15, 22), [12, 13]),
        # Thu 27 Mar 2025 20:00: 4 h; Fri 28 joint leave, Sat 29 Nyepi, Sun 30, Mon 31 Idul Fitri, 1 April Idul Fitri,
        # 2 to 4 joint leave, 5 and 6 the weekend, 7 joint leave; 24 on Tue 8, 24 on Wed 9, 20 on Thu 10
        (at(2025, 3, 27, 20), at(2025, 4, 10, 20), [28, 29, 30, 31, 1, 2, 3, 4, 5, 6, 7]),
        # On a Sunday night the clock begins with Monday: 24 + 24 + 24 end with Wednesday
        (at(2025, 7, 6, 23, 30), at(2025, 7, 10, 0), [6]),
    ],
)
def test_by_working_days_the_clock_stands_still_on_days_off(admitted, due, off):
    clock = papers_clock(RULES, admitted, WORKDAY)
    assert (clock.due_at, [day.day for day, _ in clock.off], clock.hours, clock.sure) == (due, off, 3 * 24, True)


def test_by_calendar_days_a_holiday_changes_nothing_and_that_is_the_rule_today():
    clock = papers_clock(RULES, at(2025, 3, 27, 20))
    assert (clock.calendar, clock.due_at, clock.off) == (CALENDAR_DAY, at(2025, 3, 30, 20), ())


def test_days_off_carry_their_names_and_a_year_without_a_decree_is_not_sure():
    clock = papers_clock(RULES, at(2025, 12, 24, 8), WORKDAY)
    # Wed 24 Dec 16 h; Thu 25 Christmas, Fri 26 joint leave, the weekend; 24 on Mon 29, 24 on Tue 30, 8 on Wed 31
    assert clock.due_at == at(2025, 12, 31, 8)
    assert [name != "" for _, name in clock.off] == [True, True, False, False]
    assert not papers_clock(RULES, at(2035, 1, 2, 8), WORKDAY).sure


def test_an_unknown_calendar_is_a_fault():
    with pytest.raises(Fault, match="Kalender"):
        papers_clock(RULES, at(2025, 7, 7, 22), "bulan_purnama")


@pytest.mark.parametrize(
    ("inactive_on", "today", "until"),
    [
        (date(2026, 2, 1), date(2026, 2, 11), date(2026, 5, 1)),
        (date(2026, 11, 30), date(2026, 12, 1), date(2027, 2, 28)),  # February has no 30th
        (date(2026, 2, 1), date(2026, 2, 10), None),  # the day before the circular
        (None, date(2026, 3, 1), None),
    ],
)
def test_three_months_from_the_inactive_date(inactive_on, today, until):
    found = no_refusal(RULES, inactive_on, today)
    assert (found.until_on if found else None) == until


ON = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("cost", "months", "segment", "rupiah", "counted", "capped", "payer"),
    [
        (8_000_000, 3, "PBPU", 8_000_000 * 5 // 100 * 3, 3, False, MEMBER),
        (8_000_000, 30, "PBPU", 8_000_000 * 5 // 100 * 12, 12, False, MEMBER),
        (60_000_000, 12, "PBPU", 30_000_000, 12, True, MEMBER),  # 36,000,000 without the cap
        (8_000_000, 3, "PPU", 1_200_000, 3, False, EMPLOYER),
        (8_000_000, 3, "PBI_APBN", 0, 0, False, NOBODY),
        (3_333_333, 1, "PBPU", 166_667, 1, False, MEMBER),  # 166,666.65
        (8_000_000, 0, "PBPU", 0, 0, False, MEMBER),
    ],
)
def test_the_service_penalty(cost, months, segment, rupiah, counted, capped, payer):
    found = denda(RULES, ON, cost_rupiah=cost, arrears_months=months, segment=segment)
    assert (found.rupiah, found.months, found.capped, found.payer) == (rupiah, counted, capped, payer)
    assert found.window_days == 45


def test_before_2021_the_share_was_half():
    assert denda(RULES, date(2020, 5, 1), cost_rupiah=8_000_000, arrears_months=2, segment="PBPU").rupiah == 400_000
