"""`make bench-web`: a run published, looked up and searched, on both databases, at the size of the home given.

    bench_web.py HOME [--databases sqlite postgresql] [--seconds 10]

HOME is only read: its runs are linked into folders of the bench. PostgreSQL is started in a temporary folder. Clients,
server and database share the machine: trust CPU per request and ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from measured import markdown_table, measure, semesta

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
PAGE = ROOT / "docs" / "reference" / "benchmarks-web.md"
HERE = Path(__file__).parent
CLIENTS = 16
SLOWEST = 12
"""So many pages have a row of their own."""
STEADY, STEADY_SECONDS = 200, 30.0
"""Look-ups a second that come whether or not the ones before were answered, and for how long."""


def bench_home(home: Path, name: str) -> Path:
    """An empty web application over the runs of `home`."""
    folder = ROOT / "bench" / f"web-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "runs").symlink_to(home.resolve() / "runs")
    shutil.copy(home / "published.json", folder)
    return folder


def servers_of(marks: tuple[str, ...]) -> list[int]:
    """Processes whose command line holds all these words."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace") if entry.name.isdigit() else ""
        except OSError:
            continue
        if words and all(mark in words for mark in marks):
            found.append(int(entry.name))
    return found


def cpu_seconds(processes: list[int]) -> float:
    """CPU that these processes and their ended children used."""
    total = 0
    for process in processes:
        try:
            after = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(part) for part in after[11:15])
    return total / os.sysconf("SC_CLK_TCK")


def children_of(parents: list[int]) -> list[int]:
    """These processes and all that they started."""
    found = list(parents)
    for process in found:
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split() if int(child) not in found]
    return found


API = "api/v1/eligibility"
FOUND = {"cari": b'"found":true', API: b'"patient":'}
"""What stands in an answer that found somebody."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def percent(times: list[float], share: int) -> float:
    """Milliseconds under which `share` of 100 lie."""
    return quantiles(times, n=100)[share - 1] * 1000


def served(home: Path, environment: dict[str, str], seconds: float, postgres: list[int]) -> dict[str, Any]:
    """Look-ups through granian: session, scope, one statement, a look written down and committed."""
    port, told = free_port(), home / "clients.json"
    command = [sys.executable, str(HERE / "bench_server.py"), str(home), str(port), str(told)]
    server = subprocess.Popen(command, env=environment)
    try:
        while not told.exists():
            time.sleep(0.2)
            if server.poll() is not None:
                raise RuntimeError("the server of the bench ended")
        clients = json.loads(told.read_text())
        _wait_for(port)
        _asked(port, clients, 8.0)  # every worker has read its code
        answers = {way: _measured(port, clients, seconds, way, server.pid, postgres) for way in (API, "cari", "kosong")}
        for name, way in (("steady api", API), ("steady", "cari")):
            steady = _asked(port, clients, STEADY_SECONDS, way, rate=STEADY)
            answers[name] = {"per_second": STEADY, "p50": percent(steady, 50), "p99": percent(steady, 99)}
        return answers
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)


def _measured(
    port: int, clients: dict[str, Any], seconds: float, way: str, server: int, postgres: list[int]
) -> dict[str, float]:
    processes = children_of([server, *postgres])
    before, started = cpu_seconds(processes), time.perf_counter()
    times = _asked(port, clients, seconds, way)
    wall, cpu = time.perf_counter() - started, cpu_seconds(children_of([server, *postgres])) - before
    return {
        "per_second": len(times) / wall, "cpu_us": cpu / len(times) * 1e6,
        "p50": percent(times, 50), "p99": percent(times, 99),
    }  # fmt: skip


def _asked(
    port: int, clients: dict[str, Any], seconds: float, way: str = "cari", rate: float | None = None
) -> list[float]:
    """Seconds of every answer to CLIENTS connections. Without `rate` each asks again as soon as it has its answer; with
    it a question is due each 1/rate seconds, whatever became of those before, and waits from the moment it was due.
    """
    began = time.perf_counter()

    def ask(at: int) -> list[float]:
        connection, times, niks = HTTPConnection("127.0.0.1", port), [], clients["niks"]
        headers = {"Cookie": clients["cookies"][at], "X-CSRFToken": clients["token"], "Host": f"localhost:{port}"}
        bearer = {"Authorization": f"Bearer {clients['bearers'][at]}", "Content-Type": "application/json",
                  "Host": f"localhost:{port}"}  # fmt: skip
        while True:
            asked = at + len(times) * CLIENTS
            due = time.perf_counter() if rate is None else began + asked / rate
            if due >= began + seconds:
                return times
            if rate is not None:
                time.sleep(max(0.0, due - time.perf_counter()))
            nik = niks[asked % len(niks)]
            if way == API:
                connection.request("POST", f"/{way}", json.dumps({"nik": nik}), bearer)
            else:
                connection.request("POST", f"/{way}/", nik, headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or FOUND.get(way, b"") not in body:
                raise RuntimeError(f"{answer.status}: {body[:200]!r}")
            times.append(time.perf_counter() - due)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [one for times in pool.map(ask, range(CLIENTS)) for one in times]


def pgbench(url: str, binaries: Path, folder: str, home: Path, seconds: float, postgres: list[int]) -> dict[str, float]:
    """The database's own floor: the same NIKs by prepared primary look-up, no application."""
    script = home / "floor.sql"
    script.write_text(
        f"\\set n random(0, 1700000)\nSELECT * FROM {folder}.pub_person WHERE person_id = 200000000 + :n;\n"
    )
    before = cpu_seconds(children_of(postgres))
    command = [
        str(binaries / "pgbench"),
        "-n",
        "-M",
        "prepared",
        "-c",
        str(CLIENTS),
        "-j",
        "2",
        "-T",
        str(int(seconds)),
    ]
    out = subprocess.run([*command, "-f", str(script), url], capture_output=True, text=True, check=True).stdout
    count = int(re.search(r"processed: (\d+)", out).group(1))  # type: ignore[union-attr]  # there is one
    tps = float(re.search(r"tps = ([\d.]+)", out).group(1))  # type: ignore[union-attr]  # there is one
    return {"per_second": tps, "cpu_us": (cpu_seconds(children_of(postgres)) - before) / count * 1e6}


