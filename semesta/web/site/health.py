"""Is it well: for the watchman in front."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, JsonResponse

from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.published import published_now


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        return False


@needs(PUBLIC, area=Area.NONE)
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and the home folder is there, 503 otherwise; with the month that is shown."""
    database, home = _database_answers(), settings.SEMESTA_HOME.is_dir()
    published = published_now(settings.SEMESTA_HOME) if home and database else None
    state = {
        "database": "ok" if database else "unreachable",
        "home": "ok" if home else "missing",
        "published_month": f"{published.month:%Y-%m}" if published else None,
    }
    return JsonResponse(state, status=200 if database and home else 503)
