"""Telephone numbers and e-mail addresses in the one form in which they are kept and compared."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_MOBILE = re.compile(r"8[1-9]\d{7,10}")
"""An Indonesian mobile number without its zero or country code: 9 to 12 digits."""


def phone_of(text: str | None) -> str:
    """'+6281234567890' of '0812-3456-7890', '62 812…', '812…'; '' for what is no Indonesian mobile number."""
    digits = re.sub(r"\D", "", text or "")
    bare = digits.removeprefix("62") if digits.startswith("62") else digits.removeprefix("0")
    return f"+62{bare}" if _MOBILE.fullmatch(bare) else ""


def email_of(text: str | None) -> str:
    """The address in small letters; '' for what is none, or has letters that mail servers may not take."""
    address = (text or "").strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if address.isascii() else ""


def address_of(channel: str, text: str | None) -> str:
    """The address of this channel ('phone', 'email') in its one form; ''."""
    return phone_of(text) if channel == "phone" else email_of(text)


def masked_address(address: str) -> str:
    """'+62812••••890', 's••••@contoh.id': to be known again by who has the whole one."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}••••@{host}"
    return f"{address[:6]}••••{address[-3:]}" if address else ""
