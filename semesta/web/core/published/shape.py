"""How much of a number a role sees before it names a purpose."""

from __future__ import annotations

HIDDEN = "•"


def masked(number: str | None) -> str:
    """The first four and last two digits; of a NIK that leaves province and regency, and no birth date. A number
    shorter than a card's keeps its first and last. '' for none. What is masked already stays as it is."""
    text = (number or "").strip()
    first, last = (4, 2) if len(text) >= 12 else (1, 1)
    return text[:first] + HIDDEN * (len(text) - first - last) + text[-last:] if len(text) > 4 else HIDDEN * len(text)
