"""One to one: the set of pairs with the most evidence in which no row appears twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from semesta.link.model import Floats, Integers

EXACT_ROWS = 60


def assign(left: Integers, right: Integers, worth: Floats) -> Integers:
    """Positions of the chosen pairs, ascending. `worth` above 0 favours a pair; groups of up to EXACT_ROWS are solved
    exactly, larger ones best pair first. Ties go to the smaller left, then the smaller right row.
    """
    wanted = np.flatnonzero(worth > 0)
    group = _groups(left[wanted], right[wanted])
    order = np.lexsort((right[wanted], left[wanted], -worth[wanted], group))
    wanted, group = wanted[order], group[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else np.zeros(0, dtype=np.int64)
    chosen: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(group)], strict=True):
        members = wanted[start:end]
        if len(members) == 1:
            chosen.append(int(members[0]))
        elif len(np.unique(right[members])) <= EXACT_ROWS:
            chosen += _exact(left, right, worth, members)
        else:
            chosen += _greedy(left, right, members)
    return np.asarray(sorted(chosen), dtype=np.int64)


def _groups(left: Integers, right: Integers) -> Integers:
    """A number per pair: pairs that hang together through shared rows have the same."""
    _, a = np.unique(left, return_inverse=True)
    _, b = np.unique(right, return_inverse=True)
    label_a = np.arange(a.max() + 1 if len(a) else 0)
    while True:
        label_b = np.full(b.max() + 1 if len(b) else 0, len(label_a), dtype=np.int64)
        np.minimum.at(label_b, b, label_a[a])
        before = label_a.copy()
        np.minimum.at(label_a, a, label_b[b])
        if np.array_equal(before, label_a):
            return label_a[a]


def _greedy(left: Integers, right: Integers, members: Integers) -> list[int]:
    used_left: set[int] = set()
    used_right: set[int] = set()
    chosen = []
    for i in members.tolist():
        if left[i] not in used_left and right[i] not in used_right:
            used_left.add(int(left[i]))
            used_right.add(int(right[i]))
            chosen.append(i)
    return chosen


def _exact(left: Integers, right: Integers, worth: Floats, members: Integers) -> list[int]:
    """The best assignment by shortest augmenting paths; a right row may stay alone."""
    lefts, a = np.unique(left[members], return_inverse=True)
    rights, b = np.unique(right[members], return_inverse=True)
    cost = np.zeros((len(rights), len(lefts) + len(rights)))
    cost[:, : len(lefts)] = 1e9
    position = np.full(cost.shape, -1, dtype=np.int64)
    for i, x, y in zip(members, a, b, strict=True):
        cost[y, x], position[y, x] = -worth[i], i
    return [int(position[row, column]) for row, column in enumerate(_columns(cost)) if position[row, column] >= 0]


def _columns(cost: Floats) -> list[int]:
    """Hungarian method: the column of every row, least total cost (rows <= columns)."""
    rows, columns = cost.shape
    u, v = np.zeros(rows + 1), np.zeros(columns + 1)
    row_of = np.zeros(columns + 1, dtype=np.int64)
    for row in range(1, rows + 1):
        way = np.zeros(columns + 1, dtype=np.int64)
        row_of[0], column = row, 0
        least = np.full(columns + 1, np.inf)
        used = np.zeros(columns + 1, dtype=bool)
        while row_of[column] != 0:
            used[column] = True
            here = row_of[column]
            reduced = cost[here - 1] - u[here] - v[1:]
            better = ~used[1:] & (reduced < least[1:])
            least[1:][better] = reduced[better]
            way[1:][better] = column
            following = int(np.argmin(np.where(used[1:], np.inf, least[1:]))) + 1
            delta = least[following]
            u[row_of[used]] += delta
            v[used] -= delta
            least[1:][~used[1:]] -= delta
            column = following
        while column:
            row_of[column] = row_of[way[column]]
            column = int(way[column])
    found = [0] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            found[row_of[column] - 1] = column - 1
    return found
