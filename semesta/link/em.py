"""The model learnt from the files themselves: no labelled pair is needed.

Three samples of pattern counts go in: candidate pairs, random pairs (whose patterns are chance agreement), and
strangers of
one birth date (what a NIK looks like among them). Expectation-maximisation splits them into true pairs, strangers,
and other
people who look alike. u comes from random pairs, never from candidates (which were chosen for their likeness); m from
candidates, with a prior worth a few pairs so that small files do not run away.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.model import (
    LEVELS,
    RARITY_BITS,
    Alike,
    Decoded,
    Field,
    Floats,
    Integers,
    Model,
    Table,
    chances,
    decode,
    likeness,
    log,
    logs,
)
from semesta.link.ties import BY_NAME_BITS, ties

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

M_PRIOR_PAIRS = 20.0
M_FLOOR = 0.3
U_PRIOR_PAIRS = 2.0
NAME_PRIOR_SHARE = 0.3
"""Chance likeness of names differs little between files and is rare: the prior counts as much as this share of the
sample.
"""
ROUNDS = 60
UNLIKE_AT_MOST = {
    "full_name": 0.2, "given_name": 0.2, "family_name": 0.3, "birth_date": 0.15, "sex": 0.1, "national_id": 0.5
}  # fmt: skip
SETTLED = 1e-4
RARITY_POWER = (0.0, 0.0, 0.2, 0.5, 0.5, 0.9, 0.9, 0.8, 1.0, 1.0)
WRONG_NUMBER_SHARE = 0.005
SOUGHT = frozenset(("national_id",))
"""Fields whose likeness itself makes pairs candidates: of people who look alike, those unlike in it are never seen, so
that their number follows from how many such pairs there are.
"""
OTHER_DIGITS = 16 * 9
SAME_BY_CHANCE = 1.2
"""A count of equal values tells of chance where it is so many times what true pairs make: their number is known to a
few per cent only.
"""


@dataclass(frozen=True)
class Counts:
    """Distinct pattern codes and how many pairs have each; `sure` (optional): expected true pairs among them."""

    codes: Integers
    pairs: Floats
    sure: Floats | None = None


@dataclass(frozen=True)
class Evidence:
    """What the model is learnt from. `left_rarity`: share of left rows by rarity digit, for every field with rarity;
    `known_u`: chance agreement counted exactly elsewhere; `same`: per field, by level, the share of all pairs of the
    two sides (true ones among them) that have it, counted exactly because a sample of pairs sees too few of them.
    """

    candidates: Counts
    random: Counts
    same_birth: Counts
    left_count: int
    right_count: int
    left_rarity: Mapping[str, Floats]
    known_u: Mapping[str, Table] = field(default_factory=dict)
    same: Mapping[str, Mapping[int, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """Counts with their codes taken apart."""

    counts: Counts
    pairs: Decoded


def learn(
    fields: Sequence[Field],
    alike: Sequence[Alike],
    evidence: Evidence,
    *,
    thresholds: tuple[float, float],
    start: Model | None = None,
) -> Model:
    """The model after expectation-maximisation over pattern counts, from priors or from the model `start`."""
    candidates, random, born = (
        Sample(counts, decode(fields, counts.codes))
        for counts in (evidence.candidates, evidence.random, evidence.same_birth)
    )
    model = start or Model(
        fields=tuple(fields),
        m={f.name: f.prior_m for f in fields},
        u={f.name: (f.prior_u,) * (10 if f.rarity or f.given else 1) for f in fields},
        alike=tuple(alike),
        match_share=0.5,
        left_count=max(1, evidence.left_count),
        link_threshold=thresholds[0],
        doubt_threshold=thresholds[1],
        usual_rarity={name: _usual(share) for name, share in evidence.left_rarity.items()},
    )
    model = _with_u(model, evidence, random, born)
    chance = chances(model, candidates.pairs)
    for turn in range(ROUNDS):
        before = model
        model = _with_m(model, evidence, candidates, chance)
        if turn % 4 == 3:
            model = _with_u(model, evidence, random, born)
            chance = chances(model, candidates.pairs)
        if turn > 8 and _moved(before, model) < SETTLED:
            break
    return _with_u(model, evidence, random, born)


def _usual(left_rarity: Floats) -> int:
    """The rarity digit whose chance is the chance that two random left rows hold one value."""
    same = float((left_rarity * np.exp2(-(np.arange(10) + 0.5) * RARITY_BITS)).sum())
    return int(min(9, max(0, np.floor(-np.log2(max(same, 1e-9)) / RARITY_BITS))))


def _moved(before: Model, after: Model) -> float:
    return max(float(np.abs(np.subtract(before.m[name], after.m[name])).max()) for name in after.m)


def shares(model: Model, pairs: Decoded, chance: Mapping[str, Floats]) -> tuple[Floats, list[Floats]]:
    """Chance that a random pair with this pattern is of one person; and of each kind of people who look alike.

    `chance`: what `chances` says of these pairs, the same as long as the model's u is.
    """
    ratio = np.full(pairs.count, log(model.match_share / model.left_count))
    for one in model.fields:
        ratio += logs(model.m[one.name])[pairs.level[one.name]] - chance[one.name]
    match = np.exp2(np.clip(ratio, -300, 300))
    kinds = [np.exp2(np.clip(log(kind.share) + likeness(kind, pairs, chance), -300, 300)) for kind in model.alike]
    total = match + sum(kinds, np.zeros(pairs.count)) + max(1e-9, 1 - sum(kind.share for kind in model.alike))
    return match / total, [kind / total for kind in kinds]


def _with_m(model: Model, evidence: Evidence, candidates: Sample, chance: Mapping[str, Floats]) -> Model:
    match, kinds = shares(model, candidates.pairs, chance)
    counted = candidates.counts.pairs
    expected = counted * match if candidates.counts.sure is None else candidates.counts.sure
    level = candidates.pairs.level
    everything = max(1.0, float(evidence.left_count) * evidence.right_count)
    return replace(
        model,
        m={f.name: _of_one_person(f, level[f.name], expected) for f in model.fields},
        alike=tuple(
            _taught(kind, level, counted * share, everything) for kind, share in zip(model.alike, kinds, strict=True)
        ),
        match_share=min(0.999, max(1e-4, (float(expected.sum()) + 0.5) / (evidence.right_count + 1.0))),
    )


def _of_one_person(one: Field, level: Integers, expected: Floats) -> Table:
    """Levels of true pairs; mostly unlike in what a person keeps for life would be chance, not damage."""
    table = table_of(level, expected, one.prior_m, M_PRIOR_PAIRS, M_FLOOR)
    most = UNLIKE_AT_MOST.get(one.name, 0.9)
    if table[1] <= most:
        return table
    rest = (1 - most) / (1 - table[1])
    return (1.0, most, *(share * rest for share in table[2:]))


def _taught(kind: Alike, level: Mapping[str, Integers], expected: Floats, everything: float) -> Alike:
    tables = dict(kind.tables)
    for name in kind.learnt:
        tables[name] = table_of(level[name], expected, kind.tables[name], M_PRIOR_PAIRS)
        if name in SOUGHT and not kind.learn_share:
            seen = min(1.0, float(expected.sum()) / max(1e-9, kind.share * everything))
            tables[name] = (1.0, 1 - seen * (1 - tables[name][1]), *(seen * share for share in tables[name][2:]))
    share = min(0.1, float(expected.sum()) / everything) if kind.learn_share else kind.share
    return replace(kind, tables=tables, share=share)


def table_of(level: Integers, expected: Floats, prior: Sequence[float], worth: float, floor: float = 0.0) -> Table:
    """Share of each level 1..9, the prior counting for `worth` pairs, no level below `floor` times the prior; 1 for
    level 0.
    """
    counted = np.bincount(level, weights=expected, minlength=LEVELS)[1:LEVELS]
    wanted = np.asarray(prior[1:LEVELS]) / sum(prior[1:LEVELS])
    found = np.maximum((counted + worth * wanted) / (counted.sum() + worth), floor * wanted)
    return (1.0, *(float(share) for share in found / found.sum()))


def _with_u(model: Model, evidence: Evidence, random: Sample, born: Sample) -> Model:
    strangers, born_too = _strangers(model, random), _strangers(model, born)
    found = replace(
        model, u={f.name: _chance(f, model, evidence, (random, strangers), (born, born_too)) for f in model.fields}
    )
    return replace(found, ties=ties(found, evidence.left_rarity, (random.pairs, strangers), (born.pairs, born_too)))


def _strangers(model: Model, sample: Sample) -> Floats:
    match, kinds = shares(model, sample.pairs, chances(model, sample.pairs))
    return sample.counts.pairs * np.maximum(0.0, 1 - match - sum(kinds, np.zeros(sample.pairs.count)))


def _chance(
    one: Field, model: Model, evidence: Evidence, random: tuple[Sample, Floats], born: tuple[Sample, Floats]
) -> tuple[Table, ...]:
    if one.name in evidence.known_u:
        return (evidence.known_u[one.name],)
    sample, strangers = random
    level = sample.pairs.level[one.name]
    worth = max(1.0, NAME_PRIOR_SHARE * float(strangers.sum())) if one.rarity else U_PRIOR_PAIRS
    plain = _counted(one, table_of(level, strangers, one.prior_u, worth), model, evidence)
    if one.rarity:
        return _by_rarity(plain, level, sample.pairs.row[one.name], strangers, evidence.left_rarity[one.name])
    rows = [plain]
    if one.given:
        sample, strangers = born
        here = sample.pairs.level[one.given] >= 8
        agreed = table_of(sample.pairs.level[one.name][here], strangers[here], plain, U_PRIOR_PAIRS)
        rows = [_mixed(plain, agreed, share) for share in _of_one_day(model, evidence)]
    if one.name == "national_id":
        rows = [_with_wrong_numbers(row, model) for row in rows]
    return tuple(rows)


def _mixed(apart: Table, agreed: Table, share: float) -> Table:
    return tuple((1 - share) * a + share * b for a, b in zip(apart, agreed, strict=True))


def _of_one_day(model: Model, evidence: Evidence) -> list[float]:
    """For every level of the birth date, how many of the strangers with it were born on one day all the same.

    One of the two dates may be damaged as those of true pairs are; and 1 January, even if equal, is no level 9.
    """
    m, u = model.m["birth_date"], model.u["birth_date"][0]
    damaged = (u[9] * m[level] / max(1e-12, m[9] * u[level]) for level in range(2, LEVELS - 1))
    shares = [0.0, 0.0, *(min(1.0, share) for share in damaged), 1.0]
    new_year = evidence.same.get("birth_date", {}).get(6, 0.0)
    shares[6] = min(1.0, shares[6] + new_year / max(1e-12, u[6]))
    return shares


def _counted(one: Field, sampled: Table, model: Model, evidence: Evidence) -> Table:
    """The table with the levels of `evidence.same` as counted over all pairs, less the true pairs among them.

    A sample of 250,000 pairs sees ten with one birth date: three times too few or too many is usual, and every weight
    is off by as much. What true pairs alone could explain is left to the sample.
    """
    table = list(sampled)
    for level in (8, 9):
        share = evidence.same.get(one.name, {}).get(level, 0.0)
        true = model.match_share * model.m[one.name][level] / max(1, evidence.left_count)
        if share > SAME_BY_CHANCE * true:
            table[level] = max(share - true, share / 10)
    rest = sum(sampled[1:]) - sum(table[1:])
    return (1.0, table[1] + rest, *table[2:])


def _with_wrong_numbers(row: Table, model: Model) -> Table:
    """Equal numbers of different people: somebody else's number given, or a slip in one digit that hits a number
    nearby.
    """
    slip = row[7] * model.m["national_id"][7] / OTHER_DIGITS
    return (*row[:9], WRONG_NUMBER_SHARE / model.left_count + slip)


def _by_rarity(
    plain: Sequence[float], level: Integers, digit: Integers, pairs: Floats, left_rarity: Floats
) -> tuple[Table, ...]:
    """Chance of each level by rarity digit b: proportional to 2^(-power * bits), so that the mean over all pairs is
    `plain`.
    """
    bits = (np.arange(10) + 0.5) * RARITY_BITS
    unlike = np.bincount(digit[level == 1], weights=pairs[level == 1], minlength=10)
    by_words = unlike / unlike.sum() if unlike.sum() > 0 else np.full(10, 0.1)
    table = np.ones((10, LEVELS))
    for one in range(1, LEVELS):
        marginal = left_rarity if one in BY_NAME_BITS else by_words
        falling = np.exp2(-RARITY_POWER[one] * bits)
        mean = float((marginal * falling).sum())
        table[:, one] = np.minimum(0.99, plain[one] * falling / max(mean, 1e-12))
    table[:, 9] = np.exp2(-bits)
    return tuple(tuple(float(x) for x in row) for row in table)
