"""Signed-in sessions, kept so that a user can see and end their own and an office can end everybody's."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """One browser's session; `user` is NULL before signing in."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-seen_at"]

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store that reads and writes this table."""
        from semesta.web.core.session_store import SessionStore

        return SessionStore
