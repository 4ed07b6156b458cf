"""The plan is soonest, cheapest, fair as people said, proven, and keeps its promise when played."""

import itertools
import json
import math
from datetime import date

import pytest

from semesta.flow.plan_question import Question, aims_of, award_of, question_of
from semesta.plan.aims import Aim, award_aims, award_years
from semesta.plan.optimise import (
    Choice,
    Fairness,
    Wish,
    gained_by_city,
    optimise,
    optimise_any,
    price_curve,
    replay,
)
from semesta.plan.people import CITY, City, Group, RoutePlan, Village
from semesta.plan.words import plan_text
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault

RATE = 37_800
MONTHS = tuple(date(2026, month, 1) for month in range(9, 13))


def city(*groups: Group, active: int = 100, registered: int = 150, population: int = 200) -> City:
    villages = {one.village for one in groups} or {"A"}
    count = len(villages)
    each = Village(population // count, registered // count, active // count)
    return City(dict.fromkeys(sorted(villages), each), groups)


def wish(
    active: int, registered: int = 0, budget: int = 10**9, fairness=None, months=MONTHS, pemda: int = 0, **routes
) -> Wish:
    plans = {CITY: RoutePlan(CITY, RATE, routes.pop("city", None))}
    plans |= {name: RoutePlan(name, 0, *limits) for name, limits in routes.items()}
    rates = (RATE,) * len(months)
    fair = fairness or Fairness(False, False)
    return Wish(months, budget, active, registered, plans, rates, fair, pemda_needed=pemda)


def people(plan, key) -> dict:
    out: dict = {}
    for one in plan.choices:
        out[key(one)] = out.get(key(one), 0) + one.people
    return out


def test_soonest_first_then_cheapest():
    """60 people to win, 20 a month: the third month; all as late as the limit allows: 20 in each month."""
    made = city(Group("A", 5, True, False, CITY, 90))
    plan = optimise(made, wish(160, city=20))
    assert plan.reached_at == 2
    assert people(plan, lambda one: one.at) == {0: 20, 1: 20, 2: 20}
    assert plan.cost_rupiah == 20 * RATE * (4 + 3 + 2)
    assert plan.gap == 0.0
    assert plan.point_rupiah is not None


def test_without_a_limit_everybody_starts_in_the_first_month_that_counts():
    made = city(Group("A", 5, True, False, CITY, 90))
    plan = optimise(made, wish(160))
    assert (plan.reached_at, plan.cost_rupiah) == (0, 60 * RATE * 4)
    assert plan.point_rupiah == round(RATE * 4 * 200 / 100)  # two people are one point of 200


def test_a_cheaper_lawful_route_goes_first_as_far_as_it_carries():
    """Reactivation costs the city nothing; 10 a month of whom half succeed: by the first month 5, the city takes 15."""
    made = city(Group("A", 3, True, False, "pbi_reactivation", 80))
    plan = optimise(made, wish(120, pbi_reactivation=(10, 0.5)))
    assert people(plan, lambda one: one.route) == {"pbi_reactivation": 10, CITY: 15}


def test_too_little_money_covers_the_most_people_and_says_what_lacks():
    made = city(Group("A", 5, True, False, CITY, 90))
    plan = optimise(made, wish(160, budget=10 * RATE + 1))
    assert plan.reached_at is None
    assert sum(one.people for one in plan.choices) == 10  # each for December only
    assert plan.active_lacking == 50


def test_the_poorest_first_and_those_of_no_known_decile_last():
    groups = [Group("A", decile, True, False, CITY, 10) for decile in (1, 2, 7, 11)]
    plan = optimise(city(*groups), wish(125, fairness=Fairness(True, False)))
    assert people(plan, lambda one: groups[one.group].decile) == {1: 10, 2: 10, 7: 5}


def test_an_employers_duty_and_a_broken_identity_are_not_put_on_the_city():
    groups = [Group("A", 1, True, False, route, 50) for route in ("employer", "fix_identity")]
    plan = optimise(city(*groups), wish(110))
    assert plan.reached_at is None
    assert plan.choices == ()


def test_urgent_people_are_all_taken_up_and_earliest():
    groups = [Group("A", 9, True, True, CITY, 8), Group("A", 1, True, False, CITY, 50)]
    plan = optimise(city(*groups), wish(130, fairness=Fairness(True, True), city=15))
    assert plan.reached_at == 1
    first = {groups[one.group].urgent: one.people for one in plan.choices if one.at == 0}
    assert first == {True: 8, False: 7}


def test_no_kelurahan_below_the_share_and_one_beyond_reach_is_named():
    groups = [Group("A", 1, True, False, CITY, 60), Group("B", 9, True, False, CITY, 10)]
    made = city(*groups)  # each kelurahan: 100 residents, 50 active
    plan = optimise(made, wish(110, fairness=Fairness(False, False, 0.6)))
    assert people(plan, lambda one: groups[one.group].village) == {"A": 10, "B": 10}
    plan = optimise(made, wish(110, fairness=Fairness(False, False, 0.7)))
    assert people(plan, lambda one: groups[one.group].village) == {"A": 20, "B": 10}
    assert plan.notes == ("village_beyond_reach:B",)


def test_coverage_asks_for_people_without_a_card():
    groups = [Group("A", 5, True, False, CITY, 40), Group("A", 5, False, False, CITY, 40)]
    plan = optimise(city(*groups), wish(110, registered=160))
    assert people(plan, lambda one: groups[one.group].has_card) == {False: 10}


def test_played_month_by_month_the_plan_gives_what_it_promised():
    groups = [Group("A", 1 + number % 11, number % 2 == 0, number == 3, CITY, 7 + number) for number in range(12)]
    groups += [Group("B", 2, True, False, "pbi_reactivation", 33)]
    made, asked = city(*groups), wish(
        170, 160, city=25, pbi_reactivation=(9, 0.6), fairness=Fairness(True, True, 0.5)
    )  # fmt: skip
    plan = optimise(made, asked)
    played = replay(made, asked, plan)
    assert plan.reached_at is not None
    assert played[plan.reached_at][1] >= 170
    assert played[plan.reached_at][2] >= 160
    if plan.reached_at:
        assert played[plan.reached_at - 1][1] < 170
    assert sum(month[3] for month in played) == plan.cost_rupiah
    assert plan.gap <= 0.01
    assert optimise(made, asked) == plan  # the same question, the same plan


def test_no_whole_plan_is_cheaper_than_the_bound():
    """Every way to take 0..4 of two groups by two routes in two months, tried out."""
    groups = [Group("A", 1, True, False, "pbi_reactivation", 4), Group("A", 2, True, False, CITY, 4)]
    made, months = city(*groups), MONTHS[:2]
    asked = wish(105, months=months, city=2, pbi_reactivation=(1, 1.0))
    plan = optimise(made, asked)
    best = math.inf
    options = [(0, "pbi_reactivation"), (0, CITY), (1, CITY)]
    for takes in itertools.product(range(3), repeat=len(options) * 2):
        choices = [Choice(*options[at // 2], at % 2, take) for at, take in enumerate(takes) if take]
        of_group = [sum(one.people for one in choices if one.group == number) for number in (0, 1)]
        of_turn = people_of(choices)
        lawful = max(of_group) <= 4 and all(
            of_turn.get((route, at), 0) <= limit
            for route, limit in ((CITY, 2), ("pbi_reactivation", 1)) for at in (0, 1)
        )  # fmt: skip
        if lawful and replay(made, asked, with_choices(plan, choices))[-1][1] >= 105:
            best = min(best, sum(one.people * asked.cost(one.route, one.at) for one in choices))
    assert plan.cost_rupiah == best
    assert plan.bound <= best + 1e-6


def people_of(choices):
    out: dict = {}
    for one in choices:
        out[(one.route, one.at)] = out.get((one.route, one.at), 0) + one.people
    return out


def with_choices(plan, choices):
    from dataclasses import replace

    return replace(plan, choices=tuple(choices))


def test_the_price_of_a_point_rises_and_ends_where_the_money_does():
    made = city(Group("A", 5, True, False, CITY, 90))
    curve = price_curve(made, wish(120, budget=60 * RATE), 3, [0, 5, 15, 25])
    assert curve == [(0, 20 * RATE), (5, 30 * RATE), (15, 50 * RATE), (25, None)]


def test_a_share_of_the_city_is_met_by_those_whom_the_city_registers():
    """Reactivation would win the 10 active for nothing, but 10 must be the city's own."""
    made = city(Group("A", 3, True, False, "pbi_reactivation", 80))
    free = optimise(made, wish(110, pbi_reactivation=(30, 1.0)))
    assert people(free, lambda one: one.route) == {"pbi_reactivation": 10}
    own = optimise(made, wish(110, pemda=10, pbi_reactivation=(30, 1.0)))
    assert people(own, lambda one: one.route) == {CITY: 10}
    assert gained_by_city(wish(110, pemda=10), own.choices, 3) == 10


def test_what_lacks_of_the_citys_share_is_told():
    made = city(Group("A", 5, True, False, CITY, 90))
    plan = optimise(made, wish(150, budget=20 * RATE, pemda=50))
    assert (plan.reached_at, plan.active_lacking, plan.pemda_lacking) == (None, 30, 30)  # 20 for December
    assert "kurang 30 peserta aktif" in plan_text(made, wish(150, pemda=50), plan)
    assert "30 peserta Pemda" in plan_text(made, wish(150, pemda=50), plan)


def test_of_two_ways_to_an_award_the_soonest_then_the_cheapest_is_taken():
    """More active and a small share: 40 people; fewer active and a large share: 60 people of the city."""
    made = city(Group("A", 5, True, False, CITY, 90))
    ways = [wish(140, pemda=10, city=30), wish(130, pemda=60, city=30)]
    number, plan = optimise_any(made, ways)
    assert (number, plan.reached_at, plan.cost_rupiah) == (0, 1, (30 * 3 + 10 * 4) * RATE)
    late = [wish(180, city=30), wish(130, pemda=60, city=30)]
    assert optimise_any(made, late)[0] == 1  # two months before three


RULES = load_rules()


def test_the_categories_of_the_2026_award_are_those_that_were_announced():
    assert award_aims(RULES, "utama", 2026) == (
        Aim("award_utama", 0.99, 0.95, 0.18), Aim("award_utama_waived", 0.99, 1.0),
    )  # fmt: skip
    assert award_aims(RULES, "madya", 2026) == (
        Aim("award_madya_low", 0.98, 0.85, 0.10), Aim("award_madya_high", 0.98, 0.80, 0.25),
    )  # fmt: skip
    assert award_aims(RULES, "pratama", 2026) == (Aim("award_pratama", 0.98, 0.80),)
    assert award_aims(RULES, "utama", 2024) == (Aim("award_utama", 0.98, 0.90),)
    assert award_years(RULES, "utama", range(2020, 2030)) == (2024, 2026)


@pytest.mark.parametrize(("award", "year"), [("utama", 2025), ("utama", 2027), ("madya", 2024), ("emas", 2026)])
def test_an_award_that_nobody_announced_is_a_fault(award, year):
    with pytest.raises(Fault, match=r"tidak diketahui|tidak dikenal"):
        award_aims(RULES, award, year)


@pytest.mark.parametrize(
    ("text", "found"), [("utama:2026", ("utama", 2026)), ("Madya", ("madya", 2025)), ("pratama:x", None)]
)
def test_an_award_is_written_as_category_and_year(text, found):
    if found is None:
        with pytest.raises(Fault, match="kategori:TAHUN"):
            award_of(text, 2025)
    else:
        assert award_of(text, 2025) == found


def test_a_question_survives_as_plain_values_and_becomes_its_command():
    asked = Question(
        5, date(2025, 12, 1), "madya:2026", None, None, {"apbd_quota": (None, 1.0), "rehab": (40, 0.5)}, 0.85, False,
        True, (0.5, 1.0),
    )  # fmt: skip
    assert question_of(json.loads(json.dumps(asked.to_json()))) == asked
    assert asked.command("2025-05-abc") == (
        "semesta plan --home HOME --run 2025-05-abc --rupiah 5 --until 2025-12-01 --award madya:2026 "
        "--route apbd_quota= --route rehab=40:0.5 --village-share 0.85 --any-decile --points 0.5 --points 1"
    )


def test_shares_given_by_hand_go_before_those_of_the_aim():
    first = date(2025, 6, 1)
    asked = Question(5, date(2025, 12, 1), "madya:2026", activity=0.9)
    assert [(one.coverage, one.activity, one.pemda) for one in aims_of(asked, RULES, first)] == [
        (0.98, 0.9, 0.10), (0.98, 0.9, 0.25),
    ]  # fmt: skip
    assert aims_of(Question(5, date(2025, 12, 1)), RULES, first) == (Aim("prioritas", 0.98, 0.80),)
