"""Answers of a round: one row per person of a visit, as a CSV file; counted, and turned into estimates."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.flow.sampling.frame import relations
from semesta.measure.estimate.sample import Sample, adjusted, sample_of
from semesta.measure.estimate.share import Counts, Estimate, LinkError, Register, by_area, estimate
from semesta.measure.estimate.tally import ANSWERED, CARDS, COLUMNS, FOUND, OUTCOMES, tally
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Home:
    """A visited household of a round as its estimate needs it."""

    part: str
    outcome: str
    probability: float
    stratum: str
    cluster: str
    area: str  # kecamatan


@dataclass(frozen=True)
class Person:
    """Somebody a visit told of; `home` is the household's place; the last three are what the run says."""

    home: int
    listed: bool
    found: str
    card: str
    in_register: bool
    registered: bool
    active: bool


@dataclass(frozen=True)
class RoundEstimate:
    """A round's estimates beside the register's own figures. `homes`: drawn households; of `outcomes` by code those
    drawn and their replacements, which are also counted on their own."""

    homes: int
    replacements: int
    answered: int
    outcomes: Mapping[str, int]
    city: Estimate
    register: Register
    areas: Mapping[str, Estimate]
    registers: Mapping[str, Register]

    def to_json(self) -> dict[str, Any]:
        return {
            "homes": self.homes, "replacements": self.replacements, "answered": self.answered,
            "outcomes": dict(self.outcomes), "city": self.city.to_json(), "register": vars(self.register),
            "areas": {code: one.to_json() for code, one in self.areas.items()},
        }  # fmt: skip


def round_estimate(
    homes: Sequence[Home],
    people: Sequence[Person],
    *,
    clustered: bool,
    fractions: Mapping[str, Mapping[str, float]],
    registers: Mapping[str, Register],
    errors: LinkError | None = None,
) -> RoundEstimate:
    """Estimates from the visits of a random round. A Fault when no household answered yet."""
    sample, kept = _sample(homes, clustered, fractions)
    counts = _counts(len(homes), people).of(kept)
    whole = Register(*(sum(getattr(one, name) for one in registers.values()) for name in vars(Register(0, 0, 0))))
    areas = np.array([home.area for home in homes])[kept]
    named = {code: one for code, one in registers.items() if code}
    return RoundEstimate(
        homes=sum(home.part == "main" for home in homes), replacements=sum(home.part != "main" for home in homes),
        answered=int(kept.sum()), outcomes=Counter(home.outcome for home in homes),
        city=estimate(sample, counts, whole, errors=errors), register=whole,
        areas=by_area(sample, counts, areas, named, errors), registers=dict(registers),
    )  # fmt: skip


def _sample(homes: Sequence[Home], clustered: bool, fractions: Mapping[str, Mapping[str, float]]) -> tuple[Sample, Any]:
    first, second = fractions["first"], fractions["second"]
    kept = np.array([home.outcome in ANSWERED for home in homes], bool)
    sample = sample_of(
        probability=[home.probability for home in homes], drawn=[home.part == "main" for home in homes],
        answered=kept, stratum=[home.stratum for home in homes], cluster=[home.cluster for home in homes],
        clustered=clustered, outer=[first.get(home.stratum, 0.0) for home in homes],
        inner=[second.get(home.cluster, 1.0) for home in homes],
    )  # fmt: skip
    return adjusted(sample), kept


def _counts(homes: int, people: Sequence[Person]) -> Counts:
    def column(name: str) -> list[Any]:
        return [getattr(person, name) for person in people]

    return tally(
        homes, home=column("home"), listed=column("listed"), found=column("found"), card=column("card"),
        in_register=column("in_register"), registered=column("registered"), active=column("active"),
    )  # fmt: skip


# -- from files


def read_answers(path: Path) -> list[dict[str, str]]:
    """The rows of an answers file. A Fault names the row whose words are not known."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise Fault("Berkas jawaban tidak dapat dibaca", path.name) from error
    if not rows or set(COLUMNS) - set(rows[0]):
        missing = ", ".join(sorted(set(COLUMNS) - set(rows[0] if rows else ())))
        raise Fault(f"Kolom tidak ada dalam berkas jawaban: {missing}", path.name)
    for number, row in enumerate(rows, 2):
        if row["outcome"] not in OUTCOMES or row["found"] not in {"", *FOUND} or row["card"] not in {"", *CARDS}:
            raise Fault("Isi outcome, found atau card tidak dikenal", f"{path.name} baris {number}")
    return rows


STANDING = """
  SELECT p.person_id, p.in_register, p.registered OR p.class = 'member_not_in_register',
    p.active OR (p.class = 'member_not_in_register' AND p.status = 'ACTIVE')
  FROM person_month AS p JOIN told ON told.person_id = p.person_id
"""


def standing_of(run: Path, people: Iterable[int]) -> dict[int, tuple[bool, bool, bool]]:
    """(in the register, registered, active) of people by their number in the run."""
    import pyarrow as pa

    with relations(run, "person_month") as engine:
        engine.register("told", pa.table({"person_id": pa.array(sorted(set(people)), pa.int64())}))
        return {row[0]: (bool(row[1]), bool(row[2]), bool(row[3])) for row in engine.rows(STANDING)}
