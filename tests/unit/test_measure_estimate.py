"""Estimates of a round: held against published figures and another package, and against the truth of made-up cities."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from semesta.measure.estimate.interval import logit, positive, student, wilson
from semesta.measure.estimate.sample import adjusted, ratio, sample_of, variance
from semesta.measure.estimate.share import Counts, LinkError, Register, by_area, chapman, estimate
from semesta.measure.estimate.tally import tally
from semesta.terms.fault import Fault
from tests.scale.simulated_rounds import DESIGNS, made_city, one_round, told_of, true_of

DATA = Path(__file__).parents[1] / "data" / "estimates"
PEER = json.loads((DATA / "samplics.json").read_text(encoding="utf-8"))
with (DATA / "households.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


def column(name):
    return np.array([float(row[name]) for row in ROWS])


def households(*, clustered):
    size = len(ROWS)
    return sample_of(
        probability=1 / column("w"), drawn=np.ones(size), answered=np.ones(size),
        stratum=[row["stratum"] for row in ROWS], cluster=[row["cluster"] for row in ROWS], clustered=clustered,
        outer=np.zeros(size) if clustered else 12 / column("n_units"), inner=np.ones(size),
    )  # fmt: skip


def spread_out(mean, square, count):
    """`count` values with exactly this mean and variance: pairs to both sides, one in the middle where it is odd."""
    far = math.sqrt(square * (count - 1) / (count // 2 * 2))
    return [mean + far] * (count // 2) + [mean - far] * (count // 2) + [mean] * (count % 2)


# Lohr, Sampling: Design and Analysis, Census of Agriculture: a simple sample (example 2.6) and a stratified one (3.2).
REGIONS = (
    (1054, 103, 300_504.2, 29_618_183_543), (220, 21, 97_629.8, 7_647_472_708), (1382, 135, 211_315.0, 53_587_487_856),
    (422, 41, 662_295.5, 396_185_950_266),
)  # fmt: skip


def test_the_published_error_of_a_simple_sample_comes_out():
    """300 of 3,078 counties, s = 344,551.9: SE = sqrt(1 - 300/3078) x 344,551.9 / sqrt(300) = 18,898.43."""
    values = np.array(spread_out(297_897, 344_551.9**2, 300))
    sample = sample_of(
        probability=[300 / 3078] * 300, drawn=[True] * 300, answered=[True] * 300, stratum=["a"] * 300,
        cluster=["c"] * 300, clustered=False, outer=[300 / 3078] * 300, inner=[1.0] * 300,
    )  # fmt: skip
    assert math.sqrt(variance(sample, values)) / 3078 == pytest.approx(18_898.43, abs=0.01)


def test_the_published_error_of_a_stratified_sample_comes_out():
    """Total 909,736,035 acres (rounded means give 909,736,014), standard error 50,417,248."""
    values, weight, stratum = [], [], []
    for size, count, mean, square in REGIONS:
        values += spread_out(mean, square, count)
        weight += [size / count] * count
        stratum += [f"{size}"] * count
    number = len(values)
    sample = sample_of(
        probability=1 / np.array(weight), drawn=[True] * number, answered=[True] * number, stratum=stratum,
        cluster=stratum, clustered=False, outer=1 / np.array(weight), inner=[1.0] * number,
    )  # fmt: skip
    assert (sample.weight * np.array(values)).sum() == pytest.approx(909_736_014, abs=1)
    assert math.sqrt(variance(sample, np.array(values))) == pytest.approx(50_417_248, abs=1)


def test_ratios_and_totals_are_those_of_another_package():
    for clustered, entry in ((True, "ratio_clusters"), (False, "ratio_households")):
        sample = households(clustered=clustered)
        value, square = ratio(sample, column("y"), column("x"))
        assert value == pytest.approx(PEER[entry]["estimate"], rel=1e-12)
        assert math.sqrt(square) == pytest.approx(PEER[entry]["stderror"], rel=1e-12)
        half = student(0.95, sample.freedom) * math.sqrt(square)
        assert value + half == pytest.approx(PEER[entry]["uci"], rel=1e-9)
    sample = households(clustered=True)
    assert math.sqrt(variance(sample, column("y"))) == pytest.approx(PEER["total_clusters"]["stderror"], rel=1e-12)


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(1, 12.7062), (5, 2.5706), (8, 2.3060), (30, 2.0423), (5_000, 1.9600)]
)
def test_quantiles_are_those_of_the_tables(freedom, quantile):
    assert student(0.95, freedom) == pytest.approx(quantile, abs=5e-5)


def test_wilson_is_the_textbook_interval_for_a_simple_sample():
    """81 of 263 (Agresti and Coull 1998): 0.2553 to 0.3662 by Wilson's formula with z = 1.96."""
    share = 81 / 263
    found = wilson(share, share * (1 - share) / 263, 263, 10_000)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_where_everybody_is_covered_the_interval_is_not_empty():
    """Of 100 of 100 Wilson's lower end is 100 / (100 + z²) = 0.9630."""
    found = wilson(1.0, 0.0, 100, 10_000)
    assert (round(found.low, 4), found.high) == (0.9630, 1.0)
    assert wilson(0.0, 0.0, 100, 10_000).high == pytest.approx(1 - 0.9630, abs=1e-4)


