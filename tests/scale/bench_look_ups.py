"""Look-ups by NIK through the server, beside the least that a database and a server can do in the same run.

CPU is that of server and database without the clients; of pgbench, that of the database alone.
"""

from __future__ import annotations

import json
import re
import resource
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg
from processes import children_of, cpu_seconds, free_port

HERE = Path(__file__).parent
CLIENTS = 16
STEADY, STEADY_SECONDS = 200, 30.0
"""Look-ups a second that come whether or not the ones before were answered, and for how long."""
PGBENCH_SCALE = 17
"""Times 100,000 rows: as many as the city has residents."""
API = "api/v1/eligibility"
BARE = "nik"
FOUND = {"cari": b'"found":true', API: b'"patient":', BARE: b'"patient":'}
"""What stands in an answer that found somebody."""
Measured = dict[str, float]


@dataclass(frozen=True)
class Cluster:
    """The PostgreSQL of the bench: its processes, its programs, its database, and one to be filled by pgbench."""

    processes: list[int]
    binaries: Path
    url: str
    own_url: str


def percent(times: list[float], share: int) -> float:
    """Milliseconds under which `share` of 100 lie."""
    return quantiles(times, n=100)[share - 1] * 1000


def served(home: Path, environment: dict[str, str], seconds: float, cluster: Cluster | None) -> dict[str, Measured]:
    """Look-ups through granian: session or token, scope, one statement, a look written down and committed."""
    port, told, postgres = free_port(), home / "clients.json", cluster.processes if cluster else []
    server = subprocess.Popen([sys.executable, str(HERE / "bench_server.py"), str(home), str(port), str(told)],
                              env=environment)  # fmt: skip
    try:
        while not told.exists():
            time.sleep(0.2)
            if server.poll() is not None:
                raise RuntimeError("the server of the bench ended")
        clients = json.loads(told.read_text())
        _wait_for(port)
        for way in ("cari", API):
            _asked(port, clients, 5.0, way)  # every worker has read its code and let everybody in once
        answers = {way: _measured(port, clients, seconds, way, server.pid, postgres) for way in (API, "cari", "kosong")}
        for name, way in (("steady api", API), ("steady", "cari")):
            steady = _asked(port, clients, STEADY_SECONDS, way, rate=STEADY)
            answers[name] = {"per_second": STEADY, "p50": percent(steady, 50), "p99": percent(steady, 99)}
    finally:
        server.terminate()
        server.wait(20)
    if cluster:
        answers["bare"] = bare(clients, seconds, cluster)
    return answers


