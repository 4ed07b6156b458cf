"""Workers in processes of their own, over a home and a database of their own, for tests that kill them."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.web import postgres_cluster
from tests.web.started import with_tables

ON_POSTGRES = os.environ.get("SEMESTA_TEST_DATABASE") == "postgresql"
ROOT = Path(__file__).parents[2]
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DJANGO_", "DATABASE_"))}


class Queue:
    """A home with a database, and workers that a test starts and kills."""

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.environment = home, {**CLEAN, "PYTHONPATH": str(ROOT)}
        if ON_POSTGRES:
            self.environment["DATABASE_URL"] = postgres_cluster.another_database(name)
        else:
            with_tables(home)
        self.workers: list[subprocess.Popen] = []
        self.listener: subprocess.Popen | None = None

    def words(self, *words) -> list[str]:
        return [sys.executable, "-m", "tests.web.jobs_child", str(self.home), *map(str, words)]

    def do(self, *words):
        """By one process that goes on listening."""
        if self.listener is None:
            self.listener = subprocess.Popen(
                self.words("listen"), env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        self.listener.stdin.write(json.dumps(words) + "\n")
        self.listener.stdin.flush()
        return json.loads(self.listener.stdout.readline())

    def work_once(self) -> None:
        subprocess.run(self.words("work", "once"), env=self.environment, stderr=subprocess.DEVNULL, check=True)

    def ask(self, kind, **asked) -> int:
        return self.do("ask", kind, json.dumps(asked))

    def worker(self) -> subprocess.Popen:
        with (self.home / "log").open("a") as log:
            self.workers.append(subprocess.Popen(self.words("work"), env=self.environment, stdout=log, stderr=log))
        return self.workers[-1]

    def job(self, number: int) -> dict:
        return next(one for one in self.do("jobs") if one["id"] == number)

    def until(self, number: int, *states: str) -> dict:
        for _ in range(400):
            job = self.job(number)
            if job["state"] in states:
                return job
            time.sleep(0.1)
        raise AssertionError((job, (self.home / "log").read_text()[-2000:]))

    def lines(self, name: str) -> list[str]:
        path = self.home / f"counted-{name}"
        return path.read_text().split("\n")[:-1] if path.exists() else []

    def until_line(self, name: str, line: str) -> None:
        for _ in range(300):
            if line in self.lines(name):
                return
            time.sleep(0.1)
        raise AssertionError(((self.home / "log").read_text()[-2000:], self.do("jobs")))

    def stop(self) -> None:
        for one in self.workers:
            one.terminate()
        for one in self.workers:
            one.wait(30)
        self.workers.clear()
