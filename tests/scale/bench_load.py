"""`make bench-load CITY=… MINUTES=60`: twenty users at once, for an hour, while a run is published in the middle.

Ten clerks of a facility look patients up at the counter and open episodes, five officers read their pages and work
lists, five programs of hospitals ask the eligibility service; each waits a moment between questions. Every answer is
checked, and what the answers said is counted again in the database. The table tells requests, errors and times by
kind, and the memory of server and database minute by minute.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from statistics import fmean, linear_regression, quantiles
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import psycopg
from bench_web import ROOT, bench_home
from measured import markdown_table, semesta
from processes import children_of, free_port, servers_of
from pyarrow import parquet

PAGE = ROOT / "docs" / "reference" / "benchmarks-load.md"
HERE = Path(__file__).parent
SLOW = {"read": (50, 150, 300), "write": (100, 300, 500)}
"""Milliseconds at p50, p95, p99 that OpenCRVS asks of itself with twenty users: the yardstick."""
WAIT = (0.2, 0.8)
"""Seconds that a user waits between questions, drawn evenly."""
ONE = re.compile("/loket/orang/([0-9]+)/")
FLAT = 0.05
"""Of the mean an hour: so much may a straight line through the minutes of memory rise or fall and be called flat."""
SHORT = 31
"""Minutes of memory from which on it is judged: in fewer the publication is no small part of its half."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Seen:
    """Seconds of every answer and what went wrong, by kind of question."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    searched: int = 0
    looked: int = 0
    """People told of, by lists, pages and the eligibility service: each is a look of its own."""
    episodes: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def add(self, kind: str, seconds: float, fault: str = "") -> None:
        with self.lock:
            self.times[kind].append(seconds)
        if fault:
            self.fault(kind, fault)

    def fault(self, kind: str, told: str) -> None:
        """One more, with its moment."""
        with self.lock:
            self.faults.append(f"{datetime.now(UTC):%H:%M:%S} {kind}: {told}")

    def saw(self, *, searched: int = 0, looked: int = 0, episode: str = "") -> None:
        """What an answer said that the database must hold."""
        with self.lock:
            self.searched, self.looked = self.searched + searched, self.looked + looked
            self.episodes |= {episode} - {""}


class User:
    """One connection, kept; asked again on a new one when the server closed it."""

    def __init__(self, port: int, seen: Seen, at: int, cookie: str = "", token: str = "") -> None:
        self.port, self.seen, self.random = port, seen, random.Random(at)  # noqa: S311 who asks what, no secret
        self.headers = {"Host": f"localhost:{port}", "Cookie": cookie, "X-CSRFToken": token}
        self.token_ends = 0.0
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(
        self, kind: str, method: str, address: str, body: str = "", headers: dict[str, str] | None = None,
        right: tuple[int, ...] = (200,), holds: str = "",
    ) -> tuple[HTTPResponse, str]:  # fmt: skip
        """The answer; counted under `kind`, and as a fault unless its status is right and its text holds `holds`."""
        asked, fault, text, answer = time.perf_counter(), "", "", None
        try:
            self.connection.request(method, address, body or None, {**self.headers, **(headers or {})})
            answer = self.connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            if answer.status not in right:
                fault = f"{answer.status} at {re.sub('[0-9]{5,}', 'N', address)}"
            elif (answer.getheader("Location") or "").startswith("/masuk/"):
                fault = "sent to sign in"
            elif holds and holds not in text:
                fault = f"the answer lacks {holds!r}"
        except OSError as error:
            fault = f"no answer: {error}"
            self.connection.close()
        self.seen.add(kind, time.perf_counter() - asked, fault)
        if answer is None:
            raise ConnectionError(fault)
        return answer, text


def clerk(user: User, niks: list[str]) -> None:
    """Looks one patient up; of those who are not covered, every fourth gets an episode, which the clerk then sees."""
    nik = user.random.choice(niks)
    posted = urlencode({"who": nik, "born": "", "purpose": "in care"})
    answer, text = user.ask("read: counter, look up", "POST", "/loket/", posted, FORM, (200, 302))
    place = answer.getheader("Location") or ""
    user.seen.saw(searched=answer.status in {200, 302}, looked=len(set(ONE.findall(text + place))))
    if not ONE.match(place):
        return
    answer, text = user.ask("read: counter, answer", "GET", place, holds='class="answer-card')
    user.seen.saw(looked=answer.status == 200)
    if "/mulai/" in text and user.random.random() < 0.25:
        answer, _ = user.ask("write: counter, episode", "POST", f"{place}mulai/", "care=outpatient", FORM, (302,))
        place = answer.getheader("Location") or ""
        if answer.status != 302:
            return
        if not place.startswith("/loket/episode/"):
            user.seen.fault("write: counter, episode", f"leads to {re.sub('[0-9]{5,}', 'N', place)}")
            return
        user.seen.saw(episode=place.split("/")[3])
        user.ask("read: counter, episode", "GET", place, holds="<main")


def officer(user: User, _niks: list[str]) -> None:
    """Reads the overview, the work list, an area's work list, a search."""
    address = user.random.choice(["/", "/ringkasan/", "/kasus/", "/kasus/?priority=1", "/kasus/?due=late"])
    user.ask(f"read: {address.partition('?')[0]}", "GET", address, holds="<main")


