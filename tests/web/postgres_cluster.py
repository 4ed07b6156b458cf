"""A PostgreSQL of our own for the tests: started in a temporary folder, gone afterwards.

Its files are a copy of a cluster that was made once (tests/prepared.py) and holds a database with every table.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.prepared import prepared
from tests.web.started import put_in_place

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
ROLES_OF_DATABASE: dict[str, dict[str, str]] = {}
"""USER and PASSWORD by `owner` and `application`."""
FOLDER: list[Path] = []
OWNER, PASSWORD, DATABASE, MIGRATED = "semesta", "semesta-tests", "semesta", "semesta_migrated"
ORDER = ["-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=id"]
"""An order of letters that is not the order of bytes."""
KEPT_BY_NOBODY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
"""A cluster that is thrown away need not outlive a power cut."""


def _run(*command: str | Path) -> None:
    """PostgreSQL refuses to run as root: then the user postgres runs it."""
    words = [str(word) for word in command]
    if os.getuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, capture_output=True, cwd="/")


def _psql(folder: Path, statement: str) -> None:
    _run(BINARIES / "psql", "-h", folder, "-U", "admin", "-d", "postgres", "-c", statement)


def _given(folder: Path) -> None:
    """The folder and all in it belong to who runs PostgreSQL, and to nobody else."""
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres").pw_uid
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, -1)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="semesta-pg-"))
    _given(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, fsync: bool = False) -> None:
    told = ["listen_addresses=''", f"unix_socket_directories='{folder}'", "max_connections=40"]
    told += [] if fsync else KEPT_BY_NOBODY
    options = " ".join(f"-c {one}" for one in told)
    _run(BINARIES / "pg_ctl", "-w", "-D", folder / "data", "-l", folder / "log", "-o", options, "start")


def _stop(folder: Path, mode: str) -> None:
    _run(BINARIES / "pg_ctl", "-w", "-D", folder / "data", "-m", mode, "stop")


def _make(kept: Path) -> None:
    """`kept`/data: a stopped cluster with an owner who may make roles and databases but is no superuser, an empty
    database of theirs, and one that Semesta has put in place.
    """
    with _folder() as folder:
        _run(BINARIES / "initdb", "-D", folder / "data", "-U", "admin", "-A", "trust", "--no-sync", *ORDER)
        _start(folder)
        try:
            _psql(folder, f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '{PASSWORD}'")
            for name in (DATABASE, MIGRATED):
                _psql(folder, f"CREATE DATABASE {name} OWNER {OWNER}")
            put_in_place(folder, {"DATABASE_URL": _url(MIGRATED, folder)})
        finally:
            _stop(folder, "fast")
        shutil.copytree(folder / "data", kept / "data")


def start(fsync: bool = False) -> str:
    """The URL of an empty database of the owner.

    `fsync`: what was answered is on disk, as in use; tests do not wait for that.
    """
    folder = Path(tempfile.mkdtemp(prefix="semesta-pg-"))
    shutil.copytree(prepared("postgres", _make) / "data", folder / "data")
    _given(folder)
    _start(folder, fsync)
    atexit.register(_end, folder)
    FOLDER.append(folder)
    return _url(DATABASE, folder)


def another_database(name: str) -> str:
    """The URL of one more database of the owner, with every table; PostgreSQL is started for the first one."""
    if not FOLDER:
        start()
    _psql(FOLDER[0], f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {MIGRATED}")
    return _url(name, FOLDER[0])


def _url(name: str, folder: Path) -> str:
    return f"postgresql://{OWNER}:{PASSWORD}@/{name}?host={folder}"


def _end(folder: Path) -> None:
    _stop(folder, "immediate")
    shutil.rmtree(folder, ignore_errors=True)
