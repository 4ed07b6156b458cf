"""Small cells hidden in published counts, also those that could be worked out by subtraction (req 61)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def hidden_cells(
    counts: Mapping[Key, int], sums: Iterable[tuple[Key, Sequence[Key]]], *, hide_below: int, also: Iterable[Key] = ()
) -> frozenset[Key]:
    """The cells that must not be printed: counts from 1 to hide_below - 1, those of `also`, and what protects them.

    `sums` are the additions a reader can do: (total, its parts), all of them keys of `counts`. Afterwards no addition
    has exactly one hidden cell, and the hidden parts of a printed total together are at least hide_below (or all parts
    but the empty ones are hidden). Empty cells are printed. The smallest cells are given up first, ties in key order of
    `counts`. A single cell that stands for its whole total is hidden together with that total.
    """
    order = {key: at for at, key in enumerate(counts)}
    hidden = {key for key, count in counts.items() if 0 < count < hide_below} | set(also)
    equations = [(total, tuple(parts)) for total, parts in sums]
    changed = True
    while changed:
        changed = False
        for total, parts in equations:
            more = _needed(total, parts, counts, hidden, order, hide_below)
            if more is not None:
                hidden.add(more)
                changed = True
    return frozenset(hidden)


def _needed(
    total: Key,
    parts: Sequence[Key],
    counts: Mapping[Key, int],
    hidden: set[Key],
    order: Mapping[Key, int],
    hide_below: int,
) -> Key | None:
    """The next cell to hide so that this addition gives nothing away; None when it does not."""
    out = [part for part in parts if part in hidden]
    if not out and total not in hidden:
        return None
    left = [part for part in parts if part not in hidden and counts[part] > 0]
    if total in hidden:
        safe = bool(out) or not left
    else:
        safe = len(out) > 1 and sum(counts[part] for part in out) >= hide_below
    if safe:
        return None
    if left:
        return min(left, key=lambda part: (counts[part], order[part]))
    return total if total not in hidden else None
