"""The linkage model: what is compared, and what each outcome of a comparison is worth.

A pattern is a text of digits: for every field in order its level (0 = missing on one side, 1 = unlike, 2..9 = ever more
alike), followed, for fields with `rarity`, by a digit for how rare the value is (0 common .. 9 rare; two bits each).
A pattern and a model together reproduce weight and explanation; nothing else is needed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LEVELS = 10
RARITY_BITS = 2.0
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Table = tuple[float, ...]
"""Probability of each level 0..9; level 0 (missing) is 1 everywhere and so says nothing."""


@dataclass(frozen=True)
class Field:
    """One thing that is compared.

    `prior_m`, `prior_u`: how true pairs and strangers look before any data. `rarity`: a digit of rarity follows the
    level. `given`: the field on whose level the chance agreement depends (a NIK holds the birth date): one row of `u`
    for every level of that field.
    """

    name: str
    prior_m: Table
    prior_u: Table
    rarity: bool = False
    given: str = ""


@dataclass(frozen=True)
class Alike:
    """Different people who look alike for a reason: neighbours, members of one household, twins.

    `share`: chance that a random pair is such a pair; `tables`: their levels where they differ from strangers';
    `learnt`: the tables that the files teach; `learn_share`: whether they teach the share.
    """

    name: str
    share: float
    tables: Mapping[str, Table]
    learnt: tuple[str, ...] = ()
    learn_share: bool = True


@dataclass(frozen=True)
class Model:
    """Probabilities of every level: `m` for true pairs, `u` for strangers, `alike` for other people who look alike.

    `u` has a row per rarity digit (or per state of the field it is given) and a column per level. `match_share`:
    share of
    right rows with a partner. `left_count`: left rows that could be that partner. `usual_rarity`: the rarity digit that
    stands for a value whose rarity was not looked up (what two random left rows share, on the mean). `ties`: how much
    more often strangers show a level when other fields agree already (see TIES); a row per state, 1 where it is alike.
    """

    fields: tuple[Field, ...]
    m: Mapping[str, Table]
    u: Mapping[str, tuple[Table, ...]]
    alike: tuple[Alike, ...]
    match_share: float
    left_count: int
    link_threshold: float
    doubt_threshold: float
    usual_rarity: Mapping[str, int] = field(default_factory=dict)
    ties: Mapping[str, tuple[Table, ...]] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The first 12 digits of a hash over everything the model says."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]

    @property
    def width(self) -> int:
        """Digits of a pattern."""
        return sum(2 if f.rarity else 1 for f in self.fields)

    def place(self, name: str) -> int:
        """Where the level of a field stands in a pattern (1 = first digit)."""
        at = 1
        for one in self.fields:
            if one.name == name:
                return at
            at += 2 if one.rarity else 1
        raise KeyError(name)

    def write(self, path: Path) -> None:
        """`path` holds the model as JSON, all digits kept; the same model gives the same bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"version": self.version, **asdict(self)}, indent=1, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")


def of_this_shape(model: Model) -> bool:
    """Whether the model has the rows that `decode` asks for: one that an older version wrote may not."""
    rows = {one.name: 10 if one.rarity or one.given else 1 for one in model.fields}
    return all(len(model.u.get(name, ())) == count for name, count in rows.items())


def read_model(path: Path) -> Model:
    """The model that `Model.write` wrote."""
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        fields=tuple(
            Field(f["name"], tuple(f["prior_m"]), tuple(f["prior_u"]), f["rarity"], f["given"]) for f in raw["fields"]
        ),
        m=_tables(raw["m"]),
        u={name: tuple(tuple(row) for row in rows) for name, rows in raw["u"].items()},
        alike=tuple(
            Alike(a["name"], a["share"], _tables(a["tables"]), tuple(a["learnt"]), a["learn_share"])
            for a in raw["alike"]
        ),
        match_share=raw["match_share"],
        left_count=raw["left_count"],
        link_threshold=raw["link_threshold"],
        doubt_threshold=raw["doubt_threshold"],
        usual_rarity=raw["usual_rarity"],
        ties={name: tuple(tuple(row) for row in rows) for name, rows in raw.get("ties", {}).items()},
    )


def _tables(raw: Mapping[str, Sequence[float]]) -> dict[str, Table]:
    return {name: tuple(row) for name, row in raw.items()}


@dataclass(frozen=True)
class Decoded:
    """Pattern codes taken apart: per field the level, and the row of `u` that applies."""

    level: Mapping[str, Integers]
    row: Mapping[str, Integers]
    count: int
    states: dict[str, Integers] = field(default_factory=dict, compare=False)

    def state(self, name: str) -> Integers:
        """`state` of a field, worked out once: expectation-maximisation asks for it in every round."""
        if name not in self.states:
            self.states[name] = state(name, self.level)
        return self.states[name]


