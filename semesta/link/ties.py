"""What strangers show together: names go by sex and year of birth, numbers and villages by the place.

Fields weighed as if each came alone make a stranger who shares one thing for a reason look like the person itself. The
ratios are seen in two samples: random pairs, and pairs of one birth date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from semesta.link.model import LEVELS, TIES, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.link.model import Decoded, Field, Floats, Model

BY_NAME_BITS = frozenset((9, 8, 7, 4, 2))
"""Levels of a name whose rarity is that of the whole name; the others read that of the rarest word."""
TIE_WORTH = 5.0
"""So many pairs that look as usual are added to those seen and to those expected: of fewer a ratio is mostly noise."""
TAUGHT = {"sex": (0, 1), "national_id": (None, None, 1, 1), "full_name": (0, 0, 1, 1), "village": (None, 1)}
"""The sample (0 random pairs, 1 pairs of one birth date, None: not tied) that teaches each state."""


def ties(
    model: Model,
    left_rarity: Mapping[str, Floats],
    random: tuple[Decoded, Floats],
    born: tuple[Decoded, Floats],
) -> dict[str, tuple[Table, ...]]:
    """How much more often strangers show each level when others agree: seen against expected by `model.u`.

    `random`, `born`: the pairs of a sample and how many strangers each counts for. Only left rows that nobody holds are
    looked at: the others came in because they are like somebody.
    """
    there = {one.name: one for one in model.fields}
    if born[0].count == 0 or not {"birth_date", "sex", "national_id"} <= set(there):
        return {}
    return {
        name: tuple(
            (1.0,) * LEVELS
            if which is None
            else _row(there[name], at, model, left_rarity, (random, born)[which], random)
            for at, which in enumerate(TAUGHT[name])
        )
        for name in TIES
        if name in there
    }


def _row(
    one: Field,
    at: int,
    model: Model,
    left_rarity: Mapping[str, Floats],
    sample: tuple[Decoded, Floats],
    random: tuple[Decoded, Floats],
) -> Table:
    pairs, strangers = sample
    level = pairs.level[one.name]
    free = pairs.level.get("free", np.full(pairs.count, LEVELS - 1)) == LEVELS - 1
    here = np.where(free & (pairs.state(one.name) == at) & (level > 0), strangers, 0.0)
    seen = np.bincount(level, weights=here, minlength=LEVELS)
    usual = _usual(one, model, left_rarity, random, np.bincount(pairs.row[one.name], here, LEVELS).astype(np.float64))
    more = (seen + TIE_WORTH) / (seen.sum() * usual + TIE_WORTH)
    return (1.0, *(float(ratio) for ratio in more[1:]))


def _usual(
    one: Field, model: Model, left_rarity: Mapping[str, Floats], random: tuple[Decoded, Floats], by_row: Floats
) -> Floats:
    """Share of each level among strangers, whatever else agrees. `by_row`: how many of them read each row of `u`."""
    table = np.asarray(model.u[one.name], dtype=np.float64)
    if one.rarity:
        words = _rarity_of_words(one, random)
        marginal = (left_rarity[one.name] if level in BY_NAME_BITS else words for level in range(LEVELS))
        return np.asarray([float((each * table[:, level]).sum()) for level, each in enumerate(marginal)])
    if len(table) == 1:
        return np.asarray(table[0])
    return np.asarray(by_row @ table / max(1e-9, float(by_row.sum())))


def _rarity_of_words(one: Field, random: tuple[Decoded, Floats]) -> Floats:
    pairs, strangers = random
    unlike = pairs.level[one.name] == 1
    words = np.bincount(pairs.row[one.name][unlike], weights=strangers[unlike], minlength=10).astype(np.float64)
    return np.asarray(words / words.sum()) if words.sum() > 0 else np.full(10, 0.1)
