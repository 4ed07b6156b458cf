"""`semesta web`: everything in place, then the server."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def prepare_django(home: Path) -> None:
    """Django is set up for this home folder."""
    os.environ["SEMESTA_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "semesta.web.site.settings")
    import django

    django.setup()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two that start at once prepare one after the other; the lock goes with its holder."""
    folder = home / "web"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def put_database_in_place(home: Path) -> None:
    """The database has every table as this version of Semesta needs it."""
    prepare_django(home)
    from django.core.management import call_command

    with _alone(home):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)


def put_static_files_in_place(home: Path) -> None:
    """Static files stand under HOME/web/static, named by their hashes and compressed."""
    from django.core.management import call_command

    with _alone(home):
        call_command("collectstatic", interactive=False, verbosity=0)


def serve(home: Path, *, host: str, port: int, workers: int) -> None:
    """Answers on host:port until it is stopped."""
    os.environ.setdefault("SEMESTA_HOSTS", host)
    put_database_in_place(home)
    put_static_files_in_place(home)
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "semesta.web.site.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=4, websockets=False, respawn_failed_workers=True, log_enabled=True, log_level="warning",
    ).serve()  # fmt: skip