def program(user: User, niks: list[str]) -> None:
    """Asks for one NIK with a token, and for a token when there is none that lasts another minute."""
    if time.monotonic() > user.token_ends - 60:
        proof = base64.b64encode(f"{user.headers['X-Id']}:{user.headers['X-Secret']}".encode()).decode()
        answer, text = user.ask(
            "write: token", "POST", "/oauth2/token", "grant_type=client_credentials",
            {**FORM, "Authorization": f"Basic {proof}"}, holds="access_token",
        )  # fmt: skip
        if answer.status != 200:
            return
        given = json.loads(text)
        user.headers["Authorization"] = f"Bearer {given['access_token']}"
        user.token_ends = time.monotonic() + given["expires_in"]
    asked = json.dumps({"nik": user.random.choice(niks)})
    answer, text = user.ask(
        "read: eligibility", "POST", "/api/v1/eligibility", asked, {"Content-Type": "application/json"}
    )
    if answer.status == 200:
        user.seen.saw(looked=len(json.loads(text)["people"]))


def load(port: int, told: dict[str, Any], seconds: float, seen: Seen) -> None:
    """Every user goes on until the time is over."""
    ends = time.perf_counter() + seconds
    users = [(clerk, User(port, seen, i, cookie, told["token"])) for i, cookie in enumerate(told["clerks"])]
    users += [(officer, User(port, seen, 100 + i, cookie, told["token"])) for i, cookie in enumerate(told["officers"])]
    for i, one in enumerate(told["programs"]):
        asking = User(port, seen, 200 + i)
        asking.headers |= {"X-Id": one["id"], "X-Secret": one["secret"]}
        users.append((program, asking))

    def work(one: tuple[Any, User]) -> None:
        does, user = one
        while time.perf_counter() < ends:
            try:
                does(user, told["niks"])
            except ConnectionError:
                time.sleep(1)
            time.sleep(user.random.uniform(*WAIT))

    with ThreadPoolExecutor(len(users)) as pool:
        list(pool.map(work, users))


def resident_mb(processes: list[int]) -> tuple[float, float]:
    """(memory that these processes allotted, shared memory segments), MB; what several hold is counted once (Pss).
    Libraries and other files that they read are left out: other programs share them, more or fewer at a time. Segments
    of PostgreSQL are its buffers: allotted at the start, and resident as they fill.
    """
    own = shared = 0
    for one in processes:
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        told = {name: int(kb) for name, kb in re.findall(r"^(Pss_Anon|Pss_Shmem):\s+(\d+)", text, re.M)}
        own, shared = own + told["Pss_Anon"], shared + told["Pss_Shmem"]
    return own / 1024, shared / 1024


