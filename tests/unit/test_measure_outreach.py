"""Uptake of people reached against comparable people: by strata, by family, honest where nobody compares."""

import math

import numpy as np
import pytest

from semesta.measure.outreach import Z_95, Effect, effect
from tests.scale.outreach_cities import drawn_city


def people(*rows: tuple[int, bool, int, int]) -> Effect:
    """Rows of (stratum, reached, people, of them active), everybody a family of one."""
    stratum, reached, active = [], [], []
    for group, side, count, ups in rows:
        stratum += [group] * count
        reached += [side] * count
        active += [True] * ups + [False] * (count - ups)
    columns = np.array(stratum, dtype=np.int64), np.array(reached, dtype=bool), np.array(active, dtype=bool)
    return effect(*columns, np.arange(len(stratum)))


def test_each_stratum_weighs_as_many_as_were_reached_in_it():
    found = people((0, True, 30, 15), (0, False, 100, 20), (1, True, 10, 1), (1, False, 50, 10))
    assert found.uptake_reached == pytest.approx((15 + 1) / 40)
    assert found.uptake_others == pytest.approx(30 / 40 * 20 / 100 + 10 / 40 * 10 / 50)  # 0.20
    assert found.difference == pytest.approx(0.4 - 0.2)
    assert found.gained[1] == 8  # 40 people × 0.2
    assert found.answer == "worked"


def test_more_uptake_among_people_who_were_easier_anyway_is_no_effect():
    found = people((0, True, 400, 320), (0, False, 100, 80), (1, True, 100, 10), (1, False, 400, 40))
    assert found.difference == pytest.approx(0)  # raw: 330/500 - 120/500 = 0.42
    assert found.answer == "unclear"


def test_whoever_has_nobody_comparable_is_counted_and_not_compared():
    found = people((0, True, 20, 10), (0, False, 20, 10), (1, True, 7, 7), (2, False, 9, 0))
    assert (found.reached, found.unmatched, found.others, found.strata) == (27, 7, 20, 1)
    alone = people((0, True, 5, 5), (1, False, 5, 0))
    assert (alone.answer, alone.difference, alone.gained) == ("unknown", None, None)
    assert people().answer == "unknown"


def test_in_one_large_stratum_the_interval_is_that_of_two_shares():
    found = people((0, True, 1000, 400), (0, False, 2000, 600))
    width = Z_95 * math.sqrt(0.4 * 0.6 / 1000 + 0.3 * 0.7 / 2000)
    assert found.high - found.difference == pytest.approx(width, rel=0.002)


def test_families_that_act_together_make_the_interval_wider():
    rng = np.random.default_rng(5)
    family = np.repeat(np.arange(2000), 4)
    active, reached = (rng.random(2000) < 0.3)[family], (np.arange(2000) < 600)[family]
    stratum = np.zeros(8000, dtype=np.int64)
    together = effect(stratum, reached, active, family)
    alone = effect(stratum, reached, active, np.arange(8000))
    assert (together.high - together.low) / (alone.high - alone.low) == pytest.approx(2, rel=0.03)  # root of 4


def test_reaching_that_harmed_is_said():
    assert people((0, True, 500, 50), (0, False, 500, 200)).answer == "harmed"


def test_a_made_up_effect_lies_within_its_interval_about_95_times_of_100():
    found = [drawn_city(np.random.default_rng([11, run]), people=3000) for run in range(200)]
    inside = sum(one.low <= true <= one.high for one, true in found)
    assert 181 <= inside <= 198  # 190 expected, standard deviation 3.1
