"""Small cells are hidden, also against subtraction (req 61)."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from semesta.measure.suppress import hidden_cells


def test_a_small_cell_takes_the_next_smallest_with_it() -> None:
    counts = {"city": 130, "a": 3, "b": 27, "c": 100}
    assert hidden_cells(counts, [("city", ("a", "b", "c"))], hide_below=5) == {"a", "b"}


def test_two_small_cells_that_add_up_to_few_take_a_third() -> None:
    counts = {"city": 122, "a": 1, "b": 1, "c": 20, "d": 100}
    assert hidden_cells(counts, [("city", ("a", "b", "c", "d"))], hide_below=5) == {"a", "b", "c"}


def test_empty_and_large_cells_are_printed() -> None:
    counts = {"city": 105, "a": 0, "b": 5, "c": 100}
    assert hidden_cells(counts, [("city", ("a", "b", "c"))], hide_below=5) == frozenset()


def test_a_lone_small_part_hides_its_total() -> None:
    counts = {"city": 3, "a": 3, "b": 0}
    assert hidden_cells(counts, [("city", ("a", "b"))], hide_below=5) == {"city", "a"}


def test_a_hidden_district_hides_a_kelurahan_below_it() -> None:
    counts = {"city": 103, "d1": 3, "d2": 100, "k1": 3, "k2": 60, "k3": 40}
    sums = [("city", ("d1", "d2")), ("d1", ("k1",)), ("d2", ("k2", "k3"))]
    hidden = hidden_cells(counts, sums, hide_below=5)
    assert {"d1", "d2", "k1"} <= hidden
    assert hidden & {"k2", "k3"}


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=5), min_size=1, max_size=5))
def test_no_addition_is_left_with_one_unknown(districts: list[list[int]]) -> None:
    counts = {f"{d}.{k}": count for d, parts in enumerate(districts) for k, count in enumerate(parts)}
    counts |= {f"{d}": sum(parts) for d, parts in enumerate(districts)}
    counts["city"] = sum(itertools.chain.from_iterable(districts))
    sums = [("city", tuple(f"{d}" for d in range(len(districts))))]
    sums += [(f"{d}", tuple(f"{d}.{k}" for k in range(len(parts)))) for d, parts in enumerate(districts)]
    hidden = hidden_cells(counts, sums, hide_below=5)
    assert {key for key, count in counts.items() if 0 < count < 5} <= hidden
    for total, parts in sums:
        unknown = [key for key in (total, *parts) if key in hidden]
        assert len(unknown) != 1