def bare(clients: dict[str, Any], seconds: float, cluster: Cluster) -> Measured:
    """The same server with a handler that asks one prepared question and nothing else (bench_bare.py)."""
    port = free_port()
    server = subprocess.Popen([sys.executable, str(HERE / "bench_bare.py"), str(port), cluster.url])
    try:
        _wait_for(port)
        _asked(port, clients, 3.0, BARE)
        return _measured(port, clients, seconds, BARE, server.pid, cluster.processes)
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
) -> Measured:
    before = cpu_seconds(children_of([server])), cpu_seconds(children_of(postgres))
    started = time.perf_counter()
    times = _asked(port, clients, seconds, way)
    wall = time.perf_counter() - started
    own, database = cpu_seconds(children_of([server])) - before[0], cpu_seconds(children_of(postgres)) - before[1]
    return {
        "per_second": len(times) / wall, "cpu_us": (own + database) / len(times) * 1e6,
        "database_us": database / len(times) * 1e6, "p50": percent(times, 50), "p99": percent(times, 99),
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


def floors(home: Path, space: str, seconds: float, cluster: Cluster) -> dict[str, Measured]:
    """The database alone: `pgbench -S` as it comes, and a person's row by its key, prepared beforehand."""
    fill = [str(cluster.binaries / "pgbench"), "-i", "-q", "-s", str(PGBENCH_SCALE), cluster.own_url]
    subprocess.run(fill, capture_output=True, check=True)
    with psycopg.connect(cluster.url) as connection:
        sql = f"SELECT count(*), min(person_id) FROM {space}.pub_person WHERE person_id > 200000000"  # noqa: S608 our own name
        count, first = connection.execute(sql).fetchone() or (0, 0)
    script = home / "floor.sql"
    # Numbers of a city follow each other with few gaps.
    script.write_text(
        f"\\set n random(0, {count - 1})\nSELECT * FROM {space}.pub_person WHERE person_id = {first} + :n;\n"
    )
    prepared = ["-n", "-M", "prepared", "-f", str(script)]
    return {
        "select only": _pgbench(["-S"], cluster.own_url, seconds, cluster),
        "prepared": _pgbench(prepared, cluster.url, seconds, cluster),
    }


def _pgbench(words: list[str], url: str, seconds: float, cluster: Cluster) -> Measured:
    command = [str(cluster.binaries / "pgbench"), "-c", str(CLIENTS), "-j", "2", "-T", str(int(seconds)), *words, url]
    before, own = cpu_seconds(children_of(cluster.processes)), _cpu_of_children()
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    database, own = cpu_seconds(children_of(cluster.processes)) - before, _cpu_of_children() - own
    count = int(re.search(r"processed: (\d+)", out).group(1))  # type: ignore[union-attr]  # there is one
    tps = float(re.search(r"tps = ([\d.]+)", out).group(1))  # type: ignore[union-attr]  # there is one
    return {
        "per_second": tps, "cpu_us": database / count * 1e6, "database_us": database / count * 1e6,
        "with_client_us": (database + own) / count * 1e6,
    }  # fmt: skip


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


ROWS = (
    ("select only", f"`pgbench -S`, scale {PGBENCH_SCALE}"),
    ("prepared", "a person's row by its key, `pgbench -M prepared`"),
    ("bare", "bare handler: one query by NIK, no session, no look"),
    ("kosong", "empty page"),
    ("cari", "look-up by NIK, look committed"),
    (API, "the same by a program's token (JSON API)"),
)
STEADY_ROWS = (("steady", "look-up by NIK"), ("steady api", "by a program's token"))
AGAINST = (("÷ `pgbench -S`", "select only"), ("÷ prepared", "prepared"), ("÷ bare", "bare"))


def rows(database: str, answers: dict[str, Measured]) -> list[dict[str, object]]:
    """Lines of the table; ratios are of CPU, to the rows of the same run."""
    told: list[dict[str, object]] = []
    for way, title in ROWS:
        if way not in answers:
            continue
        one = answers[way]
        line: dict[str, object] = {"database": database, "what": title, "per second": f"{one['per_second']:,.0f}",
                                   "CPU µs": f"{one['cpu_us']:.0f}"}  # fmt: skip
        if "select only" in answers:
            line["of it database"] = f"{one['database_us']:.0f}"
        if "with_client_us" in one:
            line["with client"] = f"{one['with_client_us']:.0f}"
        if "p50" in one:
            line |= {"p50 ms": f"{one['p50']:.1f}", "p99 ms": f"{one['p99']:.1f}"}
        for column, floor in AGAINST:
            if floor in answers and way != floor:
                line[column] = f"{one['cpu_us'] / answers[floor]['cpu_us']:.1f}"
        told.append(line)
    for way, who in STEADY_ROWS:
        one = answers[way]
        told.append({"database": database, "what": f"{who}, {STEADY} a second come", "per second": f"{STEADY}",
                     "p50 ms": f"{one['p50']:.1f}", "p99 ms": f"{one['p99']:.1f}"})  # fmt: skip
    return told


COLUMNS = ["database", "what", "per second", "CPU µs", "of it database", "with client", "p50 ms", "p99 ms",
           *(column for column, _ in AGAINST)]  # fmt: skip
