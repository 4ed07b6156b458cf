"""The session store named in settings.SESSION_ENGINE."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

if TYPE_CHECKING:
    from semesta.web.core.models import Session

STARTED, SEEN, BROWSER = "started_at", "seen_at", "browser"


def _moment(seconds: Any) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


class SessionStore(DatabaseStore):
    """Sessions in the database with their user and times in columns."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        from semesta.web.core.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of this session."""
        row = cast("Session", super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        row.started_at, row.seen_at = _moment(data.get(STARTED)), _moment(data.get(SEEN))
        row.browser = data.get(BROWSER, "")[:200]
        return row


__all__ = ["SessionStore"]
