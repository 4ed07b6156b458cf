"""DATABASE_URL as Django's settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from semesta.terms.fault import Fault

# recursive_triggers: what INSERT OR REPLACE pushes out fires the triggers of a delete, too.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON"
)
# What a process of PostgreSQL keeps of statements and of publications that are gone goes with its connection.
LONGEST_SECONDS = 300


def database_of(url: str) -> dict[str, Any]:
    """Settings for `sqlite:///path/to/file` or `postgresql://user:password@host:port/name?option=value`.

    SQLite: readers and one writer together (WAL), what was answered is on disk (synchronous FULL), a writer takes its
    lock at once (IMMEDIATE) instead of failing in the middle. PostgreSQL: values are bound by the server and every
    statement is prepared at its first use; a connection ends with the first question after LONGEST_SECONDS.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path)[1:] if parts.path.startswith("//") else unquote(parts.path),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"init_command": SQLITE_PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": 10},
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": LONGEST_SECONDS,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 1, **dict(parse_qsl(parts.query))},
        }
    raise Fault("DATABASE_URL harus berawal sqlite:// atau postgresql://", parts.scheme)