def memory(server: int, postgres: list[int], minutes: float, into: list[dict[str, object]]) -> None:
    """One row a minute."""
    for minute in range(int(minutes) + 1):
        held, (own, buffers) = sum(resident_mb(children_of([server]))), resident_mb(children_of(postgres))
        into.append({
            "minute": minute, "server MB": f"{held:.0f}", "database MB": f"{own:.0f}",
            "database's buffers MB": f"{buffers:.0f}",
        })  # fmt: skip
        time.sleep(60)


def publish_in_the_middle(home: Path, environment: dict[str, str], run: str, after: float) -> float:
    """Seconds that publishing took beside the load."""
    time.sleep(after)
    began = time.perf_counter()
    command = semesta("web", "publish", "--home", home, "--run", run)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def counted(url: str) -> dict[str, int]:
    """What the database holds of what the answers say: as its owner, who sees every area."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM core_auditentry WHERE kind = 'event' AND about = 'counter searched'),"
            " (SELECT count(*) FROM core_look WHERE purpose IN ('counter: in care', 'TREAT')),"
            " (SELECT count(*) FROM casework_episode)"
        ).fetchone()
    return dict(zip(("searches", "looks", "episodes"), row, strict=True))


def lost(before: dict[str, int], after: dict[str, int], seen: Seen) -> tuple[list[dict[str, object]], list[str]]:
    """(what answers said against what the database holds, faults where they differ)."""
    held = {name: after[name] - before[name] for name in after}
    pairs = (
        ("searches in the trail", seen.searched, held["searches"]),
        ("people shown, each a look", seen.looked, held["looks"]),
        ("episodes", len(seen.episodes), held["episodes"]),
    )
    rows: list[dict[str, object]] = [
        {"what": a, "answers said": f"{b:,}", "database holds": f"{c:,}"} for a, b, c in pairs
    ]
    return rows, [f"{name}: {held - said:+,} in the database" for name, said, held in pairs if said != held]


def verdict(rows: list[dict[str, object]]) -> str:
    """Whether memory grew, before the run was published in the middle and after it: a line through the minutes of each
    half but its first sixth, flat within FLAT of the mean an hour; and what the publication left. The database's
    buffers are not judged: they only fill up to what they were allotted at the start."""
    if len(rows) < SHORT:
        return f"Memory: not judged, {len(rows) - 1} minutes are too short."
    half, told = len(rows) // 2, []
    parts = [part[len(part) // 6 :] for part in (rows[:half], rows[half:])]
    for name in ("server", "database"):
        words, means = [], []
        for part in parts:
            held = [float(str(row[f"{name} MB"])) for row in part]
            slope = linear_regression([float(str(row["minute"])) for row in part], held).slope * 60
            means.append(fmean(held))
            word = "flat" if abs(slope) <= FLAT * means[-1] else "growing" if slope > 0 else "shrinking"
            words.append(f"{word} ({slope:+.0f} MB an hour at {means[-1]:.0f} MB)")
        told.append(
            f"{name} {words[0]} before the publication, {words[1]} after it, {means[1] - means[0]:+.0f} MB by it"
        )
    return f"Memory (flat: within {FLAT:.0%} an hour): {'; '.join(told)}."


def table_of(seen: Seen, minutes: float) -> list[dict[str, object]]:
    """One row per kind of question, those of each sort together first."""
    rows = []
    sorts = {sort: [one for kind, times in seen.times.items() if kind.startswith(sort) for one in times]
             for sort in ("read", "write")}  # fmt: skip
    for kind, times in [*((f"all {sort}s", times) for sort, times in sorts.items()), *sorted(seen.times.items())]:
        if len(times) < 2:
            continue
        cuts = quantiles(times, n=100)
        rows.append({
            "what": kind, "requests": f"{len(times):,}", "a second": f"{len(times) / minutes / 60:.1f}",
            **{f"p{share} ms": f"{cuts[share - 1] * 1000:.0f}" for share in (50, 95, 99)},
            "max ms": f"{max(times) * 1000:.0f}",
            "asked p50/p95/p99": "/".join(map(str, SLOW[kind.split()[1][:-1]])) if kind.startswith("all") else "",
        })  # fmt: skip
    return rows


def main() -> None:
    """The load on PostgreSQL; then the page."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("home", type=Path, help="a finished home; of two runs the earlier is published first")
    words.add_argument("--minutes", type=float, default=60.0)
    given = words.parse_args()
    from tests.web import postgres_cluster as cluster

    home = bench_home(given.home, "load")
    (home / "made-up").touch()  # nobody's second factor is asked
    runs = sorted(one.name for one in (home / "runs").iterdir() if (one / "manifest.json").exists())
    environment = {**os.environ, "DATABASE_URL": cluster.start(fsync=True)}
    publish_in_the_middle(home, environment, runs[0], 0)
    port, file = free_port(), home / "clients.json"
    server = subprocess.Popen(
        [sys.executable, str(HERE / "load_server.py"), str(home), str(port), str(file)], env=environment
    )
    seen, rows = Seen(), []
    try:
        while not file.exists():
            time.sleep(0.2)
            if server.poll() is not None:
                raise RuntimeError("the server of the bench ended")
        told = json.loads(file.read_text())
        answering(port)
        load(port, told, 20, Seen())  # every worker has read its code
        postgres = servers_of(("postgres", str(cluster.FOLDER[0])))
        before = counted(environment["DATABASE_URL"])
        with ThreadPoolExecutor(2) as beside:
            beside.submit(memory, server.pid, postgres, given.minutes, rows)
            published = beside.submit(publish_in_the_middle, home, environment, runs[-1], given.minutes * 30)
            load(port, told, given.minutes * 60, seen)
        held, differing = lost(before, counted(environment["DATABASE_URL"]), seen)
    finally:
        server.terminate()
        server.wait(30)
    write_page(given.minutes, Result(seen, held, differing, rows, published.result(), size_of(home, runs[-1])))
    shutil.rmtree(home)


