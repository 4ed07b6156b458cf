"""A server started as a person starts it, and a browser without a screen."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

SEMESTA = str(Path(sys.executable).parent / "semesta")


def clean_environment() -> dict[str, str]:
    """The machine's environment without ours."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("SEMESTA_", "DJANGO_", "DATABASE_"))}


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
