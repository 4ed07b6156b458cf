"""`semesta web`: everything in place, then the server."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from semesta.web.site.home_files import kept_secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEAL_EVERY_SECONDS = 60
LOOK_EVERY_SECONDS = 5


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
    """The database has every table, trigger and policy as this version of Semesta needs them; texts are compiled."""
    from semesta.web.site.texts import compile_texts

    compile_texts(home / "web" / "locale")
    prepare_django(home)
    from django.core.management import call_command

    with _alone(home):
        call_command("createcachetable", verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)


def put_static_files_in_place(home: Path) -> None:
    """Static files stand under HOME/web/static, named by their hashes and compressed."""
    from django.core.management import call_command

    with _alone(home):
        call_command("collectstatic", interactive=False, verbosity=0)


def app_database_url(home: Path) -> str:
    """What the answering processes connect with: on PostgreSQL the application's role, which owns nothing.

    SEMESTA_APP_DATABASE_URL when an administrator made that role; otherwise the role is made here, its password kept
    in HOME/web/database-password (readable by its owner only). On SQLite DATABASE_URL as it is.
    """
    from django.db import connection

    from semesta.web.core.postgres import app_role, grant, make_app_role

    given, url = os.environ.get("SEMESTA_APP_DATABASE_URL"), os.environ.get("DATABASE_URL", "")
    if connection.vendor != "postgresql":
        return url
    if given:
        grant(connection, urlsplit(given).username or app_role(connection.settings_dict["NAME"]))
        return given
    password = kept_secret(home / "web" / "database-password")
    role = make_app_role(connection, password)
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{quote(password)}@{place}"))


def _keep_house() -> None:
    """New entries are sealed; what has ended is forgotten."""
    from django.db import connection
    from django.db.utils import Error
    from django.utils import timezone

    from semesta.web.casework.actions import dci, outbox
    from semesta.web.casework.actions.forgetting import forget_kept
    from semesta.web.casework.actions.public import forget_public_checks
    from semesta.web.casework.actions.uploads import forget_abandoned
    from semesta.web.core.acting import acting
    from semesta.web.core.actions import forget_what_has_ended
    from semesta.web.core.audit.chain import seal_new_entries
    from semesta.web.core.clients.actions import forget_ended_tokens
    from semesta.web.core.exports.actions import forget_expired
    from semesta.web.core.jobs import queue

    try:
        seal_new_entries(timezone.now())
        forget_what_has_ended(timezone.now())
        forget_ended_tokens(timezone.now())
        forget_abandoned(timezone.now())
        forget_public_checks(timezone.now())
        forget_expired(timezone.now())
        forget_kept(timezone.now())
        with acting(queue.BY_WORKER):
            outbox.wake(timezone.now())
            outbox.forget_bodies(timezone.now())
            dci.forget_unanswered(timezone.now())
    except Error:
        # A writer held the table too long, or the database is away: the next round seals what this one did not.
        logging.getLogger("semesta.web").warning("not sealed this time", exc_info=True)
        connection.close()


def _worker() -> subprocess.Popen[bytes]:
    """A process that does jobs, as the database's owner (publishing makes tables)."""
    return subprocess.Popen([sys.executable, "-m", "semesta.web.site.worker"])


def _stopped(worker: subprocess.Popen[bytes]) -> None:
    """The worker has ended; jobs that it held wait for the next one."""
    worker.terminate()
    try:
        worker.wait(20)
    except subprocess.TimeoutExpired:
        worker.kill()


def serve(home: Path, *, host: str, port: int, workers: int) -> int:
    """Answers on host:port until it is stopped; the exit status of the answering process.

    This process owns the database, seals the trail every SEAL_EVERY_SECONDS and keeps a worker for jobs alive; the one
    that answers connects as the application's role.
    """
    put_database_in_place(home)
    put_static_files_in_place(home)
    environment = {**os.environ, "DATABASE_URL": app_database_url(home)}
    environment.setdefault("SEMESTA_HOSTS", host)
    words = [sys.executable, "-m", "semesta.web.site.server", host, str(port), str(workers)]
    from django.db import close_old_connections

    worker = _worker()
    with subprocess.Popen(words, env=environment) as answering:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, lambda number, _: answering.send_signal(number))
        kept_at = time.monotonic()
        while True:
            try:
                status = answering.wait(LOOK_EVERY_SECONDS)
                _stopped(worker)
                return status
            except subprocess.TimeoutExpired:
                if worker.poll() is not None:
                    worker = _worker()
                if time.monotonic() - kept_at > SEAL_EVERY_SECONDS:
                    close_old_connections()
                    _keep_house()
                    kept_at = time.monotonic()
