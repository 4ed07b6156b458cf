"""A forecast is tried on its own past, says how far off it was, and stays silent when it knows too little."""

from datetime import date

import pytest

from semesta.measure.forecast import (
    NEXT,
    Forecast,
    Point,
    TooShort,
    back_test,
    crossing,
    forecast,
    monthly_change,
    nearer_method,
)
from semesta.measure.margin import is_near, margin_of
from semesta.rules.published import published_figures


def months(*values: float) -> list[Point]:
    return [Point(date(2025, at, 1), one) for at, one in enumerate(values, 1)]


RISING = months(0.80, 0.81, 0.82, 0.83, 0.84, 0.85)
FLAT_NOISE = months(0.80, 0.82, 0.80, 0.82, 0.80, 0.82, 0.80)
DECREE = months(0.87, 0.871, 0.872, 0.873, 0.874, 0.811, 0.812)


def test_below_the_least_number_of_months_nothing_is_forecast():
    assert forecast(RISING[:5], months=3, least=6) == TooShort(5, 6)
    assert forecast([], months=3, least=1) == TooShort(0, 4)  # two changes and a month to try them on


def test_a_steady_rise_goes_on_and_its_interval_is_the_largest_error_so_far():
    made = forecast(RISING, months=2, least=6)
    assert isinstance(made, Forecast)
    assert (made.method, round(made.per_month, 6)) == ("drift", 0.01)
    assert [(step.month, round(step.value, 6)) for step in made.steps] == [
        (date(2025, 7, 1), 0.86), (date(2025, 8, 1), 0.87),
    ]  # fmt: skip
    assert made.error == pytest.approx(0, abs=1e-12)


def test_where_the_drift_was_no_nearer_the_newest_month_stands():
    made = forecast(FLAT_NOISE, months=4, least=6)
    assert isinstance(made, Forecast)
    assert (made.method, made.per_month, made.steps[3].value) == ("last", 0, 0.80)
    assert made.error == pytest.approx(0.02)
    assert made.steps[3].high - made.steps[3].value == pytest.approx(0.02 * 4**0.5)


def test_one_decree_moves_the_interval_and_not_the_pace():
    """Changes +0.1, +0.1, +0.1, +0.1, -6.3, +0.1 points: the median stays +0.1."""
    assert monthly_change(DECREE) == pytest.approx(0.001)
    made = forecast(DECREE, months=1, least=6)
    assert isinstance(made, Forecast)
    assert made.error == pytest.approx(0.063)  # 0.811 came where 0.874 had stood


def test_a_pace_that_failed_farther_out_is_not_used():
    """One month ahead going on was nearer (1.60 points on average against 1.65), two months ahead it was not."""
    first, second, *_ = back_test(DECREE)
    assert (first.nearer, second.nearer, nearer_method(back_test(DECREE))) == ("drift", "last", "last")


def test_on_public_claims_going_on_was_no_nearer_than_staying():
    """Palembang's six claimed coverages and Karawang's four: claims do not have a pace."""
    for area in ("16.71", "32.15"):
        claimed = {
            row["said_on"].replace(day=1): row["value"]
            for row in published_figures().to_pylist()
            if (row["region_code"], row["indicator"], row["kind"]) == (area, "coverage", "claimed")
        }
        assert back_test([Point(on, value) for on, value in sorted(claimed.items())])[0].nearer == "last"


def test_the_trial_is_told_for_both_methods_and_every_distance():
    """RISING has 3 trials of the next month (months 4, 5, 6), 2 two months ahead, 1 three ahead, none six ahead."""
    trials = back_test(RISING)
    assert [(one.ahead, one.count) for one in trials] == [(NEXT, 3), (2, 2), (3, 1)]
    assert [round(one.last, 6) for one in trials] == [0.01, 0.02, 0.03]
    assert all(one.drift < 1e-9 and one.nearer == "drift" for one in trials)
    assert back_test(FLAT_NOISE)[0].nearer == "last"


def test_months_that_are_missing_are_counted_as_months():
    """+3 points in three months and +1 in one: the pace is one point a month."""
    known = [Point(date(2025, 1, 1), 0.80), Point(date(2025, 4, 1), 0.83), Point(date(2025, 5, 1), 0.84)]
    assert monthly_change(known) == pytest.approx(0.01)


def test_two_points_of_one_month_are_refused():
    with pytest.raises(ValueError, match="one month"):
        forecast([*RISING, RISING[0]], months=1, least=3)


def test_the_day_on_which_a_threshold_is_reached_lies_between_two_months():
    """0.85 in June, 0.86 in July: 0.855 is reached half way, 15 days after 1 June."""
    made = forecast(RISING, months=12, least=6)
    assert isinstance(made, Forecast)
    assert (found := crossing(made, 0.855)).on == date(2025, 6, 16)
    assert not found.falls
    assert crossing(made, 0.99).on is None
    assert crossing(made, 0.80).falls
    assert crossing(made, 0.80).on is None


@pytest.mark.parametrize(
    ("known", "people", "per_month", "days"),
    [
        ([(1, 500)], 500, None, None),
        ([(1, 500), (2, 600)], 600, 100, None),
        ([(1, 900), (2, 600)], 600, -300, 60),  # 601 / 300 x 30.4375 = 60.98 days
        ([(1, 900), (2, 100), (3, 600)], 600, -150, 121),  # over two months: 601 / 150 x 30.4375 = 121.95
        ([(1, 900), (2, -5)], -5, -905, None),
    ],
)
def test_days_of_margin_follow_from_the_pace(known, people, per_month, days):
    found = margin_of([(date(2025, month, 1), margin) for month, margin in known])
    assert (found.people, found.per_month, found.days) == (people, per_month, days)


def test_the_pace_is_that_of_the_newest_six_months():
    known = [(date(2024, 12, 1), 10_000)] + [(date(2025, month, 1), 1_000 - 10 * month) for month in range(1, 8)]
    assert margin_of(known).per_month == -10


@pytest.mark.parametrize(("margin", "near"), [(0, True), (10, True), (11, False), (-1, False), (None, False)])
def test_near_is_up_to_a_share_of_the_population(margin, near):
    assert is_near(margin, 1_000, 0.01) is near
