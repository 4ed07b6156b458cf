"""What many tests need and none may change: made once, kept for every worker, both databases and the next start.

It lies in pytest's own cache, under a digest of all that it is made of; `pytest --cache-clear` makes it anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sys
import time
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "d" / "prepared"
MADE_OF = ("semesta", "requirements/dev.txt", "tests/prepared.py", "tests/web")
"""The application, its packages, and the modules beside the web tests that make things."""
UNUSED_SECONDS = 6 * 3600


@cache
def digest() -> str:
    """Of every file that a prepared thing could depend on, of the Python that runs and of today: another digest is
    another thing.
    """
    found = hashlib.sha256(f"{sys.version}|{date.today()}".encode())  # noqa: DTZ011 the day of this machine, as its servers take it
    for name in MADE_OF:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and path.suffix != ".pyc" and not path.name.startswith("test_"):
                found.update(f"{path.relative_to(ROOT)}|".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]


@contextmanager
def _alone(name: str) -> Iterator[Path]:
    """The folder of what is prepared now, held by one process per name; what nobody used for hours is gone."""
    folder = KEPT / digest()
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    for other in KEPT.iterdir():
        if time.time() - other.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
    with (folder / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield folder


def prepared(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name, which `make` has filled; to be read only. Who comes first makes it, others wait."""
    with _alone(name) as folder:
        made, beside = folder / name, folder / f"{name}.unfinished"
        if not made.exists():
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir()
            make(beside)
            beside.replace(made)
        return made


def copied(name: str, make: Callable[[Path], object], to: Path) -> Path:
    """`to`, a new folder with all that `make` puts into a folder: to be changed as one likes."""
    return Path(shutil.copytree(prepared(name, make), to, symlinks=True, dirs_exist_ok=True))
