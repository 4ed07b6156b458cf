"""`semesta web publish`, and what `semesta run` does where a web database is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.utils import timezone

from semesta.web.site.serve import app_database_url, put_database_in_place

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from semesta.web.casework.actions.retention import Removed
    from semesta.web.core.published.models import Publication

    Progress = Callable[[str, float, float], None]


def has_web_database(home: Path) -> bool:
    """The home's pages are, or were, served from a database."""
    return "DATABASE_URL" in os.environ or (home / "web" / "semesta.sqlite3").exists()


def publish_run(home: Path, *, run_id: str | None = None, progress: Progress | None = None) -> Publication:
    """The pages of this home show the run (None: the newest published); the database is brought up to date first.

    What the run proves about proposals is written down after it, cases follow, and forms that were kept long enough
    are removed.
    """
    put_database_in_place(home)
    app_database_url(home)  # the application's role is there to be given the right to read
    from semesta.web.casework.actions.follow import follow
    from semesta.web.casework.outbox_jobs import figures_message
    from semesta.web.core.published.load import publish

    shown = publish(home, run_id, progress=progress, also=figures_message())
    follow(shown, progress=progress)
    return shown


def forget_forms(home: Path, today: date | None = None) -> Removed:
    """Filled visit forms and photos that were kept for the days of the rule are gone from this home."""
    put_database_in_place(home)
    from semesta.web.casework.actions.retention import remove_old_forms

    return remove_old_forms(today or timezone.localdate())


def tell_actions(home: Path, inbox: Path) -> int:
    """The inbox holds the files of what the offices did, and whom visits found, in this home's application; how many
    rows."""
    if not inbox.is_dir():
        return 0  # the run says what is wrong
    put_database_in_place(home)
    from semesta.web.casework.export import write_actions
    from semesta.web.casework.visit_file import write_visits

    return write_actions(inbox) + write_visits(inbox)
