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

SEMESTA = str(Path(sys.executable).parent / "semesta")


def clean_environment() -> dict[str, str]:
    """The machine's environment without ours."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DJANGO_", "DATABASE_"))}


def demo_users(home: Path, environment: dict[str, str]) -> dict[str, str]:
    """Passwords by user: one user per role of the made-up city."""
    words = [SEMESTA, "web", "demo-users", "--home", home, "--demo"]
    told = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"^(\S+)\s+(\S+)", told, re.M))


@contextmanager
def running(home: Path, environment: dict[str, str], publish: bool = False):
    """The address of a server of this home, which writes to `home/log`; it ends as by Ctrl-C."""
    if publish:
        subprocess.run([SEMESTA, "web", "publish", "--home", home], env=environment, capture_output=True, check=True)
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
    """The server answers; its log is the failure's text otherwise."""
    for _ in range(150):
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
