"""Tables of counts that can be given away: small cells hidden, and so many others that none can be worked out.

What a reader can add and subtract is an equation. Cells are hidden until, by linear programming over all equations at
once, every hidden cell may be anything within an interval at least as wide as the least count that is shown.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from semesta.measure.suppress import hidden_cells

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

Key = TypeVar("Key", bound="Hashable")
SLACK = 1e-6


def protected(
    counts: Mapping[Key, int],
    equations: Sequence[tuple[Key, Sequence[Key]]],
    *,
    hide_below: int,
    also: Iterable[Key] = (),
    unprinted: Iterable[Key] = (),
) -> frozenset[Key]:
    """The cells not to be printed: counts from 1 to hide_below - 1, those of `also`, and what protects them.

    Afterwards each of them can be anything in an interval at least hide_below wide, given what is printed and that no
    count is negative. `unprinted` cells stand in no table and count as printed while a reader can work them out.
    """
    held = [(total, tuple(parts)) for total, parts in equations]
    about, given_up = _about(held), set(also)
    never = set(unprinted)
    while True:
        hidden = set(_by_rule(counts, held, given_up, hide_below))
        known = narrow(counts, held, hidden, least=hide_below)
        if not known:
            return frozenset(hidden)
        more = {_next(key, counts, held, about, hidden, never) for key in known}
        given_up = hidden | {key for key in more if key is not None}


def _by_rule(
    counts: Mapping[Key, int], equations: list[tuple[Key, tuple[Key, ...]]], also: set[Key], hide_below: int
) -> frozenset[Key]:
    """The quick rule of measure.suppress, which knows one equation at a time; cells given up already count as small."""
    return hidden_cells(counts, equations, hide_below=hide_below, also=also)


def _about(equations: list[tuple[Key, tuple[Key, ...]]]) -> dict[Key, list[int]]:
    """The equations of each cell."""
    found: dict[Key, list[int]] = defaultdict(list)
    for place, (total, parts) in enumerate(equations):
        for key in (total, *parts):
            found[key].append(place)
    return found


def _next(
    key: Key,
    counts: Mapping[Key, int],
    equations: list[tuple[Key, tuple[Key, ...]]],
    about: dict[Key, list[int]],
    hidden: set[Key],
    never: set[Key],
) -> Key | None:
    """The cell to give up for this one: the smallest that shares an equation with it, else with its neighbours."""
    seen, ring = {key}, [key]
    while ring:
        near = {one for each in ring for place in about[each] for one in (equations[place][0], *equations[place][1])}
        shown = [one for one in counts if one in near and one not in hidden and one not in never and counts[one] > 0]
        if shown:
            return min(shown, key=lambda one: counts[one])
        ring = [one for one in near if one not in seen]
        seen |= near
    return None


def narrow(
    counts: Mapping[Key, int],
    equations: Sequence[tuple[Key, Sequence[Key]]],
    hidden: set[Key] | frozenset[Key],
    *,
    least: float,
) -> list[Key]:
    """The hidden cells of which a reader knows too much: the least and the most they can be are closer than `least`.

    The reader knows the other cells, the equations, and that no count is negative. In the order of `counts`.
    """
    found: set[Key] = set()
    for cells, rows in _components(counts, equations, hidden):
        found |= _narrow_of(cells, rows, np.array([float(counts[key]) for key in cells]), least - SLACK)
    return [key for key in counts if key in found]


def _components(
    counts: Mapping[Key, int], equations: Sequence[tuple[Key, Sequence[Key]]], hidden: set[Key] | frozenset[Key]
) -> list[tuple[list[Key], list[tuple[dict[Key, float], float]]]]:
    """Hidden cells that hang together, with their equations as (weights of hidden cells, what the shown ones leave)."""
    leader: dict[Key, Key] = {key: key for key in counts if key in hidden}

    def led(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    rows: list[tuple[dict[Key, float], float]] = []
    for total, parts in equations:
        weights: dict[Key, float] = defaultdict(float)
        rest = 0.0
        for key, sign in ((total, -1.0), *((part, 1.0) for part in parts)):
            if key in hidden:
                weights[key] += sign
            else:
                rest -= sign * counts[key]
        if weights:
            rows.append((dict(weights), rest))
            first, *others = weights
            for other in others:
                leader[led(other)] = led(first)
    cells: dict[Key, list[Key]] = defaultdict(list)
    for key in leader:
        cells[led(key)].append(key)
    own: dict[Key, list[tuple[dict[Key, float], float]]] = defaultdict(list)
    for row in rows:
        own[led(next(iter(row[0])))].append(row)
    return [(members, own[head]) for head, members in cells.items()]


def _narrow_of(cells: list[Key], rows: list[tuple[dict[Key, float], float]], true: Any, least: float) -> set[Key]:
    """The narrow cells of one component. The true counts are one way in which all of them can be, every solution of one
    cell's programme is another: a cell that differs enough between two of them needs no programme of its own.
    """
    if not rows:
        return set()
    import highspy

    rooms: Any = highspy
    solver = rooms.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(_model(rooms, cells, rows))
    lowest, highest = true.copy(), true.copy()
    found = set()
    for at, key in enumerate(cells):
        for sign in (-1.0, 1.0):
            if highest[at] - lowest[at] >= least:
                break
            values = _extreme(solver, rooms, at, sign)
            if values is None:  # nothing limits it
                highest[at] = np.inf
                continue
            lowest, highest = np.minimum(lowest, values), np.maximum(highest, values)
        if highest[at] - lowest[at] < least:
            found.add(key)
    return found


def _model(rooms: Any, cells: list[Key], rows: list[tuple[dict[Key, float], float]]) -> Any:
    """No cell is negative, every row is an equation; what is wanted is said later."""
    place = {key: at for at, key in enumerate(cells)}
    model = rooms.HighsLp()
    model.num_col_, model.num_row_ = len(cells), len(rows)
    model.col_cost_ = np.zeros(len(cells))
    model.col_lower_, model.col_upper_ = np.zeros(len(cells)), np.full(len(cells), np.inf)
    model.row_lower_ = model.row_upper_ = np.array([rest for _, rest in rows])
    model.a_matrix_.format_ = rooms.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *[len(weights) for weights, _ in rows]]).astype(np.int32)
    model.a_matrix_.index_ = np.array([place[key] for weights, _ in rows for key in weights], dtype=np.int32)
    model.a_matrix_.value_ = np.array([weight for weights, _ in rows for weight in weights.values()])
    return model


def _extreme(solver: Any, rooms: Any, at: int, sign: float) -> Any:
    """All cells where sign x this one is least; None where nothing limits it."""
    solver.changeColCost(at, sign)
    solver.run()
    status, known = solver.getModelStatus(), rooms.HighsModelStatus
    # Some solution there is: the true counts. So what may be either has no limit.
    unlimited = status in (known.kUnbounded, known.kUnboundedOrInfeasible)
    if not unlimited and status != known.kOptimal:
        raise ArithmeticError(f"the solver ended with {status}: nothing may be released on its word")
    values = None if unlimited else np.array(solver.getSolution().col_value)
    solver.changeColCost(at, 0.0)
    return values
