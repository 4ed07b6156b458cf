"""`make bench-web`: a run published, looked up and searched, on both databases, at the size of the home given.

    bench_web.py HOME [--databases sqlite postgresql] [--seconds 10]

HOME is only read: its runs are linked into folders of the bench. PostgreSQL is started in a temporary folder. Clients,
server and database share the machine: trust CPU per request and ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench_look_ups import COLUMNS, Cluster, floors, served
from bench_look_ups import rows as look_up_rows
from measured import markdown_table, measure, semesta
from processes import children_of, cpu_seconds, servers_of

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
PAGE = ROOT / "docs" / "reference" / "benchmarks-web.md"
HERE = Path(__file__).parent
SLOWEST = 12
"""So many pages have a row of their own."""


def bench_home(home: Path, name: str) -> Path:
    """An empty web application over the runs of `home`."""
    folder = ROOT / "bench" / f"web-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "runs").symlink_to(home.resolve() / "runs")
    shutil.copy(home / "published.json", folder)
    return folder


def on_database(home: Path, name: str, seconds: float) -> list[list[dict[str, object]]]:
    """Rows of the three tables of the page for one database."""
    folder, environment, cluster = bench_home(home, name), dict(os.environ), None
    environment.pop("DATABASE_URL", None)
    if name == "postgresql":
        from tests.web import postgres_cluster as started

        environment["DATABASE_URL"] = url = started.start()
        servers = servers_of(("postgres", str(started.FOLDER[0])))
        cluster = Cluster(servers, started.BINARIES, url, started.another_database("floor"))
    postgres = cluster.processes if cluster else []
    before = cpu_seconds(children_of(postgres))
    done = measure_with(environment, semesta("web", "publish", "--home", folder))
    publish_cpu = done.cpu + cpu_seconds(children_of(postgres)) - before
    size = size_of(folder, environment)
    rows: list[dict[str, object]] = []
    rows.append({"database": name, "what": "publish", "wall s": f"{done.wall:.0f}", "CPU s": f"{publish_cpu:.0f}",
                 "MB": f"{size:,.0f}"})  # fmt: skip
    searched = measure_with(environment, [sys.executable, str(HERE / "bench_search.py"), str(folder)]).json()
    rows += [{"database": name, **one} for one in searched]
    pages = measure_with(environment, [sys.executable, str(HERE / "bench_every_page.py"), str(folder)]).json()
    answers = served(folder, environment, seconds, cluster)
    if cluster is not None:
        answers |= floors(folder, "publication_1", seconds, cluster)
    return [rows, [{"database": name, **one} for one in pages], look_up_rows(name, answers)]


def measure_with(environment: dict[str, str], command: list[str]) -> Any:
    """As `measure`, in this environment."""
    kept = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        return measure(command)
    finally:
        os.environ.clear()
        os.environ.update(kept)


def size_of(folder: Path, environment: dict[str, str]) -> float:
    """MB of the publication with its indexes."""
    if url := environment.get("DATABASE_URL"):
        import psycopg

        with psycopg.connect(url) as connection:
            sql = (
                "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname LIKE 'publication%' AND c.relkind = 'r'"
            )
            return float(connection.execute(sql).fetchone()[0]) / 1e6  # type: ignore[index]  # one row
    return sum(path.stat().st_size for path in (folder / "web" / "published").iterdir()) / 1e6


def write_page(home: Path, tables: list[str]) -> None:
    """The page keeps what stands above its table."""
    people = json.loads((next((home / "runs").glob("*/manifest.json"))).read_text())["month"]
    head = PAGE.read_text(encoding="utf-8").partition("<!-- table -->")[0]
    load = os.getloadavg()[1]
    said = (
        f"Measured {datetime.now(UTC):%Y-%m-%d}, month {people}, on {os.cpu_count()} cores; load average of five "
        f"minutes {load:.0f}, that of the bench itself included."
    )
    parts = [head + "<!-- table -->", said, *tables]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def slowest(pages: list[dict[str, object]]) -> list[dict[str, object]]:
    """The pages that took longest, and one row that tells of all."""
    times = [float(str(one["median ms"])) for one in pages]
    every = {
        "database": pages[0]["database"], "page": f"all {len(pages)}", "median ms": f"{median(times):.1f}",
        "max ms": f"{max(float(str(one['max ms'])) for one in pages):.1f}",
        "statements": f"at most {max(int(str(one['statements'])) for one in pages)}", "kB": "",
    }  # fmt: skip
    return [every, *pages[:SLOWEST]]


def main() -> None:
    """Both databases, one after the other; then the page."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("home", type=Path)
    words.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    words.add_argument("--seconds", type=float, default=10.0)
    given = words.parse_args()
    rows: list[dict[str, object]] = []
    looked: list[dict[str, object]] = []
    pages: list[dict[str, object]] = []
    for name in given.databases:
        one, opened, other = on_database(given.home, name, given.seconds)
        rows, looked, pages = rows + one, looked + other, pages + slowest(opened)
    columns = ["database", "what", "wall s", "CPU s", "MB", "p50 ms", "p95 ms", "max ms", "found"]
    rows = [{column: row.get(column, "") for column in columns} for row in rows]
    looked = [{column: row.get(column, "") for column in COLUMNS} for row in looked]
    tables = [markdown_table(rows), markdown_table(pages), markdown_table(looked)]
    print(*tables, sep="\n\n")
    write_page(given.home, tables)


if __name__ == "__main__":
    main()
