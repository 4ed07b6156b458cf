"""`make bench-employers`: four offices' lists of 20,000 firms matched and held against their truth.

    bench_employers.py [--firms 20000]

Writes the table of docs/reference/benchmarks-employers.md. The weights of the matching were set on seed 7; the other
seeds were not looked at before.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from measured import markdown_table

from semesta.engines.duck import DuckEngine
from semesta.link.firms import match_firms
from semesta.synthetic.firm_lists import firm_lists, score_firms

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "benchmarks-employers.md"
SEEDS = (7, 8, 9)
FROM_LANDED = """
SELECT CAST(file_no AS BIGINT) * 100000000 + row_number AS employer_row_id, employer_code, digits_of(nib) AS nib,
  digits_of(npwp) AS npwp, upper(plain_text(name)) AS name, text_key(name) AS name_key, address, village_code, source,
  digits_of(phone) AS phone
FROM landed
"""
NUMBERS_OR_NAME = """
SELECT e.employer_row_id, min(e.employer_row_id) OVER (PARTITION BY coalesce(e.nib, n.nib, e.npwp, n.npwp, e.name_key))
  AS firm_row_id
FROM employer AS e LEFT JOIN (
  SELECT name_key, min(nib) AS nib, min(npwp) AS npwp FROM employer GROUP BY name_key
) AS n ON n.name_key = e.name_key
"""


def measured_rows(seed: int, count: int) -> list[dict[str, object]]:
    """One row for the matching, one for the rule it replaced (the same NIB, else NPWP, else letters of the name)."""
    rows, truth = firm_lists(seed, count)
    engine = DuckEngine()
    engine.register("landed", rows)
    engine.materialise("employer", FROM_LANDED)
    wall, cpu = time.perf_counter(), time.process_time()
    pairs = match_firms(engine, "employer")
    spent = {"wall s": f"{time.perf_counter() - wall:.1f}", "CPU s": f"{time.process_time() - cpu:.1f}"}
    found = score_firms(engine.arrow("SELECT * FROM firm_link"), truth)
    plain = score_firms(engine.arrow(NUMBERS_OR_NAME), truth)
    engine.close()
    told = ((found, "matching", f"{pairs:,}", spent), (plain, "number or same letters", "–", {}))
    return [
        {
            "seed": seed, "rows": f"{len(rows):,}", "how": how, "pairs compared": compared,
            "true pairs": f"{score['wanted']:,}", "precision": f"{score['precision']:.4f}",
            "recall": f"{score['recall']:.4f}", "F1": f"{score['f1']:.4f}", "wall s": each.get("wall s", "–"),
            "CPU s": each.get("CPU s", "–"),
        }
        for score, how, compared, each in told
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--firms", type=int, default=20_000)
    count = parser.parse_args().firms
    rows = [row for seed in SEEDS for row in measured_rows(seed, count)]
    head, _, _ = PAGE.read_text(encoding="utf-8").partition("<!-- table -->")
    told = f"Measured {datetime.now(UTC):%Y-%m-%d} on {count:,} made-up firms in four lists."
    told += f" Load average of five minutes {os.getloadavg()[1]:.0f} on {os.cpu_count()} cores: trust CPU seconds."
    PAGE.write_text(f"{head}<!-- table -->\n\n{told}\n\n{markdown_table(rows)}\n", encoding="utf-8")
    print(markdown_table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
