"""Samples of households: the same from the same seed, by anybody; with the chances they say; walked in order."""

import hashlib
import subprocess
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from semesta.plan.sample.design import CERTAIN, Design, allocation, draw, systematic
from semesta.plan.sample.frame import frame_from, lot_of
from semesta.plan.sample.size import needed, standard_error
from semesta.plan.sample.workload import Stop, Walker, called_in, share_out, walk
from semesta.terms.fault import Fault


def homes(count=600, per_rt=20, seed="s"):
    """Rows of a register: RT of 20 households, three RT a kelurahan, two kelurahan a kecamatan; 1 to 4 people each."""
    keys = [f"16710{at:011d}" for at in range(count)]
    rt = np.arange(count) // per_rt
    village = [f"16.71.{at // 6 + 1:02d}.{1001 + at // 3 % 2}" for at in rt]
    members = 1 + np.arange(count) % 4
    return {
        "household_key": keys, "village_code": village, "rw": ["001"] * count,
        "rt": [f"{at % 3 + 1:03d}" for at in rt], "members": members,
        "active": np.minimum(members, np.arange(count) % 5), "lot": [lot_of(seed, key) for key in keys],
    }  # fmt: skip


def frame(**more):
    return frame_from(pa.table(homes(**more)), {})


def test_a_lot_is_the_digest_that_any_tool_gives():
    """The first 13 hexadecimal digits of SHA-256 of `seed|key`, over 16^13."""
    told = subprocess.run(["sha256sum"], input=b"2026-05|1671", capture_output=True, check=True).stdout
    assert lot_of("2026-05", "1671") == int(told[:13], 16) / 16**13


def test_the_digest_of_the_frame_is_that_of_its_lines():
    rows = homes(count=3, per_rt=1)
    lines = "".join(
        f"{rows['village_code'][at]}|001|{rows['rt'][at]}|{rows['household_key'][at]}|{rows['members'][at]}\n"
        for at in range(3)
    )
    assert frame(count=3, per_rt=1).sha256 == hashlib.sha256(lines.encode()).hexdigest()


def test_rows_in_another_order_are_refused():
    table = pa.table(homes(count=40))
    with pytest.raises(ValueError, match="order"):
        frame_from(table.take(list(range(39, -1, -1))), {})


def test_an_empty_register_is_a_fault():
    with pytest.raises(Fault, match="kosong"):
        frame_from(pa.table(homes(count=40)).slice(0, 0), {})


@pytest.mark.parametrize("design", [
    Design("simple", 60), Design("stratified", 60), Design("stratified", 60, allocation="neyman"),
    Design("cluster", 60, per_cluster=6),
])  # fmt: skip
def test_a_design_draws_as_many_as_asked_and_the_weights_stand_for_the_frame(design):
    """The weights (1 / chance) of the drawn sum to all households: 600 = sum over groups of n x N / n."""
    city = frame()
    found = draw(city, design, 0.37)
    main = ~found.reserve
    assert main.sum() == 60
    assert len(set(found.rows.tolist())) == len(found)
    assert (1 / found.probability[main]).sum() == pytest.approx(600)
    again = draw(frame(), design, 0.37)
    assert (again.rows == found.rows).all()


def test_where_rt_are_small_more_of_them_are_drawn():
    """RT of 4 households: 60 households in tens are not 6 RT but 15; and all four of each are drawn."""
    found = draw(frame(per_rt=4), Design("cluster", 60, per_cluster=10, reserve_share=0), 0.3)
    assert (len(found), len(set(found.cluster))) == (60, 15)


def test_another_seed_draws_other_households():
    one, two = (draw(frame(seed=seed), Design("simple", 60), 0.1).rows for seed in ("s", "t"))
    assert set(one.tolist()) != set(two.tolist())


