"""Processes of the bench and the CPU that they used."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def servers_of(marks: tuple[str, ...]) -> list[int]:
    """Processes whose command line holds all these words."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace") if entry.name.isdigit() else ""
        except OSError:
            continue
        if words and all(mark in words for mark in marks):
            found.append(int(entry.name))
    return found


def cpu_seconds(processes: list[int]) -> float:
    """CPU that these processes and their ended children used."""
    total = 0
    for process in processes:
        try:
            after = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(part) for part in after[11:15])
    return total / os.sysconf("SC_CLK_TCK")


def children_of(parents: list[int]) -> list[int]:
    """These processes and all that they started."""
    found = list(parents)
    for process in found:
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split() if int(child) not in found]
            except OSError:  # it ended meanwhile
                continue
    return found


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
