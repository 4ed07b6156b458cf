"""Where exports of ODK Central and KoboToolbox lie until a job has taken their forms: HOME/web/brought/<key>/file."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Where they all lie."""
    return Path(settings.WEB_FOLDER) / "brought"


def file_of(key: str) -> Path:
    """One of them; ValueError for what is no key."""
    if not re.fullmatch(r"[0-9a-f]{32}", key):
        raise ValueError("no key")
    return folder() / key / "file"
