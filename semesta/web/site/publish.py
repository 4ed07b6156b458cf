"""`semesta web publish`, and what `semesta run` does where a web database is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from semesta.web.site.serve import app_database_url, put_database_in_place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from semesta.web.core.published.models import Publication

    Progress = Callable[[str, float, float], None]


def has_web_database(home: Path) -> bool:
    """The home's pages are, or were, served from a database."""
    return "DATABASE_URL" in os.environ or (home / "web" / "semesta.sqlite3").exists()


def publish_run(home: Path, *, run_id: str | None = None, progress: Progress | None = None) -> Publication:
    """The pages of this home show the run (None: the newest published); the database is brought up to date first.

    What the run proves about proposals and episodes is written down after it.
    """
    put_database_in_place(home)
    app_database_url(home)  # the application's role is there to be given the right to read
    from semesta.web.casework.actions.follow import follow_publication
    from semesta.web.core.published.load import publish

    shown = publish(home, run_id, progress=progress)
    follow_publication(shown, progress=progress)
    return shown


def tell_actions(home: Path, inbox: Path) -> int:
    """The inbox holds the files of what the offices did, and whom visits found, in this home's application; how many
    rows."""
    if not inbox.is_dir():
        return 0  # the run says what is wrong
    put_database_in_place(home)
    from semesta.web.casework.export import write_actions
    from semesta.web.casework.visit_file import write_visits

    return write_actions(inbox) + write_visits(inbox)
