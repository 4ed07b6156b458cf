"""A PostgreSQL of our own for the tests: started in a temporary folder, gone afterwards."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
ROLES_OF_DATABASE: dict[str, dict[str, str]] = {}
"""USER and PASSWORD by `owner` and `application`."""
FOLDER: list[Path] = []
OWNER, PASSWORD, DATABASE = "semesta", "semesta-tests", "semesta"


def _run(*command: str | Path) -> None:
    """PostgreSQL refuses to run as root: then the user postgres runs it."""
    words = [str(word) for word in command]
    if os.getuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, capture_output=True, cwd="/")


def _psql(folder: Path, statement: str) -> None:
    _run(BINARIES / "psql", "-h", folder, "-U", "admin", "-d", "postgres", "-c", statement)


def start(fsync: bool = False) -> str:
    """The URL of an empty database whose owner may make roles and databases but is no superuser.

    `fsync`: what was answered is on disk, as in use; tests do not wait for that.
    """
    folder = Path(tempfile.mkdtemp(prefix="semesta-pg-"))
    if os.getuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    data = folder / "data"
    _run(
        BINARIES / "initdb",
        "-D",
        data,
        "-U",
        "admin",
        "-A",
        "trust",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--locale-provider=icu",
        "--icu-locale=id",
    )  # an order of letters that is not the order of bytes
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=40"
    options += f" -c fsync={'on' if fsync else 'off'}"
    _run(BINARIES / "pg_ctl", "-w", "-D", data, "-l", folder / "log", "-o", options, "start")
    atexit.register(_stop, folder, data)
    _psql(folder, f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '{PASSWORD}'")
    _psql(folder, f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    FOLDER.append(folder)
    return _url(DATABASE)


def another_database(name: str) -> str:
    """The URL of one more empty database of the same owner; PostgreSQL is started for the first one."""
    if not FOLDER:
        start()
    _psql(FOLDER[0], f"CREATE DATABASE {name} OWNER {OWNER}")
    return _url(name)


def _url(name: str) -> str:
    return f"postgresql://{OWNER}:{PASSWORD}@/{name}?host={FOLDER[0]}"


def _stop(folder: Path, data: Path) -> None:
    _run(BINARIES / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)
