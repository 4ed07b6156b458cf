"""The linkage model: what is compared, and what each outcome of a comparison is worth.

A pattern is a text of digits: for every field in order its level (0 = missing on one side, 1 = unlike, 2..9 = ever more alike),
followed, for fields with `rarity`, by a digit for how rare the value is (0 common .. 9 rare; two bits each).
A pattern and a model together reproduce weight and explanation; nothing else is needed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LEVELS = 10
RARITY_BITS = 2.0
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Field:
    """One thing that is compared.

    `rarity`: a digit of rarity follows the level. `given`: the field on whose level the chance agreement depends (a NIK holds
    the birth date). The priors say, by level 0..9, what pairs look like before any data: the same person, strangers, members of
    one household, neighbours; an empty one: like strangers.
    """

    name: str
    prior_m: tuple[float, ...]
    prior_u: tuple[float, ...]
    rarity: bool = False
    given: str = ""
    prior_home: tuple[float, ...] = ()
    prior_near: tuple[float, ...] = ()


@dataclass(frozen=True)
class Model:
    """Probabilities of every level: `m` for true pairs, `u` for strangers, `home` and `near` for members of one household and
    for neighbours who are not the same person. `u` has a row per rarity digit (or per state of the field it is given) and a
    column per level. `match_share`: share of right rows with a partner. `left_count`: rows that could be that partner.
    `home_share`, `near_share`: chance that a random pair is of one household, of one neighbourhood.
    """

    fields: tuple[Field, ...]
    m: Mapping[str, tuple[float, ...]]
    u: Mapping[str, tuple[tuple[float, ...], ...]]
    home: Mapping[str, tuple[float, ...]]
    near: Mapping[str, tuple[float, ...]]
    match_share: float
    home_share: float
    near_share: float
    left_count: int
    link_threshold: float
    doubt_threshold: float
    history: tuple[str, ...] = field(default=())

    @property
    def version(self) -> str:
        """The first 12 digits of a hash over everything the model says."""
        return hashlib.sha256(json.dumps(_plain(self), sort_keys=True).encode()).hexdigest()[:12]

    @property
    def width(self) -> int:
        """Digits of a pattern."""
        return sum(2 if f.rarity else 1 for f in self.fields)

    def write(self, path: Path) -> None:
        """`path` holds the model as JSON, all digits kept; the same model gives the same bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"version": self.version, **_plain(self)}, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")


def _plain(model: Model) -> dict[str, object]:
    return {key: value for key, value in asdict(model).items() if key != "version"}


def read_model(path: Path) -> Model:
    """The model that `Model.write` wrote."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw.pop("version")
    fields = tuple(
        Field(**{key: tuple(value) if isinstance(value, list) else value for key, value in f.items()})
        for f in raw.pop("fields")
    )
    tables = {key: {name: tuple(row) for name, row in raw.pop(key).items()} for key in ("m", "home", "near")}
    u = {name: tuple(tuple(row) for row in rows) for name, rows in raw.pop("u").items()}
    return Model(fields=fields, u=u, history=tuple(raw.pop("history")), **tables, **raw)


def decode(fields: Sequence[Field], codes: Integers) -> tuple[dict[str, Integers], dict[str, Integers]]:
    """Levels and rarity digits of pattern codes (the pattern read as one whole number)."""
    levels: dict[str, Integers] = {}
    rarity: dict[str, Integers] = {}
    rest = codes.copy()
    for one in reversed(fields):
        if one.rarity:
            rarity[one.name] = rest % 10
            rest = rest // 10
        levels[one.name] = rest % 10
        rest = rest // 10
    return levels, rarity


def condition(one: Field, levels: Mapping[str, Integers], rarity: Mapping[str, Integers]) -> Integers:
    """The row of `u` that applies: the rarity digit; 1 where the field it is given agrees (level 8 or 9), else 0."""
    if one.rarity:
        return rarity[one.name]
    if one.given:
        return (levels[one.given] >= 8).astype(np.int64)
    return np.zeros(len(levels[one.name]), dtype=np.int64)


def field_weights(model: Model, codes: Integers) -> dict[str, Floats]:
    """log2(m/u) of every field for every pattern code, and under 'home' and 'near' what is taken off because members of one
    household (neighbours) look alike too. Their sum is the weight of the pair.
    """
    levels, rarity = decode(model.fields, codes)
    parts: dict[str, Floats] = {}
    like_m, like_u = np.zeros(len(codes)), np.zeros(len(codes))
    like_home, like_near = np.zeros(len(codes)), np.zeros(len(codes))
    for one in model.fields:
        level = levels[one.name]
        u = _logs(model.u[one.name])[condition(one, levels, rarity), level]
        m = _logs(model.m[one.name])[level]
        parts[one.name] = m - u
        like_m, like_u = like_m + m, like_u + u
        like_home += _alike(model.home, one.name, level, u)
        like_near += _alike(model.near, one.name, level, u)
    parts["near"], parts["home"] = taken_off(model, like_u, like_home, like_near)
    return parts


def _alike(tables: Mapping[str, tuple[float, ...]], name: str, level: Integers, u: Floats) -> Floats:
    return _logs(tables[name])[level] if name in tables else u


def taken_off(model: Model, like_u: Floats, like_home: Floats, like_near: Floats) -> tuple[Floats, Floats]:
    """log2 by which strangers alone understate the chance of this pattern among different people: (neighbours, household)."""
    strangers = like_u + np.log2(max(1e-9, 1 - model.home_share - model.near_share))
    with_near = np.logaddexp2(strangers, like_near + _log(model.near_share))
    with_all = np.logaddexp2(with_near, like_home + _log(model.home_share))
    return strangers - with_near + (like_u - strangers), with_near - with_all


def _logs(table: Sequence[float] | Sequence[Sequence[float]]) -> Floats:
    return np.log2(np.maximum(np.asarray(table, dtype=np.float64), 1e-300))


def _log(value: float) -> float:
    return float(np.log2(max(value, 1e-300)))


def weights(model: Model, codes: Integers) -> Floats:
    """log2 weight of evidence of every pattern code, rounded to 4 decimals."""
    parts = field_weights(model, codes)
    total = np.zeros(len(codes))
    for part in parts.values():
        total += part
    return np.round(total, 4)


def code_of(pattern: str) -> int:
    """The whole number that a pattern is."""
    return int(pattern)


def prior_odds(model: Model) -> float:
    """Odds, before looking, that one given left row is the partner of a right row, against its having none."""
    return model.match_share / max(1e-9, 1 - model.match_share) / max(1, model.left_count)
