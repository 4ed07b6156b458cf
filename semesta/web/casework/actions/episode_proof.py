"""What the newest file proves about episodes: one is closed only when the file shows active cover (req 20)."""

# ruff: noqa: S608  (names of our own tables)
from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from semesta.web.casework.actions.prove import BY_FILE
from semesta.web.casework.models import Episode, EpisodeOutcome, EpisodeState, EpisodeTurn
from semesta.web.core.acting import acting
from semesta.web.core.published.shown import Shown, shown_to
from semesta.web.core.scope import EVERYWHERE

# A baby stands in a file under its own number: known by the mother's family card, its birth date and sex.
_SAME = {
    "known": "(e.nik <> '' AND p.nik = e.nik) OR (e.nik = '' AND p.person_id = e.person_id)",
    "newborn": "(e.nik <> '' AND p.nik = e.nik)"
    " OR (e.nik = '' AND e.nkk <> '' AND p.nkk = e.nkk AND p.birth_on = e.birth_on AND p.sex = e.sex)",
}


def prove_episodes() -> int:
    """After another run is shown: open episodes whose patient it shows active are closed, the run as proof; how many.

    `proved_start_on` is the day from which the card says it is active: later than the arrival, what was done before is
    not JKN's to pay. By the tables' owner, who sees all.
    """
    with acting(BY_FILE):
        shown = shown_to(EVERYWHERE)
        found = {**_active(shown, "known", ("known", "typed")), **_active(shown, "newborn", ("newborn",))}
        now = timezone.now()
        episodes = list(Episode.unscoped.select_for_update().filter(pk__in=list(found), closed_at__isnull=True))
        for one in episodes:
            one.state, one.closed_at, one.outcome = EpisodeState.CLOSED, now, EpisodeOutcome.PROVED
            one.proved_run, one.proved_month, one.proved_start_on = shown.run_id, shown.month, found[one.pk]
            one.due_at, one.version = None, one.version + 1
        columns = [
            "state",
            "closed_at",
            "outcome",
            "proved_run",
            "proved_month",
            "proved_start_on",
            "due_at",
            "version",
        ]
        Episode.unscoped.bulk_update(episodes, columns, batch_size=200)
        EpisodeTurn.unscoped.filter(episode__in=episodes, to_at__isnull=True).update(to_at=now, deed="proved")
    return len(episodes)


def _active(shown: Shown, how: str, identities: tuple[str, ...]) -> dict[int, date | None]:
    """First day of cover by open episode whose patient a later run than the one at the counter shows active."""
    marks = ", ".join(["%s"] * len(identities))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, min(coalesce(c.segment_from_on, c.start_on)) FROM casework_episode AS e"
            f" JOIN pub_person AS p ON ({_SAME[how]}) AND p.active"
            " LEFT JOIN pub_card AS c ON c.person_id = p.person_id AND c.psnoka = p.psnoka"
            f" WHERE e.closed_at IS NULL AND e.run_id <> %s AND e.identity IN ({marks}) GROUP BY e.id",
            [shown.run_id, *identities],
        )
        return {number: _day(start) for number, start in cursor.fetchall()}


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