def test_logit_and_logarithm_keep_within_their_bounds():
    found = logit(0.99, 0.0001, 20)
    assert 0 < found.low < 0.99 < found.high < 1
    assert logit(1.0, 0.0, 20).low == 1.0
    one = positive(1000, 0.01, 10_000)
    assert one.low * one.high == pytest.approx(1000**2)


def silent(answered, drawn=None, stratum=None, cluster=None, clustered=False):
    size = len(answered)
    return sample_of(
        probability=[0.1] * size, drawn=[True] * size if drawn is None else drawn, answered=answered,
        stratum=stratum or ["a"] * size, cluster=cluster or ["c"] * size, clustered=clustered, outer=[0.1] * size,
        inner=[0.5] * size,
    )  # fmt: skip


def test_those_who_answer_stand_for_those_of_their_class_who_do_not():
    """Stratum a: 4 x 10 = 40 by two, 20 each; stratum b: 2 x 10 by two, 10 each."""
    found = adjusted(silent([True, True, False, False, True, True], stratum=["a"] * 4 + ["b"] * 2))
    assert found.weight.tolist() == [20, 20, 10, 10]


def test_a_replacement_helps_to_answer_and_stands_for_nobody_more():
    """Three drawn (30), one silent, one replacement answers: 30 / 3 = 10 each."""
    found = adjusted(silent([True, True, False, True], drawn=[True, True, True, False]))
    assert found.weight.tolist() == [10, 10, 10]


def test_a_cluster_without_any_answer_joins_its_neighbour_of_the_stratum():
    found = adjusted(
        silent([True, True, False, False, True], stratum=["a"] * 4 + ["b"], cluster=["1", "1", "2", "2", "3"],
               clustered=True)
    )  # fmt: skip
    assert found.weight.tolist() == [20, 20, 10]


def test_without_any_answer_there_is_no_estimate():
    with pytest.raises(Fault, match="Belum ada"):
        silent([False, False])


def test_two_stage_variance_adds_what_households_of_a_cluster_differ():
    """Two clusters of two in a stratum, all weights 10, a tenth of the clusters, half of their households drawn.

    Totals 10 x (0 + 2) = 20 and 10 x (1 + 1) = 20: nothing between; within: 0.1 x 2 x (1 - 0.5) x (400 - 20²/2) = 20.
    """
    sample = silent([True] * 4, cluster=["1", "1", "2", "2"], clustered=True)
    assert variance(sample, np.array([0.0, 2, 1, 1])) == pytest.approx(0.1 * 2 * 0.5 * 200)


def counted(**columns):
    names = Counts.__dataclass_fields__
    size = len(next(iter(columns.values())))
    return Counts(**{name: np.array(columns.get(name, [0] * size), float) for name in names})


def test_two_lists_give_residents_missed_and_wrong_entries():
    """20 households, in each 4 on the card: 3 live there, 1 moved; 1 more lives there, on no card. Register 4,000.

    Residents: 4,000 x 4 / 4 = 4,000; missed 1/4 of them; wrong 1/4 of the entries. Linkage would not change the ratio.
    """
    size = 20
    counts = counted(lives=[4] * size, registered=[3] * size, active=[2] * size, listed=[4] * size, right=[3] * size,
                     moved=[1] * size, missing=[1] * size)  # fmt: skip
    found = estimate(adjusted(silent([True] * size)), counts, Register(4_000, 3_900, 3_000))
    assert found.residents.value == pytest.approx(4_000)
    assert (found.missed_share.value, found.wrong_share.value) == pytest.approx((0.25, 0.25))
    assert (found.missed.value, found.wrong.value) == pytest.approx((1_000, 1_000))
    assert (found.coverage.value, found.activity.value) == pytest.approx((0.75, 0.5))
    assert found.activity_of_registered.value == pytest.approx(2 / 3)


