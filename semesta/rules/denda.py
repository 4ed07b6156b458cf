"""The service penalty (denda pelayanan) of an inpatient whose cover came back after arrears (R2.22, req 50)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from semesta.terms.segment import PPU

if TYPE_CHECKING:
    from datetime import date

    from semesta.rules.load import Rules

NOBODY, MEMBER, EMPLOYER = "nobody", "member", "employer"


@dataclass(frozen=True)
class Denda:
    """An estimate. `months`: those that count; `capped`: the highest amount is reached; `payer`: who owes it."""

    rupiah: int
    share: float
    months: int
    most_rupiah: int
    capped: bool
    window_days: int
    payer: str
    law: str


def denda(rules: Rules, on: date, *, cost_rupiah: int, arrears_months: int, segment: str) -> Denda:
    """Share of the estimated cost per month in arrears, up to the most months and the highest amount; whole rupiah.

    Of a segment without penalty it is 0 and nobody owes it. `cost_rupiah` is the estimated INA-CBG cost of the stay.
    """
    share = rules.share("denda_share", on)
    most = rules.whole("denda_max_rupiah", on)
    months = max(0, min(arrears_months, rules.whole("denda_max_month", on)))
    exempt = segment in str(rules.value("denda_exempt_segment", on)).split("|")
    exact = Decimal(str(share)) * max(cost_rupiah, 0) * (0 if exempt else months)
    rupiah = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return Denda(
        rupiah=min(rupiah, most), share=share, months=0 if exempt else months, most_rupiah=most, capped=rupiah > most,
        window_days=rules.whole("denda_window_day", on),
        payer=NOBODY if exempt else EMPLOYER if segment == PPU else MEMBER,
        law=rules.law_of("denda_share", on),
    )  # fmt: skip
