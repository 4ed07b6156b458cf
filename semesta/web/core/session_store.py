"""Sessions, and who they belong to: settings.SESSION_ENGINE, the backend and the middleware that ask for the user."""

# ruff: noqa: S608  (names of our own tables and columns; values are bound)
from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.auth import get_user as user_of_session
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from semesta.web.core.scope import posts_from

if TYPE_CHECKING:
    from django.http import HttpRequest

    from semesta.web.core.models import Session, User
    from semesta.web.core.scope import Scope

STARTED, SEEN, BROWSER = "started_at", "seen_at", "browser"


def _moment(seconds: Any) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True)
class Holder:
    """Whose session it is, and the posts that this user holds on that day: read in the session's own statement.

    `told`: what the database said, as one text; while `told_sql` gives the same, nothing of it has changed.
    """

    user: User
    on: date
    posts: list[Scope]
    told: str


# What Membership.in_force says, beside the user's row: a test holds the two to each other.
POSTS = (
    "SELECT {array}({one}(m.id, m.role, m.organisation_id, o.name, m.area_code)) FROM core_membership AS m"
    " JOIN core_organisation AS o ON o.id = m.organisation_id WHERE m.user_id = u.id AND m.valid_from <= {day}"
    " AND (m.valid_to IS NULL OR m.valid_to >= {day}) AND (o.closed_on IS NULL OR o.closed_on > {day})"
)


def posts_sql(day: str) -> str:
    """A sub-select for the user `u`: memberships of a day as a JSON array, of which `held_posts` makes posts."""
    json_of = (
        ("json_agg", "json_build_array") if connection.vendor == "postgresql" else ("json_group_array", "json_array")
    )
    return POSTS.format(array=json_of[0], one=json_of[1], day=day)


def held_posts(user_id: int, told: str | None) -> list[Scope]:
    """The posts that `posts_sql` found, as `scope.posts_of` gives them."""
    return posts_from(user_id, (row[1:] for row in sorted(json.loads(told or "[]"))))


USER_READ = ("id", "password", "username", "name", "is_active")
"""Of a user's row; the rest is asked for when somebody wants it."""


def told_sql(key: str, day: str, now: str) -> str:
    """A sub-select for `Holder.told` of a session that has not ended, of a user who may sign in; else no row."""
    return (
        f"SELECT s.session_data || '|' || u.password || '|' || ({posts_sql(day)}){_as_text()} FROM core_session AS s"
        f" JOIN core_user AS u ON u.id = s.user_id WHERE s.session_key = {key} AND s.expire_date > {now}"
        " AND u.is_active"
    )


def _as_text() -> str:
    return "::text" if connection.vendor == "postgresql" else ""


@cache
def _statement(vendor: str) -> str:
    """Session, user and posts."""
    user = ", ".join(f'u."{column}"' for column in USER_READ)
    return (
        f"SELECT s.session_data, ({posts_sql('%s')}){_as_text()}, {user} FROM core_session AS s"
        " LEFT JOIN core_user AS u ON u.id = s.user_id WHERE s.session_key = %s AND s.expire_date > %s"
    )


class SessionStore(DatabaseStore):
    """Sessions in the database with their user and times in columns."""

    holder: Holder | None = None

    def load(self) -> dict[str, Any]:
        """What the session holds, and with it `holder`; one statement."""
        from semesta.web.core.models import User

        today = timezone.localdate()
        with connection.cursor() as cursor:
            cursor.execute(_statement(connection.vendor), [today, today, today, self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        data, posts, *user, may_sign_in = found
        if user[0] is not None:
            held = User.from_db(connection.alias, USER_READ, [*user, bool(may_sign_in)])
            self.holder = Holder(held, today, held_posts(held.pk, posts), f"{data}|{held.password}|{posts}")
        return self.decode(data)

    def save(self, must_create: bool = False) -> None:
        """Kept. UpdateError when the session has ended meanwhile (the browser is told so, 400); what the database
        refuses for a reason of its own is no fault of the browser's and stays that error."""
        try:
            super().save(must_create)
        except UpdateError as ended:
            refused = ended.__context__
            if refused is not None and refused.__cause__ is not None:
                raise refused from refused.__cause__
            raise

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


_LOADED: ContextVar[Holder | None] = ContextVar("semesta_holder", default=None)


class Backend(ModelBackend):
    """Django's own, which asks for the user of a session only when the session did not bring them."""

    def get_user(self, user_id: int) -> User | None:
        """The user of that number while they may sign in."""
        held = _LOADED.get()
        if held is None or held.user.pk != user_id:
            return super().get_user(user_id)
        return held.user if self.user_can_authenticate(held.user) else None


class SignedIn(AuthenticationMiddleware):
    """`request.user` comes with the session; Django checks it against the password's digest as ever."""

    def process_request(self, request: HttpRequest) -> None:
        """The user is asked for when somebody wants to know."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]  # lazy, as Django's own


def _user_of(request: HttpRequest) -> Any:
    if not hasattr(request, "_cached_user"):
        request.session.get(SESSION_KEY)  # now it is loaded
        token = _LOADED.set(getattr(request.session, "holder", None))
        try:
            request._cached_user = user_of_session(request)  # type: ignore[attr-defined]  # set by us on an object of others
        finally:
            _LOADED.reset(token)
    return request._cached_user  # type: ignore[attr-defined]  # set by us on an object of others


__all__ = ["Backend", "Holder", "SessionStore", "SignedIn"]