def test_reserves_are_the_next_lots_of_the_same_group():
    city = frame()
    found = draw(city, Design("stratified", 50, reserve_share=0.5), 0.0)
    for name in set(found.stratum):
        inside = [at for at in range(len(found)) if found.stratum[at] == name]
        drawn = [city.lot[found.rows[at]] for at in inside if not found.reserve[at]]
        reserve = [city.lot[found.rows[at]] for at in inside if found.reserve[at]]
        assert max(drawn) < min(reserve)
        assert len(reserve) == -(-len(drawn) // 2)


def test_allocation_by_size_and_by_how_much_households_differ():
    """Five kecamatan of 120 of 600: 60 households are 12 each; where nobody differs Neyman leaves the least, two."""
    city = frame()
    assert allocation(city, Design("stratified", 60)).tolist() == [12] * 5
    alike = city.stratum == 0
    share = city.active.sum() / city.members.sum()
    flat = frame_from(pa.table({**homes(), "active": np.where(alike, 0, city.active)}), {})
    flat_members = np.where(flat.stratum == 0, 0, flat.members)
    still = type(flat)(**{**vars(flat), "members": np.where(flat_members == 0, 1, flat.members)})
    assert share > 0
    assert allocation(still, Design("stratified", 60, allocation="neyman"))[0] == 2


def test_an_allocation_never_takes_more_than_there_are():
    assert allocation(frame(), Design("stratified", 600)).tolist() == [120] * 5


def test_systematic_steps_give_chances_in_proportion_to_size():
    """Sizes 10, 20, 30, 40 in two steps of 50: chances 0.2, 0.4, 0.6, 0.8; from 0.5 the steps hit at 25 and 75."""
    chance, drawn = systematic(np.array([10.0, 20, 30, 40]), 2, 0.5)
    assert chance.tolist() == pytest.approx([0.2, 0.4, 0.6, 0.8])
    assert drawn.tolist() == [1, 3]


def test_a_cluster_as_large_as_a_step_is_certain_and_the_rest_share_what_is_left():
    """Of 100, 10, 10, 10 two are drawn: the first for certain (100 > 65), the others 1/3 each."""
    chance, drawn = systematic(np.array([100.0, 10, 10, 10]), 2, 0.99)
    assert chance.tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3])
    assert drawn.tolist() == [0, 3]


def test_chances_of_clusters_come_true_over_all_starts():
    size = np.array([3.0, 7, 11, 2, 9, 8])
    starts = (np.arange(1000) + 0.5) / 1000
    times = np.zeros(6)
    for start in starts:
        times[systematic(size, 3, float(start))[1]] += 1
    assert times / 1000 == pytest.approx(3 * size / 40, abs=0.002)


def test_neighbouring_clusters_make_strata_of_two_and_the_last_of_three():
    found = draw(frame(), Design("cluster", 35, per_cluster=5), 0.2)
    clusters = {name: len({found.cluster[at] for at in range(len(found)) if found.stratum[at] == name})
                for name in set(found.stratum)}  # fmt: skip
    assert sorted(clusters.values()) == [2, 2, 3]
    assert not any(name.startswith(CERTAIN) for name in clusters)


def test_a_certain_cluster_is_a_stratum_of_its_households():
    rows = homes(count=600, per_rt=20)
    rows["rt"] = ["001"] * 300 + rows["rt"][300:]
    rows["village_code"] = ["16.71.01.1001"] * 300 + rows["village_code"][300:]
    found = draw(frame_from(pa.table(rows), {}), Design("cluster", 40, per_cluster=10, reserve_share=0), 0.5)
    certain = [at for at in range(len(found)) if found.stratum[at].startswith(CERTAIN)]
    assert {found.cluster[at] for at in certain} == {"16.71.01.1001/001/001"}
    assert found.probability[certain] == pytest.approx(10 / 300)
    assert found.first_fraction[found.stratum[certain[0]]] == pytest.approx(10 / 300)


