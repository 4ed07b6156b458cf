"""When a registration by the city takes effect, in Python and in the relations alike (req 29)."""

from datetime import date, timedelta

import pytest

from semesta.engines.duck import DuckEngine
from semesta.terms.start_date import months_between, next_cut_off, start_on


@pytest.mark.parametrize(
    ("registered", "begins"),
    [
        (date(2025, 8, 19), date(2025, 9, 1)),
        (date(2025, 8, 20), date(2025, 9, 1)),
        (date(2025, 8, 21), date(2025, 10, 1)),
        (date(2025, 12, 21), date(2026, 2, 1)),
        (date(2025, 12, 20), date(2026, 1, 1)),
        (date(2025, 11, 21), date(2026, 1, 1)),
    ],
)
def test_with_a_cut_off_on_the_20th_included(registered, begins):
    assert start_on(registered, same_day=False, cut_off_day=20, inclusive=True) == begins


def test_the_20th_itself_is_late_where_the_agreement_says_before_the_20th():
    assert start_on(date(2025, 8, 20), same_day=False, cut_off_day=20, inclusive=False) == date(2025, 10, 1)


def test_with_the_privilege_cover_begins_the_same_day():
    assert start_on(date(2025, 12, 21), same_day=True, cut_off_day=20, inclusive=True) == date(2025, 12, 21)


def test_the_relations_give_the_same_day_all_year_round():
    engine = DuckEngine(threads=1)
    days = [date(2025, 1, 1) + timedelta(days=count) for count in range(0, 365)]
    for inclusive in (True, False):
        told = engine.rows(
            f"SELECT d, start_on(d, FALSE, 20, {inclusive}) FROM"  # noqa: S608 names of ours
            " (SELECT DATE '2025-01-01' + CAST(i AS INTEGER) AS d FROM range(365) AS t(i)) ORDER BY d"
        )
        assert [row[1] for row in told] == [
            start_on(day, same_day=False, cut_off_day=20, inclusive=inclusive) for day in days
        ]
    engine.close()


@pytest.mark.parametrize(
    ("on", "day", "expected"),
    [
        (date(2025, 8, 20), 20, date(2025, 8, 20)),
        (date(2025, 8, 21), 20, date(2025, 9, 20)),
        (date(2025, 12, 25), 20, date(2026, 1, 20)),
        (date(2025, 2, 10), 31, date(2025, 2, 28)),
    ],
)
def test_the_next_cut_off(on, day, expected):
    assert next_cut_off(on, day) == expected


def test_whole_months_between_two_days():
    assert months_between(date(2025, 1, 15), date(2025, 7, 14)) == 5
    assert months_between(date(2025, 1, 15), date(2025, 7, 15)) == 6
