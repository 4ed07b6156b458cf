"""Made-up cities as arrays, and rounds of visits to them: do the intervals hold the truth as often as they say?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from semesta.measure.estimate.sample import adjusted, sample_of
from semesta.measure.estimate.share import Register, chapman, estimate
from semesta.plan.sample.design import Design, draw
from semesta.plan.sample.frame import Frame
from semesta.synthetic.living import Doors, Listed, open_doors, outcomes

DESIGNS = {
    "simple": Design("simple", 1200, reserve_share=0.0),
    "stratified, proportional": Design("stratified", 1200, reserve_share=0.0),
    "stratified, Neyman": Design("stratified", 1200, allocation="neyman", reserve_share=0.0),
    "two-stage cluster, 120 RT x 10": Design("cluster", 1200, per_cluster=10, reserve_share=0.0),
    "two-stage cluster with replacements": Design("cluster", 1200, per_cluster=10, reserve_share=0.3),
    "simple, with replacements": Design("simple", 1200, reserve_share=0.3),
}
QUANTITIES = ("coverage", "activity", "activity of registered", "not in the register", "wrong entries", "residents")


@dataclass(frozen=True)
class City:
    frame: Frame
    doors: Doors
    register: Register


def made_city(rng: np.random.Generator, homes: int = 30_000, kecamatan: int = 16) -> City:
    """Kecamatan, RT of about 45 households and families differ in cover; its doors as synthetic/living opens them."""
    rt = np.sort(rng.integers(0, homes // 45, homes))
    stratum = rt * kecamatan // (int(rt.max()) + 1)
    members = 1 + rng.poisson(2.1, homes)
    place = rng.normal(0, 0.35, kecamatan)[stratum] + rng.normal(0, 0.5, int(rt.max()) + 1)[rt]
    family = place + rng.normal(0, 1.2, homes)
    home = np.repeat(np.arange(homes), members)
    odds = family[home] + rng.normal(0, 0.4, len(home))
    registered = 1 / (1 + np.exp(-(3.2 + odds))) > rng.random(len(home))
    active = registered & (1 / (1 + np.exp(-(2.3 + odds))) > rng.random(len(home)))
    listed = Listed(home, np.arange(len(home)), registered, active, registered, active)
    doors = open_doors(rng, listed, rt)
    frame = Frame(
        keys=pa.array(np.arange(homes)).cast(pa.string()), villages=pa.array(["16.71.01.1001"] * homes),
        members=members.astype(np.int64),
        active=np.bincount(home, weights=active, minlength=homes).astype(np.int64),
        lot=np.zeros(homes), stratum=stratum.astype(np.int64),
        strata=tuple(f"K{at:02d}" for at in range(kecamatan)), cluster=np.unique(rt, return_inverse=True)[1],
        clusters=tuple(f"V/1/{at}" for at in np.unique(rt)),
    )  # fmt: skip
    return City(frame, doors, Register(len(home), int(registered.sum()), int(active.sum())))


def visited(drawn, answers, by_cluster):
    """(places among the drawn that are visited): a reserve is called in until as many answer as were drawn."""
    label = np.unique(np.array(drawn.cluster if by_cluster else drawn.stratum), return_inverse=True)[1]
    called = ~drawn.reserve.copy()
    for group in np.unique(label):
        inside = np.flatnonzero(label == group)
        reserve = inside[drawn.reserve[inside]]
        missing = int((~answers[inside[~drawn.reserve[inside]]]).sum())
        heard = np.cumsum(answers[reserve]) - answers[reserve]
        called[reserve[heard < missing]] = True
    return np.flatnonzero(called)


def one_round(rng, city, counts, design):
    """The estimate of one round; `counts` are those of all doors."""
    frame = replace(city.frame, lot=rng.random(len(city.frame)))
    drawn = draw(frame, design, rng.random())
    heard = outcomes(rng, len(drawn)) == "complete"
    clustered = design.kind == "cluster"
    at = visited(drawn, heard, clustered)
    sample = sample_of(
        probability=drawn.probability[at], drawn=~drawn.reserve[at], answered=heard[at],
        stratum=np.array(drawn.stratum)[at], cluster=np.array(drawn.cluster)[at], clustered=clustered,
        outer=[drawn.first_fraction[drawn.stratum[one]] for one in at],
        inner=[drawn.second_fraction.get(drawn.cluster[one], 1.0) for one in at],
    )  # fmt: skip
    return estimate(adjusted(sample), counts.of(drawn.rows[at][heard[at]]), city.register)


def true_of(city):
    """The truth by quantity, in the order of QUANTITIES."""
    truth = city.doors.truth
    return (
        truth["registered"] / truth["residents"], truth["active"] / truth["residents"],
        truth["active"] / truth["registered"], truth["missed"] / truth["residents"],
        truth["wrong"] / truth["entries"], float(truth["residents"]),
    )  # fmt: skip


def told_of(found):
    return (
        found.coverage, found.activity, found.activity_of_registered, found.missed_share, found.wrong_share,
        found.residents,
    )  # fmt: skip


def cover_table(seed: int, cities: int, rounds: int) -> list[dict[str, object]]:
    """How often each 95 % interval held the truth, by design and quantity, over cities x rounds of each."""
    held: Counter[tuple[str, str]] = Counter()
    width: Counter[tuple[str, str]] = Counter()
    for number in range(cities):
        rng = np.random.default_rng([seed, number])
        city = made_city(rng)
        counts, truth = city.doors.counts(), true_of(city)
        for name, design in DESIGNS.items():
            for _ in range(rounds):
                for quantity, one, true in zip(
                    QUANTITIES, told_of(one_round(rng, city, counts, design)), truth, strict=True
                ):
                    held[name, quantity] += one.low <= true <= one.high
                    width[name, quantity] += (one.high - one.low) / 2
    total = cities * rounds
    return [
        {"design": name, **{quantity: held[name, quantity] / total for quantity in QUANTITIES},
         "half-width of activity": width[name, "activity"] / total}
        for name in DESIGNS
    ]  # fmt: skip


def chapman_share(seed: int, rounds: int, size: int = 5_000, first: float = 0.9, second: float = 0.3) -> float:
    """How often Chapman's interval held the number of people of an area whose two lists miss people by chance."""
    rng = np.random.default_rng(seed)
    held = 0
    for _ in range(rounds):
        one, two = rng.random(size) < first, rng.random(size) < second
        found = chapman(int(one.sum()), int(two.sum()), int((one & two).sum()))
        held += found.low <= size <= found.high
    return held / rounds
