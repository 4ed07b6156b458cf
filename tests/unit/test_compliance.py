"""Clocks of the compliance ladder, counted by hand; contributions between floor and ceiling."""

from __future__ import annotations

from datetime import date

import pytest

from semesta.rules.compliance import fine_rupiah, ladder
from semesta.rules.load import load_rules
from semesta.rules.wages import contribution, wage_floor_or_none
from semesta.rules.working_days import after_working_days, certain_between, is_working_day, working_days_between
from semesta.terms.fault import Fault

RULES = load_rules()


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        # Wed 26 Mar 2025: Thu 27 (1); Fri 28 joint leave of Nyepi; Mon 31 and Tue 1 Apr Idul Fitri; 2, 3, 4 and 7 Apr
        # joint leave; Tue 8 (2), Wed 9 (3)
        (date(2025, 3, 26), 3, date(2025, 4, 9)),
        # on: 10 (4), 11 (5), 14 (6), 15 (7), 16 (8), 17 (9), 18 Good Friday, Mon 21 (10)
        (date(2025, 3, 26), 10, date(2025, 4, 21)),
        # Mon 16 Mar 2026: Tue 17 (1); 18 joint leave and 19 Nyepi; 20 joint leave, 21 and 22 Idul Fitri on a weekend,
        # 23 and 24 joint leave; Wed 25 (2), Thu 26 (3)
        (date(2026, 3, 16), 3, date(2026, 3, 26)),
        # on: 27 (4), 30 (5), 31 (6), 1 Apr (7), 2 (8), 3 Good Friday, 6 (9), 7 (10)
        (date(2026, 3, 16), 10, date(2026, 4, 7)),
        # a week without holidays: Mon 7 Jul 2025 + 3 is Thu 10
        (date(2025, 7, 7), 3, date(2025, 7, 10)),
        # a letter got on the Saturday of Idul Fitri 2026 counts from Wed 25
        (date(2026, 3, 21), 3, date(2026, 3, 27)),
    ],
)
def test_working_days_leave_out_weekends_holidays_and_joint_leave(day, count, last):
    assert after_working_days(RULES, day, count) == last
    assert working_days_between(RULES, day, last) == count


def test_days_off_by_hand():
    off = [date(2025, 3, 28), date(2025, 3, 31), date(2025, 4, 7), date(2026, 3, 19), date(2026, 3, 24)]
    assert [is_working_day(RULES, day) for day in off] == [False] * 5
    assert is_working_day(RULES, date(2025, 4, 8))


def test_a_year_without_a_joint_decree_and_an_estimated_feast_are_not_certain():
    assert certain_between(date(2025, 1, 1), date(2026, 12, 31))
    assert not certain_between(date(2035, 1, 1), date(2035, 2, 1))


TAKEN = {"imbauan": date(2025, 3, 26), "teguran_1": date(2025, 4, 10), "teguran_2": date(2025, 4, 28)}


def test_the_ladder_across_idul_fitri_2025_step_by_step():
    # imbauan 26 Mar + 3 = 9 Apr. Teguran 1 on Thu 10 Apr: 11 (1), 14 to 17 (5), 18 Good Friday, 21 to 25 (10): 25 Apr.
    # Teguran 2 on Mon 28 Apr: 29, 30 (2), 1 May Labour Day, 2 (3), 5 to 9 (8), 12 Waisak, 13 joint leave, 14, 15 (10).
    # Fine from Fri 16 May for 30 days: 14 Jun. Proposal from 15 Jun.
    steps = ladder(RULES, TAKEN, date(2025, 5, 14))
    assert [(step.name, step.from_on, step.due_on, step.state) for step in steps] == [
        ("imbauan", date(2025, 3, 26), date(2025, 4, 9), "over"),
        ("teguran_1", date(2025, 4, 10), date(2025, 4, 25), "over"),
        ("teguran_2", date(2025, 4, 28), date(2025, 5, 15), "taken"),
        ("denda", date(2025, 5, 16), date(2025, 6, 14), "later"),
        ("tmp2t", date(2025, 6, 15), None, "later"),
    ]
    assert steps[2].days_left == 1
    assert all(step.sure for step in steps)


def test_a_step_may_be_taken_the_day_after_the_one_before_ran_out():
    assert [step.state for step in ladder(RULES, TAKEN, date(2025, 5, 15))][3] == "later"
    assert [step.state for step in ladder(RULES, TAKEN, date(2025, 5, 16))][3] == "next"
    first = ladder(RULES, {}, date(2025, 3, 29))[0]  # a Saturday, Nyepi: the first letter goes on Tuesday 8 April
    assert (first.from_on, first.state) == (date(2025, 4, 8), "later")


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ({"imbauan": date(2025, 3, 26), "teguran_1": date(2025, 4, 9)}, "terlalu awal: paling cepat 10-04-2025"),
        ({"teguran_1": date(2025, 4, 10)}, "sebelum langkah sebelumnya"),
        ({"imbauan": date(2025, 6, 1)}, "belum terjadi"),
        ({"surat": date(2025, 3, 26)}, "tidak dikenal"),
    ],
)
def test_what_the_ladder_does_not_allow_is_refused(taken, said):
    with pytest.raises(Fault, match=said):
        ladder(RULES, taken, date(2025, 5, 1))


def test_the_fine_is_one_per_mille_a_month_of_what_is_due():
    assert fine_rupiah(RULES, 12_500_000, 1, date(2025, 5, 16)) == 12_500  # 12,500,000 * 0.001
    assert fine_rupiah(RULES, 1_234_500, 2, date(2025, 5, 16)) == 2_469  # 1,234,500 * 0.001 * 2


@pytest.mark.parametrize(
    ("wage", "on", "base", "employer", "worker"),
    [
        (5_000_000, date(2025, 5, 1), 5_000_000, 200_000, 50_000),
        (2_500_000, date(2025, 5, 1), 3_916_635, 156_665, 39_166),  # UMK 2025: * 0.04 = 156,665.4; * 0.01 = 39,166.35
        (2_500_000, date(2026, 3, 15), 4_192_837, 167_713, 41_928),  # UMK 2026: 167,713.48; 41,928.37
        (15_000_000, date(2026, 3, 15), 12_000_000, 480_000, 120_000),
    ],
)
def test_a_contribution_lies_between_the_umk_of_the_year_and_the_ceiling(wage, on, base, employer, worker):
    due = contribution(RULES, wage, "16.71", on)
    assert (due.base, due.employer, due.worker, due.total) == (base, employer, worker, employer + worker)


def test_without_a_umk_the_ump_is_the_floor_and_without_both_somebody_must_say_it():
    floor = wage_floor_or_none(RULES, "16.02", date(2026, 1, 1))
    assert floor is not None
    assert (floor.rupiah, floor.name) == (3_942_963, "UMP")
    with pytest.raises(Fault, match="--floor"):
        contribution(RULES, 3_000_000, "31.71", date(2026, 1, 1))
    assert contribution(RULES, 3_000_000, "31.71", date(2026, 1, 1), floor=3_500_000).base == 3_500_000


def test_each_extra_family_member_costs_one_per_cent_of_the_base():
    assert contribution(RULES, 5_000_000, "16.71", date(2025, 5, 1), extra_people=2).extra == 2 * 50_000
