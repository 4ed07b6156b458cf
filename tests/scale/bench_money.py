"""`make bench-money`: twelve bills of a whole city checked, scored against their truth, and the budget planned.

    bench_money.py [--residents 1781672]

Writes the table of docs/reference/benchmarks-money.md. The check is the relations from bills to claims; what the run
does for its registers (reading, linkage, statuses) is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from measured import markdown_table, measure, semesta

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "benchmarks-money.md"
OUT = ROOT / "bench" / "money"
CHECK = ("invoice_line", "invoice_file", "invoice_month", "invoice_bill", "invoice_work", "invoice_claim")
MONTHS = 12
ASKED = (
    "--rupiah", "60000000000", "--until", "2025-12-01", "--activity", "0.9", "--coverage", "0.97", "--village-share",
    "0.85", "--route", "apbd_quota=20000", "--route", "pbi_reactivation=1500:0.6", "--route", "dtsen_pbi=3000:0.5",
)  # fmt: skip


def checked(residents: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the score of the bills, seconds by step) of a city of that size with twelve bills."""
    shutil.rmtree(OUT, ignore_errors=True)
    city, home = OUT / "city", OUT / "home"
    measure(semesta("synth", "--out", city, "--residents", str(residents), "--bills", str(MONTHS)))
    run = measure(semesta("run", "--inbox", city / "inbox", "--home", home, "--as-of", "2025-05-31", "--json")).json()
    folder = home / "runs" / run["run_id"]
    score = measure(semesta("score", "--home", home, "--truth", city / "truth", "--json")).json()["bills"]
    seconds = {name: json.loads((folder / f"{name}.json").read_text()) for name in ("timings", "timings_cpu")}
    return score, seconds


def planned() -> dict[str, object]:
    """The optimiser asked for UHC Prioritas with what the city could spend to December: seconds, groups, gap."""
    found = measure(semesta("plan", "--home", OUT / "home", *ASKED, "--json"))
    told = found.json()
    plan = told["plan"]
    return {
        "asked": " ".join(ASKED),
        "groups": f"{len(told['groups']):,}",
        "wall s": f"{found.wall:.1f}",
        "CPU s": f"{found.cpu:.1f}",
        "peak MB": f"{found.peak_mb:,.0f}",
        "reached in month": "–" if plan["reached_at"] is None else plan["reached_at"] + 1,
        "rupiah": f"{plan['cost_rupiah']:,}",
        "gap": f"{plan['gap']:.6f}",
        "played gives the same rupiah": "yes"
        if sum(month[3] for month in told["months"]) == plan["cost_rupiah"]
        else "NO",
    }


def score_rows(score: dict[str, Any]) -> list[dict[str, object]]:
    """Every reason with its recall and precision."""
    rows = {"**every reason**": score["whole"], **score["by_reason"]}
    return [
        {
            "reason": name, "planted or grown": f"{row['wanted']:,}", "told": f"{row['given']:,}",
            "right": f"{row['right']:,}", "precision": f"{row['precision']:.5f}", "recall": f"{row['recall']:.5f}",
        }
        for name, row in rows.items()
    ]  # fmt: skip


def time_rows(seconds: dict[str, Any]) -> list[dict[str, object]]:
    """Wall and CPU seconds of each relation of the check."""
    wall, cpu = seconds["timings"], seconds["timings_cpu"]
    rows = [{"relation": name, "wall s": f"{wall[name]:.2f}", "CPU s": f"{cpu[name]:.2f}"} for name in CHECK]
    whole = {key: sum(part[name] for name in CHECK) for key, part in (("wall s", wall), ("CPU s", cpu))}
    return [*rows, {"relation": "**the check**", **{key: f"{value:.2f}" for key, value in whole.items()}}]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--residents", type=int, default=1_781_672)
    residents = parser.parse_args().residents
    score, seconds = checked(residents)
    head, _, _ = PAGE.read_text(encoding="utf-8").partition("<!-- table -->")
    told = (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on a made-up city of {residents:,} residents: {MONTHS} bills, "
        f"{score['lines']:,} lines, of which {score['unsure']:,} cannot be told from the files (not counted below)."
    )
    told += f" Load average of five minutes {os.getloadavg()[1]:.0f} on 2 cores: trust CPU seconds."
    parts = [
        head + "<!-- table -->",
        told,
        markdown_table(score_rows(score)),
        markdown_table(time_rows(seconds)),
        markdown_table([planned()]),
    ]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print("\n\n".join(parts[1:]))
    print(json.dumps(score["wrong"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
