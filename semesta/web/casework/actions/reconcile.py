"""Cases follow a publication: opened, brought up to date, proved, refuted, closed and re-opened on what its files show.

Nothing here looks at a score: a person whose card was found by likeness alone keeps the case, marked `to_confirm`.
Set by set in SQL, a range of persons per transaction, so that people go on working meanwhile. Every statement touches
only rows that differ: killed anywhere and started again, it goes on; a second time, it changes nothing.
"""

# ruff: noqa: S608  (names of our own tables; values are bound, days are made by our own code)
from __future__ import annotations

import fcntl
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from semesta.flow.crash import crash_point
from semesta.flow.home import Busy
from semesta.web.casework.actions.evidence import Source, sources, statements
from semesta.web.casework.actions.found import meet_found
from semesta.web.casework.actions.found_evidence import found_source
from semesta.web.casework.actions.papers import sweep_papers
from semesta.web.casework.models import FollowedPublication
from semesta.web.core.acting import Acting, acting
from semesta.web.core.published import on_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from semesta.web.core.published.models import Publication

    Progress = Callable[[str, float, float], None]

ROWS_AT_ONCE = 5_000
BY_THE_FILE = Acting(purpose="cases follow the published month")
COUNTED_ANEW = 25_000
"""So many cases opened, and the database's own figures about them are too old to plan with."""
LOOKED_FOR = "casework_looked_for"
CHILDREN = ("casework_casenote", "casework_caseattachment", "casework_officeturn")


def reconcile_cases(
    publication: Publication, *, progress: Progress | None = None, rows_at_once: int = ROWS_AT_ONCE
) -> dict[str, int]:
    """Every case stands as the publication's files show it; how many were opened, updated, proved, refuted and so on.

    Runs as the tables' owner, after the publication is shown. Busy when somebody else is at it.
    """
    show = progress or (lambda *_: None)
    with _alone():
        if connection.vendor == "sqlite":
            on_sqlite.attach(connection, publication.space)
        counts: Counter[str] = Counter()
        with acting(BY_THE_FILE):
            counts["met"] = meet_found(publication)
        every = [*sources(publication), found_source(publication)]
        parts = [part for source in every for part in _parts(source, rows_at_once)]
        planned_with = -COUNTED_ANEW
        for done, (source, low, high) in enumerate(parts):
            show("kasus", done, len(parts))
            if counts["opened"] - planned_with >= COUNTED_ANEW:
                planned_with = counts["opened"]
                _let_postgres_count()
            counts.update(_follow(source, publication, low, high))
            crash_point("cases")
        counts.update(_children_move())
        _let_postgres_tidy(sum(counts.values()))
        _remember(publication, counts)
        sweep_papers()
        return dict(counts)


def _let_postgres_count() -> None:
    """PostgreSQL knows how many cases there are: with figures of an empty table it reads all of them for each part."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE casework_case")


def _let_postgres_tidy(changed: int) -> None:
    """After many changes PostgreSQL notes which pages all may see: until then no count is made from an index alone."""
    if connection.vendor == "postgresql" and changed >= COUNTED_ANEW and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) casework_case")


def _parts(source: Source, rows_at_once: int) -> list[tuple[Source, int | None, int | None]]:
    """Ranges (low, high] of persons that hold about `rows_at_once` rows of work; the first and last are open."""
    if not source.by_person:
        return [(source, None, None)]
    edges: list[int | None] = [None]
    with connection.cursor() as cursor:
        while True:
            cursor.execute(source.next_edge, [edges[-1] if edges[-1] is not None else -1, rows_at_once - 1])
            found = cursor.fetchone()
            if found is None:
                break
            edges.append(found[0])
    return [(source, low, high) for low, high in zip(edges, [*edges[1:], None], strict=True)]


def _follow(source: Source, publication: Publication, low: int | None, high: int | None) -> Counter[str]:
    counts: Counter[str] = Counter()
    with acting(BY_THE_FILE), connection.cursor() as cursor:
        if not source.by_person:
            # Looked for once, for all statements.
            cursor.execute(f"CREATE TEMPORARY TABLE {LOOKED_FOR} AS {source.work}", [])
            source = replace(source, work=f"SELECT * FROM {LOOKED_FOR}")
        for name, sql in statements(source, publication, low, high):
            cursor.execute(sql, [])
            counts[name] += max(cursor.rowcount, 0)
        if not source.by_person:
            cursor.execute(f"DROP TABLE {LOOKED_FOR}")
    return counts


def _children_move() -> Counter[str]:
    """Notes, papers and turns belong to the area of their case."""
    moved: Counter[str] = Counter()
    with acting(BY_THE_FILE), connection.cursor() as cursor:
        for table in CHILDREN:
            cursor.execute(
                f"UPDATE {table} AS t SET area_code = c.area_code FROM casework_case AS c"
                " WHERE c.id = t.case_id AND c.area_code <> t.area_code"
            )
            moved["moved"] += max(cursor.rowcount, 0)
    return moved


def _remember(publication: Publication, counts: dict[str, int]) -> None:
    with acting(BY_THE_FILE):
        known = FollowedPublication.objects.filter(publication_number=publication.pk).first()
        if known is None:
            FollowedPublication.objects.create(
                publication_number=publication.pk, run_id=publication.run_id, month=publication.month,
                finished_at=timezone.now(), counts=counts,
            )  # fmt: skip
        elif any(counts.values()):
            known.counts, known.finished_at = counts, timezone.now()
            known.save(update_fields=["counts", "finished_at"])


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else brings cases up to date meanwhile; the lock goes with its holder."""
    folder = Path(settings.WEB_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "cases-lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("Kasus sedang diperbarui oleh proses lain", str(folder)) from None
        yield


def followed(publication: Any) -> bool:
    """All cases stand as this publication shows."""
    return FollowedPublication.objects.filter(publication_number=publication.pk).exists()
