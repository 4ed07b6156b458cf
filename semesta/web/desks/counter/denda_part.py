"""The estimate of the service penalty, as a small form on the answer and on an episode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.rules.denda import denda
from semesta.rules.load import load_rules

if TYPE_CHECKING:
    from datetime import date

    from semesta.rules.denda import Denda
    from semesta.web.core.access import OfficeRequest

MOST = 10_000_000_000


@dataclass(frozen=True)
class Part:
    """What was entered (`cost` None: nothing yet) and the estimate."""

    cost: int | None
    months: int
    segment: str
    estimate: Denda | None


def denda_part(request: OfficeRequest, months: int, segment: str, today: date) -> Part:
    """From `biaya` and `bulan` of the address: amounts of no person."""
    cost, typed = whole(request.GET.get("biaya", "")), whole(request.GET.get("bulan", ""))
    counted = months if typed is None else min(typed, 600)
    estimate = None
    if cost is not None:
        estimate = denda(load_rules(), today, cost_rupiah=cost, arrears_months=counted, segment=segment)
    return Part(cost, counted, segment, estimate)


def whole(text: str) -> int | None:
    """A whole amount: digits with or without dots between; None for anything else."""
    plain = text.replace(".", "").replace(" ", "").removeprefix("Rp")
    return min(int(plain), MOST) if plain.isascii() and plain.isdecimal() else None
