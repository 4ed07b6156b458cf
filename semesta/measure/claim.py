"""The claim checker (req 13): what a published sentence says, recomputed, with the difference.

Percentages are compared at the precision they were printed with. Rates and thresholds come from the rules of the day.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from semesta.measure.claim_checks import CHECKS
from semesta.measure.claimed import Claim, Finding, Verdict, claim_of
from semesta.rules.load import Rules

__all__ = ["Claim", "ClaimResult", "Finding", "Verdict", "check_claim", "claim_of"]

_WORDS = {
    "reproduces": "terulang / reproduces",
    "does_not_reproduce": "tidak terulang / does not reproduce",
    "cannot_check": "tidak dapat diperiksa / cannot check",
}


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """Every number that could be looked at. One that does not reproduce decides the verdict of the whole."""

    on: date
    area: str
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """does_not_reproduce if anything does not; else reproduces if anything does; else cannot_check."""
        found = {finding.verdict for finding in self.findings}
        if "does_not_reproduce" in found:
            return "does_not_reproduce"
        return "reproduces" if "reproduces" in found else "cannot_check"

    def to_json(self) -> dict[str, Any]:
        """on, area, verdict and findings, ready for json.dumps."""
        return {
            "on": self.on.isoformat(),
            "area": self.area,
            "verdict": self.verdict,
            "findings": [asdict(finding) for finding in self.findings],
        }

    def text(self) -> str:
        """One line per finding in Indonesian and English, the verdict last."""
        lines = [
            line
            for finding in self.findings
            for line in (f"{_WORDS[finding.verdict]}: {finding.sentence_id}", f"    {finding.sentence_en}")
        ]
        return "\n".join([*lines, f"→ {_WORDS[self.verdict]}"])


def check_claim(claim: Claim, rules: Rules) -> ClaimResult:
    """Every number of the claim that can be recomputed from the others, in a fixed order."""
    findings = tuple(finding for check in CHECKS for finding in check(claim, rules))
    return ClaimResult(claim.on, claim.area, findings)
