"""Secrets that must be read again (another system's password): encrypted with a key made of the home's secret key.

A copy of the database alone opens none. With another secret key they cannot be read, and are entered again.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _lock() -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"semesta access of facilities")
    return Fernet(base64.urlsafe_b64encode(made.derive(settings.SECRET_KEY.encode())))


def sealed(secrets: dict[str, str]) -> str:
    """The secrets as one text that only this home reads."""
    return _lock().encrypt(json.dumps(secrets, sort_keys=True).encode()).decode()


def unsealed(text: str) -> dict[str, Any] | None:
    """The secrets; None when there are none or another home sealed them."""
    if not text:
        return None
    try:
        held: dict[str, Any] = json.loads(_lock().decrypt(text.encode()))
    except InvalidToken:
        return None
    return held
