"""Public keys of programs, and what they signed (RFC 7523; SMART App Launch 2, backend services)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

if TYPE_CHECKING:
    from collections.abc import Iterable

ALGORITHMS = ("RS384", "ES384")
ASSERTION_HOLDS = timedelta(minutes=5)
LEEWAY = 30
"""Seconds by which two clocks may differ."""
LARGEST = 64 << 10
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "k"}


def check_jwks(text: str) -> str:
    """The key set as it is kept; ValidationError with a sentence for what is none, or holds a private key."""
    if len(text) > LARGEST:
        raise ValidationError(_("The key set is too large."))
    try:
        told = json.loads(text)
        keys = told["keys"]
        if any(_PRIVATE & set(key) for key in keys):
            raise ValidationError(
                _("This is a private key. Keep it, and make a new pair: only public keys belong here.")
            )
        known = [key for key in keys if _usable(key)]
        KeySet.import_key_set({"keys": known})
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValidationError(_("This is no JSON Web Key Set (an object with `keys`).")) from error
    if not known:
        raise ValidationError(_("No key of it can be used: RSA (RS384) of 2048 bits or more, or EC P-384 (ES384)."))
    return json.dumps({"keys": known}, sort_keys=True)


def _usable(key: dict[str, Any]) -> bool:
    if key.get("kty") == "EC":
        return key.get("crv") == "P-384"
    return key.get("kty") == "RSA" and len(str(key.get("n", ""))) >= 2048 // 6


class NotSigned(Exception):
    """The assertion proves nothing; the text says why, for the program's developer."""


def claims_of(assertion: str) -> dict[str, Any]:
    """What the assertion says of itself, unproven: whose keys to try. NotSigned for what is no assertion."""
    try:
        told = json.loads(jws.extract_compact(assertion.encode()).payload)
    except (JoseError, ValueError, UnicodeError, TypeError) as error:
        raise NotSigned("client_assertion is no signed JSON Web Token") from error
    if not isinstance(told, dict):
        raise NotSigned("client_assertion holds no claims")
    return told


def proven(assertion: str, jwks: str, public_id: str, audiences: Iterable[str], now: datetime) -> tuple[str, datetime]:
    """(jti, until when it holds) of an assertion that one of these keys signed for us; NotSigned else."""
    try:
        if "jku" in jws.extract_compact(assertion.encode()).headers():
            raise NotSigned("client_assertion: no address of keys is registered here; send it without jku")
        token = jwt.decode(assertion, KeySet.import_key_set(json.loads(jwks)), algorithms=list(ALGORITHMS))
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": public_id},
            sub={"essential": True, "value": public_id},
            aud={"essential": True, "values": list(audiences)},
            exp={"essential": True},
            jti={"essential": True},
        ).validate(token.claims)
    except (JoseError, ValueError, TypeError) as error:
        raise NotSigned(f"client_assertion: {getattr(error, 'description', '') or 'not valid'}") from error
    ends_at = datetime.fromtimestamp(int(token.claims["exp"]), UTC)
    if ends_at > now + ASSERTION_HOLDS + timedelta(seconds=LEEWAY):
        raise NotSigned("client_assertion: exp lies more than five minutes ahead")
    return str(token.claims["jti"]), ends_at + timedelta(seconds=LEEWAY)
