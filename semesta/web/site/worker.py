"""The process that works: `semesta web worker`, or `python -m semesta.web.site.worker` started by `semesta web`.

It connects as the database's owner, because publishing makes tables; files that others sent are opened by its children
in limited processes (formats.child).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

from semesta.web.site.serve import prepare_django

_PR_SET_PDEATHSIG = 1


def work(home: Path, *, until_idle: bool = False) -> None:
    """Jobs of this home are done until the process is told to stop, or with `until_idle` until none is left."""
    prepare_django(home)
    from semesta.web.core.jobs.worker import Worker

    Worker().run(until_idle=until_idle)


if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    work(Path(os.environ["SEMESTA_HOME"]))
