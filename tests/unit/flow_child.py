"""Runs in processes of their own, so that they can be killed. Imported once by the fork server, which keeps it warm."""

from __future__ import annotations

import multiprocessing
import os
import sys
from datetime import date
from pathlib import Path

from semesta.engines.graph import ordered
from semesta.flow.run import run
from semesta.relations.load import load_relations, load_sources
from semesta.rules.load import load_rules

AS_OF = date(2025, 5, 1)
load_rules()
ordered(load_relations(), [source.name for source in load_sources()])


def run_here(inbox: str, home: str, crash_at: str) -> None:
    """One run; killed at `crash_at` unless that is ''."""
    if crash_at:
        os.environ["SEMESTA_CRASH_AT"] = crash_at
    run(inbox=Path(inbox), home=Path(home), as_of=AS_OF, threads=1)


def started(inbox: Path, home: Path, crash_at: str = "") -> multiprocessing.Process:
    """The process of one run, started."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flow_child"])
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), *sys.path])  # where the server looks
    process = context.Process(target=run_here, args=(str(inbox), str(home), crash_at))
    process.start()
    return process


def ended(inbox: Path, home: Path, crash_at: str = "") -> int:
    """The exit code of one run."""
    process = started(inbox, home, crash_at)
    process.join(120)
    return process.exitcode