def answering(port: int) -> None:
    """The server answers."""
    for _ in range(600):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the server of the bench does not answer")


def size_of(home: Path, run: str) -> str:
    """How many residents the run counts."""
    return f"{parquet.read_metadata(home / 'runs' / run / '1_standard' / 'resident.parquet').num_rows:,}"


@dataclass
class Result:
    """What one load showed; `held`: answers against the database, `rows`: memory by minute."""

    seen: Seen
    held: list[dict[str, object]]
    differing: list[str]
    rows: list[dict[str, object]]
    published: float
    people: str


def write_page(minutes: float, result: Result) -> None:
    """The page keeps what stands above its table."""
    faults = [*result.seen.faults, *result.differing]
    said = (
        f"Measured {datetime.now(UTC):%Y-%m-%d} for {minutes:.0f} minutes with {result.people} residents on"
        f" {os.cpu_count()} cores, users and server on the same machine; load average {os.getloadavg()[2]:.0f}."
        f" Publishing in the middle took {result.published:.0f} s. Faults: {len(faults)}. {verdict(result.rows)}"
    )
    told = "\n".join(f"- {one}" for one in faults[:20])
    tables = (table_of(result.seen, minutes), result.held, result.rows)
    parts = [said, *([told] if told else []), *map(markdown_table, tables)]
    print(*parts, sep="\n\n")
    head = PAGE.read_text(encoding="utf-8").partition("<!-- table -->")[0]
    PAGE.write_text("\n\n".join([head.rstrip() + "\n\n<!-- table -->", *parts]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
