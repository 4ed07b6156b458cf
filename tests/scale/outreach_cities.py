"""Made-up outreach with a known effect: small strata, families, and people reached who differ from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from semesta.measure.outreach import Effect, effect

if TYPE_CHECKING:
    from numpy.random import Generator


def drawn_city(
    rng: Generator, *, people: int, true: float = 0.08, strata: int = 300, together: float = 0.5, family: int = 4
) -> tuple[Effect, float]:
    """(what is estimated, the truth) of one city.

    Strata have uptakes of their own, from 5 % to 60 %, and where uptake is high more people are reached: the plain
    difference is wrong. Families of 1 to `family` are reached together, and with chance `together` a person does what
    the family does. The truth is the mean effect over those of the people reached who have somebody comparable:
    `true`, more where uptake is high (a third more or less across strata).
    """
    sizes = rng.integers(1, family + 1, people)
    of = np.repeat(np.arange(people), sizes)[:people]
    stratum = rng.integers(0, strata, people)
    base = np.linspace(0.05, 0.60, strata)
    gain = true * np.linspace(2 / 3, 4 / 3, strata)
    lead = stratum[np.unique(of, return_index=True)[1]]
    reached = (rng.random(lead.size) < 0.05 + 0.5 * base[lead])[of]
    chance = base[stratum] + gain[stratum] * reached
    own, shared = rng.random(people), rng.random(people)[of]
    active = np.where(rng.random(people) < together, shared, own) < chance
    found = effect(stratum, reached, active, of)
    compared = reached & np.isin(stratum, np.unique(stratum[~reached]))
    return found, float(gain[stratum[compared]].mean())
