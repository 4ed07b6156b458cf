"""How much of a number a role sees before it names a purpose."""

from __future__ import annotations

HIDDEN = "•"


def masked(number: str | None) -> str:
    """The first four and last two digits; of a NIK that leaves province and regency, and no birth date. '' for none."""
    if not number:
        return ""
    return number[:4] + HIDDEN * max(len(number) - 6, 0) + number[-2:] if len(number) > 6 else HIDDEN * len(number)
