"""A server started as a person starts it, and a browser without a screen."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.prepared import copied

SEMESTA = str(Path(sys.executable).parent / "semesta")
PUT_IN_PLACE = """
import sys
from pathlib import Path
from semesta.web.site import serve
home = Path(sys.argv[1])
serve.prepare_django(home)
serve.put_{what}_in_place(home)
"""


def clean_environment() -> dict[str, str]:
    """The machine's environment without ours."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DJANGO_", "DATABASE_"))}


def put_in_place(home: Path, environment: dict[str, str] | None = None) -> None:
    """The home's database has every table, as `semesta web` makes them from nothing."""
    _put("database", home, {**clean_environment(), **(environment or {})})


def put_static_in_place(home: Path) -> None:
    """The home's static files are there, as `semesta web` makes them when it starts."""
    _put("static_files", home, clean_environment())


def _put(what: str, home: Path, environment: dict[str, str]) -> None:
    words = [sys.executable, "-c", PUT_IN_PLACE.format(what=what), home]
    subprocess.run(words, env=environment, capture_output=True, check=True)


def with_tables(home: Path) -> Path:
    """The home, with an SQLite database that has every table: a copy of one that was put in place once."""
    return copied("tables", put_in_place, home)


def demo_users(home: Path, environment: dict[str, str]) -> dict[str, str]:
    """Passwords by user: one user per role of the made-up city."""
    words = [SEMESTA, "web", "demo-users", "--home", home, "--demo"]
    told = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"^(\S+)\s+(\S+)", told, re.M))


def publish(home: Path, environment: dict[str, str]) -> None:
    """The pages of the home show its newest run."""
    subprocess.run([SEMESTA, "web", "publish", "--home", home], env=environment, capture_output=True, check=True)


@contextmanager
def running(home: Path, environment: dict[str, str]):
    """The address of a server of this home, which writes to `home/log`; it ends as by Ctrl-C."""
    port, log = free_port(), home / "log"
    words = [SEMESTA, "web", "--home", home, "--port", str(port), "--workers", "1"]
    with log.open("w") as file:
        server = subprocess.Popen(words, env=environment, stdout=file, stderr=file)
    wait_for(f"http://localhost:{port}", server, log)
    yield f"http://localhost:{port}"
    server.send_signal(signal.SIGINT)
    server.wait(30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(address, server, log) -> None:
    """The server answers; its log is the failure's text when it ended, or is not there after two minutes."""
    until = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/health/")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    server.kill()
    pytest.fail(log.read_text())


def browser():
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
