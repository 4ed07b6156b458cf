"""The home folder of a city: what lies where, files that appear whole or not at all, one run at a time."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Busy(Fault):
    """Somebody else works in the home now; later it will go."""


@dataclass(frozen=True)
class Home:
    """Paths inside a home folder."""

    folder: Path

    @property
    def files(self) -> Path:
        """Landed files, one folder per content."""
        return self.folder / "files"

    @property
    def pointer(self) -> Path:
        """The one file that says which run each month shows."""
        return self.folder / "published.json"

    def run(self, run_id: str) -> Path:
        """The folder of a run, published or not."""
        return self.folder / "runs" / run_id


def write_whole(path: Path, content: str) -> None:
    """`path` holds exactly this text, also after a power cut, or what it held before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".unfinished")
    with beside.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def write_json(path: Path, content: Any) -> None:
    """`path` holds this content as JSON with sorted keys; written whole."""
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n")


def sync_folder(folder: Path) -> None:
    """Names in `folder` are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Nobody else runs in this home meanwhile; Busy when somebody does.

    The operating system lets the lock go when its holder ends in any way, so a lock left by a killed run does not bind.
    """
    try:
        home.folder.mkdir(parents=True, exist_ok=True)
        opened = (home.folder / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise Fault(f"Folder rumah tidak dapat ditulis: {error.strerror}", str(home.folder)) from error
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sentence = f"Ada proses lain yang sedang berjalan di folder ini ({_holder(file)})"
            raise Busy(sentence, str(home.folder)) from None
        file.seek(0)
        file.truncate()
        file.write(f"pid {os.getpid()}, {socket.gethostname()}")
        file.flush()
        yield


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return file.read() or "tidak diketahui"
