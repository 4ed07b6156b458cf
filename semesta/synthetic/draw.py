"""Random draws that depend on the seed and on the name of the stage, never on the order of stages or on threads."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


def stream(seed: int, area: str, stage: str) -> np.random.Generator:
    """A random stream of its own for one stage of one area."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, zlib.crc32(f"{area}/{stage}".encode())])))


def pick(rng: np.random.Generator, weights: Sequence[float] | NDArray[Any], size: int) -> NDArray[np.int32]:
    """`size` places of `weights`, drawn with those weights (need not sum to one)."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    places = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    drawn: NDArray[np.int32] = np.minimum(places, len(edges) - 1).astype(np.int32)
    return drawn


def zipf(count: int, shift: float = 6.0, power: float = 0.9) -> NDArray[np.float64]:
    """Falling weights for a list ordered by frequency; they sum to one."""
    weights = 1.0 / (np.arange(count) + shift) ** power
    return np.asarray(weights / weights.sum())


def shared_out(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """`total` split by `shares` into whole numbers that sum to it (largest remainders first, then by name)."""
    whole = sum(shares.values())
    exact = {key: total * value / whole for key, value in shares.items()}
    counts = {key: int(value) for key, value in exact.items()}
    order = sorted(exact, key=lambda key: (counts[key] - exact[key], key))
    for key in order[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def within(groups: NDArray[Any]) -> NDArray[np.int32]:
    """For sorted `groups`: the place of each element inside its group, from 0."""
    count = len(groups)
    if count == 0:
        return np.zeros(0, np.int32)
    starts = np.r_[True, groups[1:] != groups[:-1]]
    first = np.flatnonzero(starts)
    return (np.arange(count) - np.repeat(first, np.diff(np.r_[first, count]))).astype(np.int32)


def exactly(rng: np.random.Generator, chance: NDArray[Any], count: int) -> NDArray[np.int64]:
    """`count` distinct places, the likelier where `chance` is larger (weighted draw without replacement); sorted."""
    if count <= 0:
        return np.zeros(0, np.int64)
    keys = np.log(rng.random(len(chance)) + 1e-300) / np.maximum(chance, 1e-12)
    return np.sort(np.argpartition(-keys, min(count, len(keys)) - 1)[:count])
