"""A form that holds for a while: signed, bound to its moment, kept nowhere until it is sent.

A browser proves work on it: for each part k of PROOF_PARTS a number n, so that the first 32 bits of
SHA-256("token|k|n") are below a bound. Whoever has no script waits instead.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from django.core import signing

from semesta.web.casework.public.limits import PROOF_PARTS, Limits

SALT = "semesta.public-check.form"
_PROOF = re.compile(rf"\d{{1,10}}(?:\.\d{{1,10}}){{{PROOF_PARTS - 1}}}")


@dataclass(frozen=True)
class Sent:
    """A form as it came back: its number, its age and end in seconds, whether the work was proven."""

    nonce: str
    age: float
    ends: int
    proven: bool


def new_token(now: float) -> str:
    """The token of a new form at this Unix time."""
    return signing.dumps([secrets.token_hex(16), int(now)], salt=SALT)


def sent_form(token: str, proof: str, limits: Limits, now: float) -> Sent | None:
    """The form that came back; None when it is not ours or has ended."""
    try:
        nonce, made = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not made <= now <= made + limits.form_seconds:
        return None
    return Sent(nonce, now - made, made + limits.form_seconds, proves(token, proof, limits))


def proves(token: str, proof: str, limits: Limits) -> bool:
    """`proof` holds a number for each part, with dots between them."""
    if not _PROOF.fullmatch(proof):
        return False
    return all(
        int.from_bytes(hashlib.sha256(f"{token}|{part}|{number}".encode()).digest()[:4], "big") < limits.proof_below
        for part, number in enumerate(proof.split("."))
    )
