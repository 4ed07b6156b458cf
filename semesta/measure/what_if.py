"""What if: people switched off and people taken in, and how far the threshold then is (req 9)."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Active people before and after, as people and as shares of the population.

    `margin_people`: so many more may be lost before the share falls below `required` (negative: so many are missing).
    `cost_rupiah_month`: what the city pays a month for those it takes in.
    """

    population: int
    active_before: int
    active_after: int
    share_before: float
    share_after: float
    required: float
    margin_people: int
    cost_rupiah_month: int

    def to_json(self) -> dict[str, Any]:
        """The fields as plain values."""
        return asdict(self)


def what_if(
    *,
    population: int,
    required: float,
    active: int | None = None,
    active_share: float | None = None,
    removed: int = 0,
    added: int = 0,
    city_cost_rupiah: int = 0,
) -> WhatIf:
    """`removed` people lose active cover and the city takes in `added` at `city_cost_rupiah` a month each.

    Give the active people now as a count or as a share of the population. Raises ValueError without either.
    87 % of 1,781,672 less 113,000 gives 80.66 %.
    """
    if active is None:
        if active_share is None:
            raise ValueError("active or active_share")
        active = round(active_share * population)
    after = active - removed + added
    needed = math.ceil(required * population - 1e-7)
    return WhatIf(
        population=population,
        active_before=active,
        active_after=after,
        share_before=active / population,
        share_after=after / population,
        required=required,
        margin_people=after - needed,
        cost_rupiah_month=added * city_cost_rupiah,
    )