@pytest.mark.parametrize(("design", "sentence"), [
    (Design("simple", 601), "hanya memuat 600"),
    (Design("stratified", 8), "dua dari setiap kecamatan"),
    (Design("cluster", 10, per_cluster=10), "antara 2 dan 30"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_a_fault(design, sentence):
    with pytest.raises(Fault, match=sentence):
        draw(frame(), design, 0.1)


def test_the_expected_error_is_that_of_rounds_drawn_again_and_again():
    """500 simple and stratified rounds: the estimates' own spread is the error that was foretold, within 12 %."""
    city, rng = frame(count=1200), np.random.default_rng(5)
    for design in (Design("simple", 150), Design("stratified", 150), Design("cluster", 150, per_cluster=5)):
        shares = []
        for _ in range(500):
            lots = type(city)(**{**vars(city), "lot": rng.random(len(city))})
            found = draw(lots, design, rng.random())
            rows, weight = found.rows[~found.reserve], 1 / found.probability[~found.reserve]
            shares.append((weight * city.active[rows]).sum() / (weight * city.members[rows]).sum())
        assert np.std(shares) == pytest.approx(
            standard_error(city, design), rel=0.12 if design.kind != "cluster" else 0.25
        )


def test_a_smaller_interval_takes_more_households_and_silence_takes_more_still():
    city = frame(count=6000)
    wide, narrow = (needed(city, Design("simple", 2), half) for half in (0.05, 0.02))
    assert narrow.answering > wide.answering
    assert 1.959964 * standard_error(city, Design("simple", narrow.answering)) <= 0.02
    assert 1.959964 * standard_error(city, Design("simple", narrow.answering - 1)) > 0.02
    silent = needed(city, Design("simple", 2), 0.05, response=0.8)
    assert silent.visited == -(-wide.answering * 10 // 8)


def test_a_design_effect_given_by_hand_counts():
    """n people = z² p (1 - p) deff / e² before the finite correction: twice the effect, about twice the households."""
    city = frame(count=60_000, per_rt=2_000)
    one, two = (needed(city, Design("simple", 2), 0.02, design_effect=effect).answering for effect in (1.5, 3.0))
    assert two / one == pytest.approx(2, abs=0.1)


def test_what_no_sample_reaches_is_said():
    assert not needed(frame(count=60, per_rt=2), Design("cluster", 4, per_cluster=1), 0.0001).reachable


def stops(count=24):
    return [Stop(f"k{at:02d}", f"16.71.01.100{at % 2 + 1}", "001", f"{at // 6 + 1:03d}") for at in range(count)]


def test_every_household_has_one_agent_of_its_area_and_an_rt_stays_together():
    walkers = [Walker("A", ("16.71.01.1001",), 4), Walker("B", ("16.71.01",), 4)]
    turns = share_out(stops(), walkers, date(2026, 6, 1))
    assert sorted(turn.key for turn in turns) == [one.key for one in stops()]
    held = {turn.key: turn.walker for turn in turns}
    assert all(held[one.key] == "B" for one in stops() if one.village.endswith("2"))
    per_rt = {}
    for one in stops():
        per_rt.setdefault((one.village, one.rt), set()).add(held[one.key])
    assert all(len(who) == 1 for who in per_rt.values())
    assert [sum(turn.walker == code for turn in turns) for code in "AB"] == [12, 12]


def test_a_day_holds_what_an_agent_can_do_and_days_follow_each_other():
    turns = share_out(stops(), [Walker("A", ("",), 10)], date(2026, 6, 1))
    assert [sum(turn.on == date(2026, 6, day) for turn in turns) for day in (1, 2, 3)] == [10, 10, 4]
    assert [turn.order for turn in turns if turn.on == date(2026, 6, 3)] == [1, 2, 3, 4]


def test_a_kelurahan_that_nobody_covers_is_a_fault():
    with pytest.raises(Fault, match="Tidak ada petugas"):
        share_out(stops(), [Walker("A", ("16.71.01.1001",), 4)], date(2026, 6, 1))


def test_with_coordinates_the_walk_is_the_shortest_round():
    """Twelve houses on a circle, told in disorder: the shortest round goes along it."""
    angles = np.arange(12) * 5 % 12 * 2 * np.pi / 12
    ring = [
        Stop(f"k{at}", "v", "1", "1", -2.98 + 0.01 * float(np.sin(one)), 104.75 + 0.01 * float(np.cos(one)))
        for at, one in enumerate(angles)
    ]
    along = [round(angles[at] * 12 / (2 * np.pi)) for at in walk(ring)]
    assert along[0] == 0
    assert along in ([*range(12)], [0, *range(11, 0, -1)])


def test_without_coordinates_the_walk_goes_by_rw_rt_and_key():
    some = [Stop("b", "v", "002", "001"), Stop("c", "v", "001", "002"), Stop("a", "v", "001", "001"),
            Stop("d", "v", "001", "001", -2.9, 104.7)]  # fmt: skip
    assert [some[at].key for at in walk(some)] == ["a", "d", "c", "b"]


def test_a_reserve_comes_from_the_cluster_then_from_the_stratum_in_the_order_of_lots():
    reserve = [("x", "P1", "c2", 9), ("y", "P1", "c1", 12), ("z", "P1", "c1", 11), ("q", "P2", "c3", 1)]
    assert called_in(reserve, "P1", "c1") == "z"
    assert called_in(reserve, "P1", "c9") == "x"
    assert called_in(reserve, "P1", None) == "x"
    assert called_in(reserve, "P3", "c1") is None
