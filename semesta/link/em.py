"""The model learnt from the files themselves: no labelled pair is needed.

Three samples of pattern counts go in: candidate pairs, random pairs (whose patterns are chance agreement), and random pairs of
one birth date (what a NIK looks like among strangers born on one day). Expectation-maximisation splits them into true pairs,
strangers, members of one household and neighbours. u comes from the random pairs, never from candidates (which were chosen for
their likeness); m from candidates, with a prior worth a few pairs so that small files do not run away.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from semesta.link.model import LEVELS, RARITY_BITS, Field, Floats, Integers, Model, condition, decode, field_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

M_PRIOR_PAIRS = 20.0
U_PRIOR_PAIRS = 2.0
ROUNDS = 40
RARITY_POWER = (0.0, 0.0, 0.2, 0.5, 0.5, 0.9, 0.9, 0.8, 1.0, 1.0)
WRONG_NUMBER_SHARE = 0.005


@dataclass(frozen=True)
class Counts:
    """Distinct pattern codes and how many pairs have each; `sure` (optional): expected true pairs among them."""

    codes: Integers
    pairs: Floats
    sure: Floats | None = None


@dataclass(frozen=True)
class Evidence:
    """What the model is learnt from. `left_rarity`: share of left rows by rarity digit, for every field
    with rarity; `known_u`: chance agreement counted exactly elsewhere."""

    candidates: Counts
    random: Counts
    same_birth: Counts
    left_count: int
    right_count: int
    left_rarity: Mapping[str, Floats]
    known_u: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


def first_model(fields: Sequence[Field], evidence: Evidence, *, link_threshold: float, doubt_threshold: float) -> Model:
    """The model before learning: priors for m, counted u."""
    home = {f.name: f.prior_home for f in fields if f.prior_home}
    if not any(f.prior_home and f.prior_home[9] > 0.1 for f in fields):
        home = {}
    near = {f.name: f.prior_near for f in fields if f.prior_near}
    model = Model(
        fields=tuple(fields),
        m={f.name: f.prior_m for f in fields},
        u={f.name: _repeated(f) for f in fields},
        home=home,
        near=near,
        match_share=0.5,
        home_share=2 / (evidence.left_count + 2) if home else 0.0,
        near_share=20 / (evidence.left_count + 20) if near else 0.0,
        left_count=max(1, evidence.left_count),
        link_threshold=link_threshold,
        doubt_threshold=doubt_threshold,
    )
    return _with_u(model, evidence)


def learn(model: Model, evidence: Evidence) -> Model:
    """The model after expectation-maximisation over pattern counts."""
    for _ in range(ROUNDS):
        model = _with_u(_with_m(model, evidence), evidence)
    return model


def responsibilities(model: Model, codes: Integers) -> tuple[Floats, Floats, Floats]:
    """Chance that a pair with this pattern, drawn at random from all pairs, is of one person, one household, neighbours."""
    parts = field_weights(model, codes)
    ratio = np.exp2(np.clip(sum(parts[f.name] for f in model.fields), -300, 300))
    match = model.match_share / model.left_count * ratio
    home = model.home_share * _ratio(model, codes, model.home)
    near = model.near_share * _ratio(model, codes, model.near)
    total = match + home + near + max(1e-9, 1 - model.home_share - model.near_share)
    return match / total, home / total, near / total


def _ratio(model: Model, codes: Integers, tables: Mapping[str, tuple[float, ...]]) -> Floats:
    if not tables:
        return np.zeros(len(codes))
    likened = replace(model, m={**model.m, **tables})
    parts = field_weights(likened, codes)
    return np.exp2(np.clip(sum((parts[name] for name in tables), np.zeros(len(codes))), -300, 300))


def _with_m(model: Model, evidence: Evidence) -> Model:
    counts = evidence.candidates
    match, home, near = responsibilities(model, counts.codes)
    expected = counts.pairs * match if counts.sure is None else counts.sure
    levels, _ = decode(model.fields, counts.codes)
    everything = float(evidence.left_count) * evidence.right_count
    found = float(expected.sum())
    return replace(
        model,
        m={f.name: _table(levels[f.name], expected, f.prior_m, M_PRIOR_PAIRS) for f in model.fields},
        home=_tables(model.fields, model.home, "prior_home", levels, counts.pairs * home),
        near=_tables(model.fields, model.near, "prior_near", levels, counts.pairs * near),
        match_share=min(0.999, max(1e-4, (found + 0.5) / (evidence.right_count + 1.0))),
        home_share=min(0.1, float((counts.pairs * home).sum()) / everything) if model.home else 0.0,
        near_share=min(0.1, float((counts.pairs * near).sum()) / everything) if model.near else 0.0,
    )


def _tables(
    fields: Sequence[Field],
    used: Mapping[str, tuple[float, ...]],
    prior: str,
    levels: Mapping[str, Integers],
    expected: Floats,
) -> dict[str, tuple[float, ...]]:
    return {
        f.name: _table(levels[f.name], expected, getattr(f, prior), M_PRIOR_PAIRS) for f in fields if f.name in used
    }


def _table(levels: Integers, expected: Floats, prior: Sequence[float], worth: float) -> tuple[float, ...]:
    counted = np.bincount(levels, weights=expected, minlength=LEVELS)[1:LEVELS]
    wanted = np.asarray(prior[1:LEVELS]) / sum(prior[1:LEVELS])
    shares = (counted + worth * wanted) / (counted.sum() + worth)
    return (1.0, *(float(share) for share in shares))


def _with_u(model: Model, evidence: Evidence) -> Model:
    random = _strangers(model, evidence.random)
    born = _strangers(model, evidence.same_birth)
    return replace(model, u={f.name: _chance(f, model, evidence, random, born) for f in model.fields})


def _strangers(model: Model, counts: Counts) -> Counts:
    match, home, near = responsibilities(model, counts.codes)
    return Counts(counts.codes, counts.pairs * np.maximum(0.0, 1 - match - home - near))


def _chance(
    one: Field, model: Model, evidence: Evidence, random: Counts, born: Counts
) -> tuple[tuple[float, ...], ...]:
    if one.name in evidence.known_u:
        return (evidence.known_u[one.name],)
    levels, rarity = decode(model.fields, random.codes)
    plain = _table(levels[one.name], random.pairs, one.prior_u, U_PRIOR_PAIRS)
    if one.rarity:
        return _by_rarity(plain, levels[one.name], rarity[one.name], random.pairs, evidence.left_rarity[one.name])
    rows = [plain]
    if one.given:
        levels, rarity = decode(model.fields, born.codes)
        here = condition(one, levels, rarity) == 1
        rows.append(_table(levels[one.name][here], born.pairs[here], plain, U_PRIOR_PAIRS))
    if one.name == "national_id":
        floor = WRONG_NUMBER_SHARE / model.left_count
        rows = [(*row[:9], max(row[9], floor)) for row in rows]
    return tuple(rows)


def _by_rarity(
    plain: Sequence[float], level: Integers, digit: Integers, pairs: Floats, left_rarity: Floats
) -> tuple[tuple[float, ...], ...]:
    """Chance of each level by rarity digit b: proportional to 2^(-power * bits), so that the mean over all pairs is `plain`."""
    bits = (np.arange(10) + 0.5) * RARITY_BITS
    unlike = np.bincount(digit[level == 1], weights=pairs[level == 1], minlength=10)
    by_words = unlike / unlike.sum() if unlike.sum() > 0 else np.full(10, 0.1)
    table = np.ones((10, LEVELS))
    for one in range(1, LEVELS):
        marginal = left_rarity if one in {9, 8, 7, 4, 2} else by_words
        falling = np.exp2(-RARITY_POWER[one] * bits)
        mean = float((marginal * falling).sum())
        table[:, one] = np.minimum(0.99, plain[one] * falling / max(mean, 1e-12))
    table[:, 9] = np.exp2(-bits)
    return tuple(tuple(float(x) for x in row) for row in table)


def _repeated(one: Field) -> tuple[tuple[float, ...], ...]:
    return (one.prior_u,) * (10 if one.rarity else 2 if one.given else 1)
