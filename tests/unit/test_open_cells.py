"""What a city gives away: no reader of the shown cells can work out a hidden one, within, between areas or months."""

from __future__ import annotations

import random

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semesta.measure.disclosure import narrow, protected
from semesta.measure.open_cells import MEASURES, areas_of, open_cells

LEAST = 5
CITY = "16.71"


def counts_of(leaves: dict[str, tuple[int, int, int, int, int, int]]) -> dict[tuple[str, str], int]:
    """Cells of a city from its kelurahan: (unknown, inactive, uncovered, Pemda, PBI, other active)."""
    every = dict(leaves)
    for code, values in leaves.items():
        for above in (code[:8], code[:5]):
            held = every.get(above, (0,) * 6)
            every[above] = tuple(one + other for one, other in zip(held, values, strict=True))
    cells = {}
    for code, (unknown, inactive, uncovered, pemda, pbi, other) in every.items():
        active = pemda + pbi + other
        registered = active + inactive + unknown
        row = (registered + uncovered, registered, active, inactive, unknown, uncovered,
               inactive + unknown + uncovered, pemda, pbi)  # fmt: skip
        cells |= {(code, name): count for name, count in zip(MEASURES, row, strict=True)}
    return cells


def reader(told: dict[tuple[str, str], int | None]) -> dict[tuple[str, str], tuple[float, float]]:
    """What somebody works out who has only the table: the least and the most of each hidden cell.

    A system of its own: per kelurahan six groups of people who exclude each other; every cell is a sum of them.
    """
    leaves = sorted({code for code in areas_of(told) if len(code) == 13})
    groups = {
        "population": range(6), "registered": (0, 1, 3, 4, 5), "active": (3, 4, 5), "inactive": (1,),
        "status_unknown": (0,), "uncovered": (2,), "without_active_cover": (0, 1, 2), "pemda_active": (3,),
        "pbi_active": (4,),
    }  # fmt: skip

    def sum_of(cell: tuple[str, str]) -> list[int]:
        return [
            6 * at + group for at, leaf in enumerate(leaves) if leaf.startswith(cell[0]) for group in groups[cell[1]]
        ]

    rows = [(sum_of(cell), float(count)) for cell, count in told.items() if count is not None]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = 6 * len(leaves), len(rows)
    model.col_cost_ = np.zeros(6 * len(leaves))
    model.col_lower_, model.col_upper_ = np.zeros(6 * len(leaves)), np.full(6 * len(leaves), np.inf)
    model.row_lower_ = model.row_upper_ = np.array([count for _, count in rows])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *[len(columns) for columns, _ in rows]]).astype(np.int32)
    model.a_matrix_.index_ = np.array([one for columns, _ in rows for one in columns], dtype=np.int32)
    model.a_matrix_.value_ = np.ones(len(model.a_matrix_.index_))
    solver.passModel(model)
    found = {}
    for cell in (cell for cell, count in told.items() if count is None):
        ends = []
        for sign in (1.0, -1.0):
            for column in sum_of(cell):
                solver.changeColCost(column, sign)
            solver.run()
            unlimited = solver.getModelStatus() != highspy.HighsModelStatus.kOptimal
            ends.append(np.inf if unlimited else sign * solver.getInfo().objective_function_value)
            for column in sum_of(cell):
                solver.changeColCost(column, 0.0)
        found[cell] = (ends[0], ends[1])
    return found


LEAF = st.tuples(*[st.one_of(st.integers(0, 12), st.integers(0, 400))] * 6)
CODES = [f"16.71.{kecamatan:02}.{1000 + kelurahan}" for kecamatan in (1, 2, 3) for kelurahan in range(1, 4)]


@given(st.lists(LEAF, min_size=2, max_size=9))
@settings(max_examples=60, deadline=None)
def test_no_hidden_cell_can_be_worked_out_from_the_shown_ones(leaves):
    counts = counts_of(dict(zip(CODES, leaves, strict=False)))
    told = open_cells(counts, {}, hide_below=LEAST)
    assert {cell: count for cell, count in told.items() if count is not None}.items() <= counts.items()
    for cell, (low, high) in reader(told).items():
        assert high - low >= LEAST - 1e-6, (cell, low, high)
        assert low <= counts[cell] + 1e-6


