"""How many links are wrong and how many are missed, said without truth: the arithmetic, and made-up cities."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from semesta.flow.publish import published_run
from semesta.flow.run import run
from semesta.link.review import counted_rate
from semesta.link.strangers import Strangers
from semesta.link.unseen import Recapture
from semesta.synthetic.truth import score
from tests.unit.synthetic_city import made, truth

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.link.review import Rate


@pytest.mark.parametrize(
    ("expected", "variance", "low", "high", "why"),
    [
        (100.0, 100.0, 81, 121, "(10 - 0.98)^2 = 81.4 and (10 + 0.98)^2 = 120.6, at whole cases"),
        (
            100.0,
            400.0,
            64,
            144,
            "four times the variance: (10 - 1.96)^2 = 64.6 and (10 + 1.96)^2 = 143.0",
        ),
        (0.0, 0.0, 0, 3, "none expected: up to three may be there at 95 %"),
        (2.0, 2.0, 0, 6, "(1.41 - 0.98)^2 = 0.19 and (1.41 + 0.98)^2 = 5.73"),
    ],
)
def test_the_interval_of_a_count_is_even_in_its_square_root(
    expected: float, variance: float, low: int, high: int, why: str
) -> None:
    rate = counted_rate(expected, variance, 1_000)
    assert (rate.value, rate.low, rate.high) == pytest.approx((expected / 1_000, low / 1_000, high / 1_000)), why


def test_nothing_linked_tells_nothing() -> None:
    assert counted_rate(0.0, 0.0, 0).high == 1.0


@pytest.mark.parametrize(
    ("known", "taken", "alone", "believed", "expected", "why"),
    [
        (10_000, 19, 5_000, 10.0, 10 * 20 / 21, "believed 10 of 5,000 is 20 of 10,000; seen 19, and one as believed"),
        (10_000, 39, 5_000, 5.0, 5 * 40 / 11, "seen four times as often as believed"),
        (0, 0, 5_000, 10.0, 10.0, "nobody known: what the model believes"),
    ],
)
def test_links_to_strangers_are_as_many_as_members_with_a_known_partner_would_get_without_it(
    known: int, taken: int, alone: float, believed: float, expected: float, why: str
) -> None:
    assert Strangers(known, taken, alone, believed).expected == pytest.approx(expected), why


def test_partners_nothing_led_to_are_as_many_as_the_number_alone_found() -> None:
    assert Recapture(marked=1_000, alone=50, others=1_900).expected == pytest.approx(1_900 * 50 / 950)
    assert Recapture(marked=0, alone=0, others=100).expected == 0


def covered(draws: list[tuple[int, Rate]]) -> float:
    return sum(rate.low <= true / rate.count <= rate.high for true, rate in draws) / len(draws)


@pytest.mark.parametrize("chance", [0.0002, 0.002, 0.02])
def test_the_interval_holds_the_true_number_of_links_to_strangers(chance: float) -> None:
    rng = np.random.default_rng(3)
    draws = []
    for _ in range(400):
        believed = 6_000 * chance * float(rng.lognormal(0, 0.7))  # a model that is wrong by a factor of two
        part = Strangers(6_000, int(rng.binomial(6_000, chance)), 6_000, believed)
        draws.append(
            (int(rng.binomial(6_000, chance)), counted_rate(part.expected, part.variance + part.expected, 6_000))
        )
    assert covered(draws) >= 0.93


@pytest.mark.parametrize("together", [0.0, 0.3, 0.9])
def test_the_interval_holds_the_true_number_of_hidden_partners_also_when_damage_comes_together(together: float) -> None:
    rng = np.random.default_rng(4)
    draws = []
    for _ in range(400):
        name, date_ = rng.random(4_000) < 0.15, rng.random(4_000) < 0.1
        hidden = np.where(rng.random(4_000) < together, name, name & date_)  # neither name nor date leads home
        marked, rest = hidden[:1_500], hidden[1_500:]
        part = Recapture(1_500, float(marked.sum()), float((~rest).sum()))
        draws.append((int(rest.sum()), counted_rate(part.expected, part.variance, 4_000)))
    assert covered(draws) >= 0.93


@pytest.fixture(
    scope="module",
    params=[("rich", 1.0, 31), ("lean", 1.0, 32), ("lean", 2.0, 33)],
    ids=["family card and mother", "without them", "twice the damage"],
)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A made-up city, its home and the folder of its run."""
    columns, damage, seed = request.param
    folder = made(tmp_path_factory.mktemp("city"), 10_000, columns=columns, damage=damage, seed=seed)
    home = folder / "home"
    run(inbox=folder / "inbox", home=home, as_of=date(2025, 5, 1))
    return folder, home, published_run(home)


def test_rates_without_truth_hold_the_true_ones_on_made_up_cities(city: tuple[Path, Path, Path]) -> None:
    folder, home, published = city
    links = score(home, folder / "truth").links
    rows = pq.read_table(published / "2_link" / "link_quality.parquet").to_pylist()
    rates = {row["item"]: row for row in rows if row["item"] != "reliability"}
    wrong, missed = rates["false_link_rate"], rates["missed_link_rate"]
    assert wrong["low"] <= (links.given - links.right) / links.given <= wrong["high"]
    assert missed["low"] <= (links.wanted - links.right) / links.wanted <= missed["high"]
    assert wrong["high"] <= 0.002
    assert missed["high"] - missed["low"] <= max(0.0025, 4 * (links.wanted - links.right) / links.wanted)


def test_the_interval_of_coverage_holds_the_true_coverage(city: tuple[Path, Path, Path]) -> None:
    folder, _, published = city
    classes = truth(folder, "resident")["class"]
    counted = {row["values"]: row["counts"] for row in pc.value_counts(classes).to_pylist()}
    registered = sum(counted.get(name, 0) for name in ("covered_active", "covered_inactive", "status_unknown"))
    living = registered + counted["uncovered"] + counted.get("duplicate_person", 0)
    indicator = pq.read_table(published / "4_indicator" / "indicator_month.parquet").to_pylist()
    (row,) = (
        r for r in indicator if (r["indicator"], r["region_code"], r["breakdown"], r["population_series"])
        == ("coverage", "16.71", "all", "register")
    )  # fmt: skip
    assert row["denominator"] == living
    assert row["low"] <= registered / living <= row["high"]
    assert row["high"] - row["low"] < 0.02
