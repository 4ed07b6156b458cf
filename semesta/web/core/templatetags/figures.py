"""Figures as people here write them: 1.703.139; 99,92 %; Rp 37.800. In English 1,703,139; 99.92%; Rp 37,800.

Nothing is written with separators by itself: a key or a year in a template stays as it is.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.translation import get_language

register = template.Library()
ABSENT = "—"


def _signs() -> tuple[str, str, str]:
    """(thousands, decimal, percent) in the language of the page."""
    return (",", ".", "%") if (get_language() or "").startswith("en") else (".", ",", "\u00a0%")


def _written(value: Decimal, decimals: int) -> str:
    thousands, point, _ = _signs()
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    plain = f"{abs(rounded):,.{decimals}f}".replace(",", "\0").replace(".", point).replace("\0", thousands)
    return ("\N{MINUS SIGN}" if rounded < 0 else "") + plain


@register.filter
def number(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """1703139 is 1.703.139; None is a dash."""
    return ABSENT if value is None else _written(Decimal(str(value)), decimals)


@register.filter
def percent(value: float | Decimal | None, decimals: int = 2) -> str:
    """The share 0.9992 is 99,92 %; None is a dash."""
    return ABSENT if value is None else _written(Decimal(str(value)) * 100, decimals) + _signs()[2]


@register.filter
def rupiah(value: int | None) -> str:
    """37800 is Rp 37.800; None is a dash."""
    return ABSENT if value is None else f"Rp\u00a0{_written(Decimal(value), 0)}"
