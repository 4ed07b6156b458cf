"""Loading a run beside what is shown, and showing it: two steps, the second one transaction.

Killed anywhere, what was shown stands; the next load clears what was left. On PostgreSQL a publication is a schema, on
SQLite a file of its own under HOME/web/published that readers attach and nobody writes to again.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from semesta.flow.crash import crash_point
from semesta.flow.home import Busy, Home
from semesta.flow.publish import read_pointer
from semesta.terms.fault import Fault
from semesta.web.core.acting import Acting, acting
from semesta.web.core.published import on_postgres, on_sqlite
from semesta.web.core.published.models import Publication
from semesta.web.core.published.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Progress = Callable[[str, float, float], None]

POINTS = ("began", "table", "indexed", "tables", "loaded", "switch", "switched", "swept")
"""Where a test can kill a publish, in order (SEMESTA_CRASH_AT)."""
STILL_READ = timedelta(minutes=1)
"""So long after it was replaced a publication may still be read by a page that began before."""
BY_COMMAND = Acting(purpose="publish a run")


def load(home: Path, run_id: str | None = None, *, progress: Progress | None = None, who: Acting = BY_COMMAND) -> int:
    """The number of a new publication that holds the run (None: the newest published one) and is not shown yet.

    A Fault when there is no run, when it is not complete, or when somebody else is loading. A publication that waited
    to be shown is replaced by this one.
    """
    run_id = run_id or read_pointer(Home(home)).current
    if run_id is None:
        raise Fault("Belum ada hasil terbitan: jalankan semesta run", str(home))
    with _alone(home):
        sweep(home, who=who)
        show = progress or _silent
        show("nama", 0, 0)
        began_at = timezone.now()
        source = Source(home, run_id)
        try:
            with acting(who):
                publication = Publication.objects.create(
                    run_id=run_id, month=source.month, manifest_sha256=source.manifest_sha256, began_at=began_at
                )
            crash_point("began")
            engine = on_postgres if connection.vendor == "postgresql" else on_sqlite
            counts = engine.fill(source, publication.space, show)
        finally:
            source.close()
        crash_point("tables")
        with acting(who):
            publication.loaded_at, publication.row_counts = timezone.now(), counts
            publication.save(update_fields=["loaded_at", "row_counts"])
        crash_point("loaded")
        return int(publication.pk)


def switch(number: int, *, who: Acting = BY_COMMAND, also: Callable[[Publication], None] | None = None) -> Publication:
    """From now on every page shows this publication, and `also` was done with it in the same transaction.

    A Fault when it is not loaded or gone. Shown already, nothing is done.
    """
    with acting(who):
        wanted = Publication.objects.select_for_update().filter(pk=number, loaded_at__isnull=False).first()
        if wanted is None or (wanted.replaced_at is not None):
            raise Fault("Terbitan ini belum lengkap atau sudah diganti", str(number))
        now = timezone.now()
        Publication.objects.filter(shown=True).exclude(pk=number).update(shown=False, replaced_at=now)
        if not wanted.shown:
            wanted.shown, wanted.shown_at = True, now
            wanted.save(update_fields=["shown", "shown_at"])
            if also is not None:
                also(wanted)
        crash_point("switch")
    crash_point("switched")
    return wanted


def publish(
    home: Path,
    run_id: str | None = None,
    *,
    progress: Progress | None = None,
    also: Callable[[Publication], None] | None = None,
) -> Publication:
    """The run (None: the newest published one) is loaded and shown; `also` as in `switch`."""
    return switch(load(home, run_id, progress=progress), also=also)


def sweep(home: Path, *, who: Acting = BY_COMMAND) -> None:
    """Gone: what was never finished, what waited to be shown, what was replaced more than STILL_READ ago."""
    held = on_postgres.spaces() if connection.vendor == "postgresql" else on_sqlite.spaces()
    kept = {each.space for each in Publication.objects.filter(shown=True)}
    kept |= {each.space for each in Publication.objects.filter(replaced_at__gt=timezone.now() - STILL_READ)}
    for space in sorted(held - kept):
        (on_postgres if connection.vendor == "postgresql" else on_sqlite).drop(space)
        crash_point("swept")
    with acting(who):
        Publication.objects.filter(shown_at__isnull=True).delete()


def _silent(*_: Any) -> None:
    """Nobody watches."""


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Nobody else loads meanwhile; the lock goes with its holder."""
    folder = home / "web"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "publish-lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("Penerbitan lain sedang berjalan", str(home)) from None
        yield
