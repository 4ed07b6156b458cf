"""All that changes programs, their tokens and their counts. Nothing else writes these tables."""

# ruff: noqa: S608  (names of our own tables; values are bound)
from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from semesta.web.core.acting import Acting, acting, acting_now
from semesta.web.core.audit.events import note
from semesta.web.core.clients.keys import check_jwks
from semesta.web.core.models import ApiAssertion, ApiClient, ApiToken, ApiUse, Organisation, User

if TYPE_CHECKING:
    from datetime import datetime

TOKEN_HOLDS = timedelta(minutes=5)
"""SMART backend services: no longer than five minutes."""
USE_KEPT_MINUTES = 24 * 60


def digest(secret: str) -> str:
    """A secret or token as it is kept: both are 256 random bits, which nobody finds by trying."""
    return hashlib.sha256(secret.encode()).hexdigest()


def register_client(
    name: str, organisation: Organisation, area_code: str, scopes: str, *, purpose: str, made_by: User | None,
    jwks: str = "", minute_most: int = 600,
) -> tuple[ApiClient, str]:  # fmt: skip
    """A new program and its secret, told this once; with `jwks` it has no secret ('') and signs instead.

    ValidationError for keys or an area that cannot be.
    """
    public_id = f"{secrets.token_hex(8)}"
    user = User(username=f"program-{public_id}", name=f"{name} ({organisation.name})"[:200], is_active=False)
    user.set_unusable_password()
    secret = "" if jwks else secrets.token_urlsafe(32)
    made = ApiClient(
        public_id=public_id, name=name, organisation=organisation, area_code=area_code, scopes=scopes, purpose=purpose,
        jwks=check_jwks(jwks) if jwks else "", secret_digest=digest(secret) if secret else "", made_by=made_by,
        minute_most=minute_most,
    )  # fmt: skip
    made.full_clean(exclude=["user", "made_by", "ended_at"])
    user.save()
    made.user = user
    made.save()
    return made, secret


def end_client(client: ApiClient, now: datetime) -> None:
    """The program gets no token any more, and those it has open nothing."""
    client.ended_at = now
    client.save(update_fields=["ended_at"])
    client.tokens.all().delete()


def renew_key(client: ApiClient, jwks: str = "") -> str:
    """Other public keys, or without any a new secret, which is given back this once. Tokens of before are void."""
    secret = "" if jwks else secrets.token_urlsafe(32)
    client.jwks = check_jwks(jwks) if jwks else ""
    client.secret_digest = digest(secret) if secret else ""
    client.save(update_fields=["jwks", "secret_digest"])
    client.tokens.all().delete()
    return secret


def knows_secret(client: ApiClient | None, secret: str) -> bool:
    """Whether it is the program's secret; as slow for an unknown program."""
    kept = client.secret_digest if client else ""
    return hmac.compare_digest(kept or "0" * 64, digest(secret)) and bool(kept)


def use_assertion(client: ApiClient, jti: str, ends_at: datetime) -> bool:
    """The assertion is used up; False when it was before."""
    try:
        with transaction.atomic():
            ApiAssertion.objects.create(client=client, digest=digest(jti), ends_at=ends_at)
    except IntegrityError:
        return False
    return True


def issue_token(client: ApiClient, scopes: str, now: datetime) -> str:
    """A token that opens `scopes` for TOKEN_HOLDS. Noted."""
    token = secrets.token_urlsafe(32)
    ApiToken.objects.create(
        digest=digest(token), client=client, scopes=scopes, issued_at=now, ends_at=now + TOKEN_HOLDS
    )
    with acting(Acting(actor=str(client.user_id), organisation=client.organisation.name), writes=False):
        note("token issued", key=client.public_id, facts={"scopes": scopes})
    return token


def plain(public_id: str) -> str:
    """What somebody called themselves, as ids of ours are written: letters and digits."""
    return "".join(one for one in public_id[:200] if one.isascii() and one.isalnum())[:40]


def note_refused(public_id: str, why: str) -> None:
    """An event of the trail: somebody asked for a token and got none."""
    note("token refused", key=plain(public_id), facts={"why": why}, actor=acting_now().actor)


def revoke_token(client: ApiClient, token: str) -> bool:
    """The token opens nothing any more; False when it was none of this program's."""
    return bool(client.tokens.filter(digest=digest(token)).delete()[0])


_COUNT = (
    f"INSERT INTO {ApiUse._meta.db_table} (client_id, minute, requests) VALUES (%s, %s, %s)"
    " ON CONFLICT (client_id, minute) DO UPDATE SET requests = {table}.requests + excluded.requests RETURNING requests"
).replace("{table}", ApiUse._meta.db_table)


def count_use(client_id: int, minute: int, requests: int) -> int:
    """So many more requests in that minute; how many there are now by all processes. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [client_id, minute, requests])
        return int(cursor.fetchone()[0])


def forget_ended_tokens(now: datetime) -> None:
    """Tokens and assertions that have ended and counts older than a day are gone."""
    ApiToken.objects.filter(ends_at__lt=now).delete()
    ApiAssertion.objects.filter(ends_at__lt=now).delete()
    ApiUse.objects.filter(minute__lt=int(timezone.now().timestamp()) // 60 - USE_KEPT_MINUTES).delete()
