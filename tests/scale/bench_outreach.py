"""`make bench-outreach`: is a known effect of outreach within its 95 % interval in 93 to 97 of 100 made-up cities?

Writes the table of docs/reference/benchmarks-outreach.md; fails when a row that must hold is outside.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from measured import markdown_table
from outreach_cities import drawn_city

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "benchmarks-outreach.md"
RUNS = 1_000
LEAST, MOST = 0.93, 0.97
CASES: tuple[tuple[str, dict[str, float]], ...] = (
    ("a round of one kelurahan", {"people": 1_500, "strata": 60}),
    ("small strata: 10 people each", {"people": 3_000, "strata": 300}),
    ("very small strata: 4 people each", {"people": 4_000, "strata": 1_000}),
    ("everybody acts alone", {"people": 10_000, "strata": 300, "together": 0.0}),
    ("families of up to six act as one", {"people": 10_000, "strata": 300, "together": 1.0, "family": 6}),
    ("nothing worked", {"people": 10_000, "strata": 300, "true": 0.0}),
    ("a weak effect", {"people": 20_000, "strata": 300, "true": 0.02}),
    ("it did harm", {"people": 10_000, "strata": 300, "true": -0.03}),
    ("a large campaign", {"people": 60_000, "strata": 2_000}),
)


def case_row(number: int, name: str, settings: dict[str, float]) -> dict[str, object]:
    """One case drawn RUNS times: how often the truth lay inside, how far off and how wide."""
    started = time.perf_counter()
    found = [drawn_city(np.random.default_rng([54, number, run]), **settings) for run in range(RUNS)]  # type: ignore[arg-type]  # the settings are its own parameters
    inside = sum(one.low <= true <= one.high for one, true in found) / RUNS
    off = float(np.mean([one.difference - true for one, true in found]))
    width = float(np.mean([one.high - one.low for one, _ in found])) / 2
    claimed = sum(one.answer in {"worked", "harmed"} for one, _ in found) / RUNS
    return {
        "case": name, "people": f"{settings['people']:,}", "strata": f"{settings['strata']:,}",
        "true effect, points": f"{np.mean([true for _, true in found]) * 100:.2f}",
        "mean error, points": f"{off * 100:+.3f}", "half width, points": f"{width * 100:.2f}",
        "zero outside": f"{claimed:.1%}", "**truth inside**": f"**{inside:.1%}**",
        "ms a run": f"{(time.perf_counter() - started) / RUNS * 1000:.1f}", "holds": LEAST <= inside <= MOST,
    }  # fmt: skip


def main() -> int:
    rows = [case_row(number, *case) for number, case in enumerate(CASES)]
    wrong = [row["case"] for row in rows if not row.pop("holds")]
    head, _, _ = PAGE.read_text(encoding="utf-8").partition("<!-- table -->")
    told = f"Measured {datetime.now(UTC):%Y-%m-%d}: {RUNS:,} made-up cities for each row, seeds kept in the script."
    PAGE.write_text("\n\n".join([head + "<!-- table -->", told, markdown_table(rows)]) + "\n", encoding="utf-8")
    print(markdown_table(rows))
    for name in wrong:
        print(f"NOT within {LEAST:.0%} to {MOST:.0%}: {name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