def decode(fields: Sequence[Field], codes: Integers) -> Decoded:
    """Pattern codes (the pattern read as one whole number) by field.

    The row of `u` is the rarity digit; or the level of the field that it is given, else 0.
    """
    levels: dict[str, Integers] = {}
    rows: dict[str, Integers] = {}
    rest = codes.astype(np.int64)
    for one in reversed(fields):
        if one.rarity:
            rest, rows[one.name] = np.divmod(rest, 10)
        rest, levels[one.name] = np.divmod(rest, 10)
    nothing = np.zeros(len(codes), dtype=np.int64)
    for one in fields:
        if not one.rarity:
            rows[one.name] = levels[one.given] if one.given else nothing
    return Decoded(levels, rows, len(codes))


TIES = ("sex", "national_id", "full_name", "village")
"""Fields whose likeness among strangers hangs on others: people of one birth date are mostly of one sex where their
numbers are alike, names go by sex and by the year of birth, numbers and villages by the place. In this order each is
given the ones before it.
"""
COHORT = (2, 3, 4, 6, 7, 8, 9)
"""Levels of the birth date at which two people were born in about one year."""


def state(name: str, level: Mapping[str, Integers]) -> Integers:
    """The row of `ties` that applies to every pair: for sex whether the births are near; for number and name this, and
    whether the sex is the same (twice the first plus the second); for the village whether the numbers are alike.
    """
    if name == "village":
        return (level["national_id"] >= 6).astype(np.int64)
    born = np.isin(level["birth_date"], COHORT).astype(np.int64)
    return born if name == "sex" else 2 * born + (level["sex"] == 9)


def chances(model: Model, pairs: Decoded) -> dict[str, Floats]:
    """log2 of how often strangers show each field's level."""
    found = {}
    for one in model.fields:
        level = pairs.level[one.name]
        found[one.name] = logs(model.u[one.name]).take(pairs.row[one.name] * LEVELS + level)
        if one.name in model.ties:
            found[one.name] += logs(model.ties[one.name]).take(pairs.state(one.name) * LEVELS + level)
    return found


def evidence(model: Model, pairs: Decoded) -> dict[str, Floats]:
    """log2 of what each part says of every pattern; their sum is the weight of the pair.

    One part per field, log2(m/u); then one per kind of people who look alike: what it takes off, because the likeness
    may be theirs (a part below 0, or slightly above where it only says that few pairs are of that kind).
    """
    chance = chances(model, pairs)
    parts = {one.name: logs(model.m[one.name])[pairs.level[one.name]] - chance[one.name] for one in model.fields}
    total = np.full(pairs.count, log(1 - sum(kind.share for kind in model.alike)))
    before = np.zeros(pairs.count)
    for kind in model.alike:
        total = np.logaddexp2(total, log(kind.share) + likeness(kind, pairs, chance))
        parts[kind.name] = before - total
        before = total
    return parts


def of_different_people(model: Model, codes: Integers) -> Floats:
    """Chance that two people, one of either side, show each pattern although they are not the same."""
    pairs = decode(model.fields, codes)
    chance = chances(model, pairs)
    total = np.full(pairs.count, log(1 - sum(kind.share for kind in model.alike)))
    for kind in model.alike:
        total = np.logaddexp2(total, log(kind.share) + likeness(kind, pairs, chance))
    return np.exp2(total + sum(chance.values(), np.zeros(pairs.count)))


def likeness(kind: Alike, pairs: Decoded, chance: Mapping[str, Floats]) -> Floats:
    """log2 of how much more often such people show a pattern than strangers do."""
    more = np.zeros(pairs.count)
    for name, table in kind.tables.items():
        more += logs(table)[pairs.level[name]] - chance[name]
    return more


def logs(table: Sequence[float] | Sequence[Sequence[float]]) -> Floats:
    """log2 of probabilities, those of 0 as if 1e-300."""
    return np.log2(np.maximum(np.asarray(table, dtype=np.float64), 1e-300))


def log(value: float) -> float:
    """log2 of one probability."""
    return float(np.log2(max(value, 1e-300)))


def weights(model: Model, codes: Integers) -> Floats:
    """log2 weight of evidence of every pattern code, rounded to 4 decimals."""
    total = np.zeros(len(codes))
    for part in evidence(model, decode(model.fields, codes)).values():
        total += part
    return np.round(total, 4)


def prior_odds(model: Model) -> float:
    """Odds, before looking, that one given left row is the partner of a right row, against its having none."""
    return model.match_share / max(1e-9, 1 - model.match_share) / max(1, model.left_count)
