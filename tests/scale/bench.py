"""`make bench`: linking and the whole run, beside the floor and the peers, in one go; the table is kept in docs.

Cities are made once into bench/ (git-ignored). Every figure is of a whole process of its own. Quality is against the
truth of the made-up city, at the decision each method takes by itself; a link is right when the card's row and the
register row are of one human. Precision over the links given, recall over the cards that have a register row.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from measured import Measured, markdown_table, measure, semesta

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "bench"
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
HERE = Path(__file__).parent
PROFILES = {
    "rich": ["--columns", "rich"],
    "lean": ["--columns", "lean"],
    "hard": ["--columns", "lean", "--damage", "2"],
}
ROWS_PER_FILE = 100_000_000
RECORDLINKAGE_BEARS = 200_000
TIMES = 3
"""Floors and our linkage take seconds, and differ by a fifth from one time to the next: that of the middle counts."""


def city(size: int, profile: str, area: str) -> Path:
    """The made-up city of this size, made if it is not there."""
    folder = BENCH / f"{area}-{size}-{profile}"
    if not (folder / "truth" / "totals.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        arguments = ["synth", "--preset", "2025-05", "--residents", str(size), "--seed", "7", "--files", "two"]
        measure(semesta(*arguments, "--area", area, *PROFILES[profile], "--out", folder))
    return folder


def whole_run(folder: Path) -> tuple[Measured, dict[str, float], Path]:
    """`semesta run` from the files to the report in a new home; its figures and the folder of the run."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    done = measure(semesta("run", "--inbox", folder / "inbox", "--home", home, "--as-of", "2025-05-01", "--json"))
    return done, done.json()["seconds"], next((home / "runs").iterdir())


def typed_tables(run: Path, folder: Path) -> Path:
    """resident.parquet and member.parquet of a run, in a folder of their own."""
    tables = folder / "tables"
    tables.mkdir(exist_ok=True)
    for name in ("resident", "member"):
        shutil.copy(run / "1_standard" / f"{name}.parquet", tables)
    return tables


def true_pairs(folder: Path, run: Path) -> pa.Table:
    """member_id with the human of the card and whether that human has a register row; residents likewise."""
    numbers = {one["file_name"]: one["file_no"] for one in manifest_files(run)}
    truth = {}
    for side, file_column in (("member", "member_file"), ("resident", "resident_file")):
        table = pq.read_table(
            folder / "truth" / f"{side}_truth.parquet", columns=[file_column, "row_number", "human_id"]
        )
        codes = table.column(file_column).combine_chunks().dictionary_encode()
        file_no = pa.array([numbers[name] for name in codes.dictionary.to_pylist()]).take(codes.indices)
        ids = pc.add(pc.multiply(file_no, ROWS_PER_FILE), table.column("row_number"))
        truth[side] = pa.table({f"{side}_id": ids, f"{side}_human": table.column("human_id")})
    humans = pc.unique(truth["resident"].column("resident_human"))
    known = pc.is_in(truth["member"].column("member_human"), value_set=humans)
    return truth["member"].append_column("known", known), truth["resident"]


def manifest_files(run: Path) -> list[dict[str, object]]:
    """The files a run used, with their numbers."""
    import json

    return json.loads((run / "manifest.json").read_text(encoding="utf-8"))["inputs"]


def quality(pairs: Path, truth: tuple[pa.Table, pa.Table]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the links in a Parquet file."""
    members, residents = truth
    given = pq.read_table(pairs, columns=["member_id", "resident_id"])
    joined = given.join(members, "member_id").join(residents, "resident_id")
    right = pc.sum(
        pc.fill_null(pc.equal(joined.column("member_human"), joined.column("resident_human")), False)
    ).as_py()
    wanted = pc.sum(members.column("known")).as_py()
    precision, recall = right / max(1, given.num_rows), right / wanted
    return precision, recall, 2 * precision * recall / (precision + recall)


def linkers(size: int) -> list[str]:
    """The methods measured at a size: recordlinkage only where it can bear it."""
    peers = ["splink"] if size <= 2_000_000 else []
    peers += ["recordlinkage"] if size <= RECORDLINKAGE_BEARS else []
    return ["floor_csv", "floor_parquet", "naive", "deterministic", "semesta", *peers]


def bench(size: int, profile: str, area: str) -> list[dict[str, object]]:
    """Rows of the table for one city."""
    folder = city(size, profile, area)
    run, seconds, run_folder = whole_run(folder)
    tables, truth = typed_tables(run_folder, folder), true_pairs(folder, run_folder)
    cards = truth[0].num_rows
    label = {"residents": f"{size:,}", "data": profile}
    rows = []
    floor = 0.0
    for method in linkers(size):
        out = folder / f"{method}.parquet"
        command = [sys.executable, str(HERE / "linkers.py"), method, str(tables), str(folder), str(out)]
        tries = [measure(command) for _ in range(TIMES if method.startswith(("floor", "semesta")) else 1)]
        done = sorted(tries, key=lambda one: one.cpu)[len(tries) // 2]
        floor = floor or done.cpu
        row = label | {"what": f"link: {method}"} | figures(done, cards, floor)
        if not method.startswith("floor"):
            row |= dict(
                zip(("precision", "recall", "F1"), (f"{value:.5f}" for value in quality(out, truth)), strict=True)
            )
        rows.append(row)
        print(row, flush=True)
    rows.append(label | {"what": "whole run, files to report"} | figures(run, cards, floor))
    spent = ", ".join(f"{name} {value:.1f} s" for name, value in sorted(seconds.items(), key=lambda s: -s[1])[:8])
    print(rows[-1], spent, flush=True)
    shutil.rmtree(folder / "home")
    return rows


def figures(done: Measured, cards: int, floor: float) -> dict[str, object]:
    """Wall, CPU, memory, rows a second and the ratio to the floor."""
    return {
        "wall s": f"{done.wall:.1f}", "CPU s": f"{done.cpu:.1f}", "peak MB": f"{done.peak_mb:,.0f}",
        "member rows / s": f"{cards / done.wall:,.0f}", "CPU ÷ floor": f"{done.cpu / floor:.1f}",
    }  # fmt: skip


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true", help="also 9 million residents")
    parser.add_argument("--small", action="store_true", help="170,000 residents only; the page is not written")
    asked = parser.parse_args()
    plan = [(170_000, profile, "16.71") for profile in PROFILES]
    if not asked.small:
        plan += [(1_700_000, profile, "16.71") for profile in PROFILES]
    if asked.large:
        plan += [(9_000_000, "lean", "16")]
    rows = [row for size, profile, area in plan for row in bench(size, profile, area)]
    table = markdown_table(rows)
    print(table)
    if not asked.small:
        PAGE.write_text(
            f"{PAGE.read_text(encoding='utf-8').split('<!-- table -->')[0]}<!-- table -->\n{measured_on()}\n\n{table}\n"
        )


def measured_on() -> str:
    """A line about the machine and the day."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[0]
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, {memory:.0f} GB, load {load:.1f} at the end."
    )


if __name__ == "__main__":
    main()
