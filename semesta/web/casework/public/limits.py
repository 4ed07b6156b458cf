"""How much of the public check anybody may use: policy of the city, dated in rules/parameters/semesta."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from semesta.rules.load import Rules

PROOF_PARTS = 8
"""A form asks for so many proofs of an equal share of the work: together they take about as long for everybody."""


@dataclass(frozen=True)
class Limits:
    """Counts per window and address, per day and NIK; the work of a browser in digests; seconds without one."""

    address_hour: int
    miss_hour: int
    nik_day: int
    form_seconds: int
    proof_digests: int
    slow_wait: int
    slow_hour: int
    slow_everywhere_hour: int

    @property
    def proof_below(self) -> int:
        """The first 32 bits of a digest prove a part when they are below this: every so-many-th digest does."""
        return 2**32 * PROOF_PARTS // max(self.proof_digests, PROOF_PARTS)


def limits_of(rules: Rules, on: date) -> Limits:
    """What holds on this day."""

    def value(name: str) -> int:
        return int(rules.value(f"public_check_{name}", on))

    return Limits(
        value("address_hour_count"), value("miss_hour_count"), value("nik_day_count"), 60 * value("form_minute"),
        value("proof_digest_count"), value("slow_wait_second"), value("slow_hour_count"),
        value("slow_everywhere_hour_count"),
    )  # fmt: skip