def on_database(home: Path, name: str, seconds: float) -> list[list[dict[str, object]]]:
    """Rows of the three tables of the page for one database."""
    folder, environment, postgres, cluster = bench_home(home, name), dict(os.environ), [], None
    environment.pop("DATABASE_URL", None)
    if name == "postgresql":
        from tests.web import postgres_cluster as cluster

        environment["DATABASE_URL"] = cluster.start()
        data = str(cluster.FOLDER[0])
        postgres = servers_of(("postgres", data))
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
    looked = []
    answers = served(folder, environment, seconds, postgres)
    floor = {}
    if cluster is not None:
        floor = pgbench(environment["DATABASE_URL"], cluster.BINARIES, "publication_1", folder, seconds, postgres)
        looked.append({"database": name, "what": "pgbench -S, prepared", "per second": f"{floor['per_second']:,.0f}",
                       "CPU µs": f"{floor['cpu_us']:.0f}", "CPU ÷ pgbench": "1"})  # fmt: skip
    for way, title in (("kosong", "empty page"), ("cari", "look-up by NIK, look committed"),
                       (API, "the same by a program's token (JSON API)")):  # fmt: skip
        one = answers[way]
        ratio = f"{one['cpu_us'] / floor['cpu_us']:.1f}" if floor else ""
        looked.append({"database": name, "what": title, "per second": f"{one['per_second']:,.0f}",
                       "CPU µs": f"{one['cpu_us']:.0f}", "p50 ms": f"{one['p50']:.1f}", "p99 ms": f"{one['p99']:.1f}",
                       "CPU ÷ pgbench": ratio})  # fmt: skip
    for steady, who in (("steady", "look-up by NIK"), ("steady api", "by a program's token")):
        one = answers[steady]
        looked.append({"database": name, "what": f"{who}, {STEADY} a second come", "per second": f"{STEADY}",
                       "p50 ms": f"{one['p50']:.1f}", "p99 ms": f"{one['p99']:.1f}"})  # fmt: skip
    return [rows, [{"database": name, **one} for one in pages], looked]


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
    columns = ["database", "what", "per second", "CPU µs", "p50 ms", "p99 ms", "CPU ÷ pgbench"]
    looked = [{column: row.get(column, "") for column in columns} for row in looked]
    tables = [markdown_table(rows), markdown_table(pages), markdown_table(looked)]
    print(*tables, sep="\n\n")
    write_page(given.home, tables)


if __name__ == "__main__":
    main()
