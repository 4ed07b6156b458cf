"""Public keys of programs, and what they signed (RFC 7523; SMART App Launch 2, backend services)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

ALGORITHM_OF = {"RSA": "RS384", "EC": "ES384"}
ALGORITHMS = tuple(ALGORITHM_OF.values())
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
        for key in known:
            _read(key)
    except (jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError) as error:
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
        told: dict[str, Any] = jwt.decode(assertion, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotSigned("client_assertion is no signed JSON Web Token") from error
    return told


def proven(assertion: str, jwks: str, public_id: str, audiences: Iterable[str], now: datetime) -> tuple[str, datetime]:
    """(jti, until when it holds) of an assertion that one of these keys signed for us; NotSigned else."""
    try:
        if "jku" in jwt.get_unverified_header(assertion):
            raise NotSigned("client_assertion: no address of keys is registered here; send it without jku")
        claims = _claims(assertion, jwks, public_id, list(audiences))
        ends_at = int(claims["exp"])
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise NotSigned(f"client_assertion: {error or 'not valid'}") from error
    if ends_at > (now + ASSERTION_HOLDS).timestamp() + LEEWAY:
        raise NotSigned("client_assertion: exp lies more than five minutes ahead")
    return str(claims["jti"]), datetime.fromtimestamp(ends_at + LEEWAY, UTC)


def _claims(assertion: str, jwks: str, public_id: str, audiences: list[str]) -> dict[str, Any]:
    """The claims of an assertion that holds now; an error of PyJWT says what does not."""
    kid = jwt.get_unverified_header(assertion).get("kid")
    keys = [key for key in json.loads(jwks)["keys"] if kid is None or key.get("kid") in (None, kid)]
    wrong: jwt.PyJWTError = jwt.InvalidKeyError("no registered key has this kid")
    for key in keys:
        try:
            found: dict[str, Any] = jwt.decode(
                assertion, _read(key), algorithms=[ALGORITHM_OF[key["kty"]]], audience=audiences, issuer=public_id,
                subject=public_id, leeway=LEEWAY, options={"require": ["exp", "aud", "iss", "sub", "jti"]},
            )  # fmt: skip
        except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError) as error:
            wrong = error
        else:
            return found
    raise wrong


def _read(key: dict[str, Any]) -> jwt.PyJWK:
    return jwt.PyJWK(key, algorithm=ALGORITHM_OF[key["kty"]])
