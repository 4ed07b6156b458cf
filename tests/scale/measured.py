"""A command measured as a whole process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measured:
    """Wall and CPU seconds (with children), peak memory in MB of the process itself, and its standard output."""

    wall: float
    cpu: float
    peak_mb: float
    output: str

    def json(self) -> Any:
        """The output as one JSON document."""
        return json.loads(self.output)


def measure(command: list[str]) -> Measured:
    """Run to the end; a non-zero exit is an error that shows the last words of the command."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as problems:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=problems)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        problems.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command[:3])} … exit {process.returncode}: {problems.read()[-1500:]}")
        return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.read())


def semesta(*arguments: str | Path) -> list[str]:
    """The command line of this very environment."""
    return [str(Path(sys.executable).parent / "semesta"), *map(str, arguments)]


def markdown_table(rows: list[dict[str, object]]) -> str:
    """Rows as a Markdown table; figures keep the digits they were given."""
    titles = list(dict.fromkeys(title for row in rows for title in row))
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += ["| " + " | ".join(str(row.get(title, "")) for title in titles) + " |" for row in rows]
    return "\n".join(lines)
