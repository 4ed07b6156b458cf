"""What signing in leaves behind: failures that lock, and one-time links."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from semesta.web.core.models.people import User


class SignInFailure(models.Model):
    """Failures in a row of one account name from one address. Both are kept as keyed digests, not as typed."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    count = models.IntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "address"], name="one_count_per_place")]

    def __str__(self) -> str:
        return f"{self.count}"


class ResetLink(models.Model):
    """A link with which a user sets a password once; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reset_links")
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    issued_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-issued_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.issued_at:%Y-%m-%d %H:%M}"