def test_who_moved_within_the_city_is_neither_missed_nor_wrong():
    """One moved out of the card, one found there under another card of the city: 4 entries, 4 residents, all right."""
    size = 10
    counts = counted(lives=[4] * size, listed=[4] * size, right=[3] * size, moved=[1] * size, elsewhere=[1] * size)
    found = estimate(adjusted(silent([True] * size)), counts, Register(400, 400, 400))
    assert (found.missed_share.value, found.wrong_share.value) == pytest.approx((0, 0), abs=1e-12)


def test_errors_of_linking_are_taken_out():
    """Of 10 not on the card 6 matched; a fifth of the matches is missed, a tenth made up: (6 - 1) / 0.7 are in truth.

    Of 40 residents 10 - 50/7 = 20/7 are missed.
    """
    size = 10
    counts = counted(lives=[4] * size, listed=[3] * size, right=[3] * size, elsewhere=[0.6] * size,
                     missing=[0.4] * size)  # fmt: skip
    found = estimate(
        adjusted(silent([True] * size)), counts, Register(300, 300, 300), errors=LinkError(missed=0.2, wrong=0.1)
    )
    assert found.missed_share.value == pytest.approx(20 / 7 / 40)


def test_impossible_linking_errors_are_a_fault():
    with pytest.raises(Fault):
        LinkError(missed=0.6, wrong=0.4)


def test_chapman_gives_the_textbook_figure():
    """Seber's trout: 109 marked, 177 caught, 57 of them marked: 110 x 178 / 58 - 1 = 336.59."""
    found = chapman(109, 177, 57)
    assert found.value == pytest.approx(110 * 178 / 58 - 1)
    assert found.error == pytest.approx(math.sqrt(110 * 178 * 52 * 120 / (58**2 * 59)))
    with pytest.raises(Fault):
        chapman(10, 20, 11)


def test_a_kecamatan_with_few_answers_gets_no_figure():
    size = 60
    counts = counted(lives=[3] * size, registered=[3] * size, active=[2] * size, listed=[3] * size, right=[3] * size)
    areas = np.array(["16.71.01"] * 40 + ["16.71.02"] * 20)
    registers = {"16.71.01": Register(1_200, 1_200, 900), "16.71.02": Register(600, 600, 400)}
    found = by_area(adjusted(silent([True] * size)), counts, areas, registers)
    assert list(found) == ["16.71.01"]
    assert found["16.71.01"].households == 40


def test_a_card_shown_goes_before_the_run_and_nothing_shown_leaves_it():
    counts = tally(
        1, home=[0] * 5, listed=[True] * 4 + [False], found=["lives", "lives", "lives", "moved", "lives"],
        card=["unseen", "active", "none", "unseen", "inactive"], in_register=[True] * 4 + [False],
        registered=[True, False, True, True, False], active=[True, False, True, True, False],
    )  # fmt: skip
    assert counts.lives.tolist() == [4]
    assert (counts.registered[0], counts.active[0]) == (3, 2)
    assert (counts.right[0], counts.moved[0], counts.missing[0], counts.elsewhere[0]) == (3, 1, 1, 0)


def test_a_made_up_city_counts_its_own_truth():
    """A visit to every household finds the residents, the missed and the wrong entries that the city was made with."""
    city = made_city(np.random.default_rng(3), homes=3_000)
    counts, truth = city.doors.counts(), city.doors.truth
    assert counts.lives.sum() == truth["residents"]
    assert counts.missing.sum() == truth["missed"]
    assert counts.listed.sum() - counts.right.sum() - counts.elsewhere.sum() == truth["wrong"]
    assert counts.active.sum() == truth["active"]


@pytest.mark.parametrize("design", DESIGNS)
def test_intervals_hold_the_truth_about_as_often_as_they_say(design):
    """Eight cities, 15 rounds in each: 91 to 99 % of 720 intervals hold (make bench-estimates: 2,000 rounds)."""
    held = []
    for seed in range(8):
        rng = np.random.default_rng([seed, 1])
        city = made_city(rng, homes=15_000)
        counts, truth = city.doors.counts(), true_of(city)
        for _ in range(15):
            found = told_of(one_round(rng, city, counts, DESIGNS[design]))
            held += [one.low <= true <= one.high for one, true in zip(found, truth, strict=True)]
    assert 0.91 <= np.mean(held) <= 0.99