@given(st.lists(LEAF, min_size=2, max_size=9))
@settings(max_examples=60, deadline=None)
def test_no_small_count_is_shown_and_none_is_left_by_subtraction(leaves):
    told = open_cells(counts_of(dict(zip(CODES, leaves, strict=False))), {}, hide_below=LEAST)
    codes = areas_of(told)
    for code in codes:
        row = {name: told[code, name] for name in MEASURES}
        left = [
            *row.values(), less(row["registered"], row["active"]), less(row["population"], row["registered"]),
            less(row["population"], row["active"]), less(row["active"], row["pemda_active"], row["pbi_active"]),
            less(row["without_active_cover"], row["uncovered"]),
            less(row["registered"], row["active"], row["inactive"]),
        ]  # fmt: skip
        assert not [count for count in left if count is not None and 0 < count < LEAST]
        parts = [one for one in codes if one.rpartition(".")[0] == code]
        for name in MEASURES:
            for alone in parts:
                rest = less(told[code, name], *[told[one, name] for one in parts if one != alone])
                assert rest is None or rest == 0 or rest >= LEAST


def less(total: int | None, *parts: int | None) -> int | None:
    """total - parts; None where one is hidden."""
    return None if total is None or None in parts else total - sum(part or 0 for part in parts)


@given(st.lists(LEAF, min_size=3, max_size=9), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_a_month_does_not_tell_a_small_change_since_the_one_before(leaves, seed):
    chance = random.Random(seed)  # noqa: S311 -- no secret
    first = dict(zip(CODES, leaves, strict=False))
    second = {
        code: tuple(max(0, one + chance.choice((0, 0, 1, -2, 40))) for one in leaf) for code, leaf in first.items()
    }
    before = open_cells(counts_of(first), {}, hide_below=LEAST)
    after = open_cells(counts_of(second), before, hide_below=LEAST)
    changes = [after[cell] - before[cell] for cell in after if None not in (after[cell], before[cell])]
    assert not [change for change in changes if 0 < abs(change) < LEAST]
    for low, high in reader(after).values():
        assert high - low >= LEAST - 1e-6


def test_a_city_may_tell_small_changes():
    first = counts_of({CODES[0]: (90, 91, 92, 93, 94, 95), CODES[1]: (90, 91, 92, 93, 94, 95)})
    second = counts_of({CODES[0]: (90, 91, 92, 93, 94, 97), CODES[1]: (90, 91, 92, 93, 94, 95)})
    assert open_cells(second, first, hide_below=LEAST)[CODES[0], "active"] is None
    assert open_cells(second, first, hide_below=LEAST, change_below=1) == second


def test_a_small_cell_takes_a_neighbour_with_it_where_their_total_is_told():
    # a + b = 40 is told, a = 3: without b, a would be 40 - 37
    hidden = protected({"all": 40, "a": 3, "b": 37}, [("all", ("a", "b"))], hide_below=LEAST)
    assert hidden == {"a", "b"}
    # both lie between 0 and 40
    assert narrow({"all": 40, "a": 3, "b": 37}, [("all", ("a", "b"))], hidden, least=40) == []
    assert narrow({"all": 40, "a": 3, "b": 37}, [("all", ("a", "b"))], hidden, least=41) == ["a", "b"]


def test_two_equations_together_would_tell_what_each_alone_does_not():
    # Rows a+b=10, c+d=10 and columns a+c=6, b+d=14 of a square: one hidden cell hides four, and then none is known.
    counts = {"a": 3, "b": 7, "c": 3, "d": 7, "ab": 10, "cd": 10, "ac": 6, "bd": 14}
    sums = [("ab", ("a", "b")), ("cd", ("c", "d")), ("ac", ("a", "c")), ("bd", ("b", "d"))]
    assert protected(counts, sums, hide_below=LEAST) == {"a", "b", "c", "d"}
    # a lies between 0 and 6, and the others move with it
    assert narrow(counts, sums, {"a", "b", "c", "d"}, least=6) == []
    assert narrow(counts, sums, {"a", "b", "c", "d"}, least=7) == ["a", "b", "c", "d"]


def test_figures_that_do_not_add_up_are_refused():
    counts = counts_of({CODES[0]: (1, 2, 30, 40, 50, 60), CODES[1]: (7, 8, 9, 10, 11, 12)})
    with pytest.raises(ValueError, match="is not the sum of its parts"):
        open_cells(counts | {(CITY, "population"): 1000}, {}, hide_below=LEAST)
    with pytest.raises(ValueError, match="less than nothing"):
        open_cells(counts | {(CITY, "registered"): 1, (CITY, "uncovered"): 1}, {}, hide_below=LEAST)


def test_people_of_unknown_place_are_a_part_like_every_other():
    counts = counts_of({CODES[0]: (9, 90, 30, 40, 50, 60), "16.71.00.0000": (0, 1, 0, 0, 0, 2)})
    told = open_cells(counts, {}, hide_below=LEAST)
    assert told["16.71.00.0000", "inactive"] is None
    assert told[CODES[0], "inactive"] is None or told[CITY, "inactive"] is None
