"""The process that answers: `python -m semesta.web.site.server HOST PORT WORKERS`, started by `semesta web`.

A process of its own, so that neither its memory nor its environment holds the database owner's password.
"""

from __future__ import annotations

import ctypes
import signal
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

_PR_SET_PDEATHSIG = 1


def answer(host: str, port: int, workers: int, application: str = "semesta.web.site.wsgi:application") -> None:
    """Answers until it is told to stop, or `semesta web` is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    answer(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
