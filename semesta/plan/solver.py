"""HiGHS without its greeting: it writes two lines to standard output when the first solver of a process is made."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from typing import Any

_LOCK = threading.Lock()


def new_solver() -> Any:
    """A silent solver; the greeting goes to standard error, so that standard output holds answers only."""
    import highspy

    room: Any = highspy
    with _LOCK:
        sys.stdout.flush()
        kept = os.dup(1)
        try:
            os.dup2(2, 1)
            solver = room.Highs()
            ctypes.CDLL(None).fflush(None)
        finally:
            os.dup2(kept, 1)
            os.close(kept)
    solver.setOptionValue("output_flag", False)
    return solver
