"""`make bench-estimates`: how often 95 % intervals hold the truth of made-up cities, and how fast a sample is drawn.

    bench_estimates.py [--cities 20] [--rounds 100] [--draws]

Writes the tables of docs/reference/benchmarks-estimates.md; with --draws only those about drawing.
"""

# ruff: noqa: E402  (the root is put on the path first)
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from measured import markdown_table
from simulated_rounds import QUANTITIES, chapman_share, cover_table

from semesta.flow.sampling.drawn import round_of_frame
from semesta.flow.sampling.frame import frame_of
from semesta.plan.sample.design import Design

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from tests.web import postgres_cluster

PAGE = ROOT / "docs" / "reference" / "benchmarks-estimates.md"
OUT = ROOT / "bench" / "estimates"
HOMES = 450_000
SEED = 20_260_501
DRAWN = "A sample drawn from the tables of a run"


def written_run() -> Path:
    """The two relations that a frame reads, of a register of 450,000 households and about 1.4 million residents."""
    rng = np.random.default_rng(SEED)
    run = OUT / "runs" / "2026-05-bench"
    for stage in ("1_standard", "3_status"):
        (run / stage).mkdir(parents=True, exist_ok=True)
    members = 1 + rng.poisson(2.1, HOMES)
    village = np.sort(rng.integers(0, 107, HOMES))
    key = pa.array([f"{1_671_000_000_000_000 + at}" for at in rng.permutation(HOMES).tolist()])
    code = pa.array([f"16.71.{at // 7 + 1:02d}.{1001 + at % 7}" for at in village.tolist()])
    number = rng.integers(1, 95, HOMES)
    rt, rw = (pa.array([f"{at:03d}" for at in one.tolist()]) for one in (number, number // 8 + 1))
    first = np.cumsum(members) - members
    family = {"nkk": key, "village_code": code, "rt": rt, "rw": rw, "member_count": pa.array(members),
              "head_resident_id": pa.array(first)}  # fmt: skip
    pq.write_table(pa.table(family), run / "1_standard" / "family.parquet")
    home = pa.array(np.repeat(np.arange(HOMES), members))
    whole, active = pa.array(np.ones(len(home), bool)), pa.array(rng.random(len(home)) < 0.8)
    person = {"nkk": key.take(home), "in_register": whole, "active": active, "registered": whole,
              "district_code": pc.utf8_slice_codeunits(code, 0, 8).take(home)}  # fmt: skip
    pq.write_table(pa.table(person), run / "3_status" / "person_month.parquet")
    streets = pa.array([f"JL. MAWAR {number}" for number in range(300)])
    resident = {
        "resident_id": pa.array(np.arange(len(home))), "nkk": key.take(home),
        "name": pa.array([f"WARGA {number}" for number in range(len(home))]),
        "address": streets.take(pc.cast(pa.array(np.arange(len(home)) % 300), pa.int64())),
        "register_status": pa.array(["LIVING"] * len(home)), "duplicate_row": pa.array(np.zeros(len(home), bool)),
    }  # fmt: skip
    pq.write_table(pa.table(resident), run / "1_standard" / "resident.parquet")
    (run / "manifest.json").write_text('{"month": "2026-05-01", "area": "16.71"}', encoding="utf-8")
    return run


def draw_rows() -> list[dict[str, object]]:
    """Seconds from the run's tables to 2,000 households, by design; the best of five."""
    run = written_run()
    rows: list[dict[str, object]] = []
    for kind in ("simple", "stratified", "cluster"):
        best = (9e9, 9e9)
        for _ in range(5):
            wall, cpu = time.perf_counter(), time.process_time()
            made = round_of_frame(run, frame_of(run, "2026-05"), Design(kind, 2000), "2026-05")
            best = min(best, (time.perf_counter() - wall, time.process_time() - cpu))
        rows.append(
            {"design": kind, "households drawn": f"{len(made.main()):,}", "of": f"{HOMES:,}",
             "wall s": f"{best[0]:.2f}", "CPU s": f"{best[1]:.2f}"}
        )  # fmt: skip
    return rows


def kept_rows() -> list[dict[str, object]]:
    """Seconds from the page's button to the round in the database, on both; the same households, or an error."""
    told = {}
    for name in ("SQLite", "PostgreSQL"):
        environment = {**os.environ, "SEMESTA_HOME": str(OUT)}
        environment.pop("DATABASE_URL", None)
        (OUT / "web" / "semesta.sqlite3").unlink(missing_ok=True)
        if name == "PostgreSQL":
            environment["DATABASE_URL"] = postgres_cluster.another_database("draws")
        words = [sys.executable, str(Path(__file__).with_name("draw_child.py")), str(OUT), "2026-05-bench"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        told[name] = json.loads(done.stdout)
    rows: list[dict[str, object]] = []
    for kind, one in told["SQLite"].items():
        other = told["PostgreSQL"][kind]
        if one["digest"] != other["digest"]:
            raise RuntimeError(f"{kind}: SQLite and PostgreSQL hold other households")
        seconds = {
            f"{name}, {what} s": f"{told[name][kind][key]:.2f}"
            for name in told for what, key in (("wall", "wall"), ("own CPU", "cpu"))
        }  # fmt: skip
        rows.append({"design": kind, "households kept": f"{one['households']:,}", **seconds, "the same": "yes"})
    return rows


def drawn_text() -> str:
    """The part of the page about drawing."""
    parts = (
        f"{DRAWN} (frame read, ordered and digested, lots made, households drawn), measured"
        f" {datetime.now(UTC):%Y-%m-%d}, load average of five minutes {os.getloadavg()[1]:.0f}:",
        markdown_table(draw_rows()),
        "From the button of the page to the round in the database (the reserve, heads and addresses, registers by"
        " kecamatan, the audit trail), the best of three; the households and their order are compared by digest:",
        markdown_table(kept_rows()),
    )
    return "\n\n".join(parts)


def main() -> int:
    """The page holds the new tables; 1 when an interval holds the truth in fewer than 93 % or more than 97 %."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cities", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--draws", action="store_true")
    given = parser.parse_args()
    drawn = drawn_text()
    if given.draws:
        PAGE.write_text(PAGE.read_text(encoding="utf-8").split(DRAWN)[0] + drawn + "\n", encoding="utf-8")
        print(drawn)
        return 0
    table = cover_table(SEED, given.cities, given.rounds)
    area = chapman_share(SEED, 2_000)
    outside = [(row["design"], one) for row in table for one in QUANTITIES if not 0.93 <= float(str(row[one])) <= 0.97]
    shown = [
        {
            "design": row["design"],
            **{one: f"{float(str(row[one])) * 100:.1f}" for one in QUANTITIES},
            "half-width of activity, points": f"{float(str(row['half-width of activity'])) * 100:.2f}",
        }
        for row in table
    ]
    load = os.getloadavg()[1]
    text = "\n\n".join(
        (
            f"Measured {datetime.now(UTC):%Y-%m-%d}; load average of five minutes {load:.0f} on {os.cpu_count()} cores"
            ": trust CPU seconds.",
            f"Per cent of {given.cities * given.rounds:,} rounds of each design ({given.cities} made-up cities of"
            f" 30,000 households, {given.rounds} rounds in each, 1,200 households drawn, 18 % of visits without an"
            " answer) whose 95 % interval held the truth:",
            markdown_table(shown),
            f"Two lists of 5,000 people that miss people by chance (10 % and 70 %): Chapman's interval held the"
            f" truth in {area * 100:.1f} % of 2,000.",
            drawn,
        )
    )
    head = PAGE.read_text(encoding="utf-8").split("<!-- table -->")[0]
    PAGE.write_text(f"{head}<!-- table -->\n\n{text}\n", encoding="utf-8")
    print(text)
    for design, quantity in outside:
        print(f"OUTSIDE 93-97 %: {design}, {quantity}")
    return 1 if outside else 0


if __name__ == "__main__":
    raise SystemExit(main())
