"""Programs of other organisations that ask by themselves: which, with what key, what they may, how often they asked."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.clients.purposes import purpose_choices
from semesta.web.core.models.people import AREA_CODE, Organisation, User


class ApiClient(models.Model):
    """A program of one organisation. It acts as `user`, who can never sign in: the trail names it like everybody else.

    Of a secret only the digest is kept; `jwks` are public keys (JSON). `scopes` as core/clients/scopes.py writes them;
    `area_code` as a membership's; `purpose`: of every request that names no other. A program is ended, never deleted.
    """

    public_id = models.CharField(_("client id"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="clients", verbose_name=_("organisation")
    )
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="api_client")
    area_code = models.CharField(_("area code"), max_length=13, blank=True, validators=[AREA_CODE])
    scopes = models.TextField(_("what it may"))
    purpose = models.CharField(_("asks for"), max_length=20, choices=purpose_choices)
    secret_digest = models.CharField(max_length=64, blank=True)
    jwks = models.TextField(_("public keys (JWKS)"), blank=True)
    minute_most = models.PositiveIntegerField(
        _("requests a minute"), default=600, validators=[MinValueValidator(1), MaxValueValidator(1_000_000)]
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["organisation__name", "name"]

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """An access token while it holds; only its digest is kept. `scopes` may be fewer than the program's."""

    digest = models.CharField(max_length=64, unique=True)
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="tokens")
    scopes = models.TextField()
    issued_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)


class ApiAssertion(models.Model):
    """A signed assertion that was used: the same one opens nothing a second time (RFC 7523, 3, item 7)."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="assertions")
    digest = models.CharField(max_length=64)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "digest"], name="one_use_per_assertion")]


class ApiUse(models.Model):
    """How many requests of a program were counted in one minute, by all processes together."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="uses")
    minute = models.BigIntegerField()
    requests = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "minute"], name="one_count_per_minute")]
