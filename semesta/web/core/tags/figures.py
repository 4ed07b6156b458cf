"""Filters: how figures, days and identity numbers read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template

from semesta.web.core import reading
from semesta.web.core.published import shape

register = template.Library()


@register.filter
def whole(value: int | None) -> str:
    """1703139 → '1.703.139'."""
    return reading.numbers().whole(value)


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """1703139 → '1.703.139'; with places 1703139.5 → '1.703.139,5'."""
    return reading.numbers().decimal(value, places)


@register.filter
def signed(value: int | None) -> str:
    """412 → '+412'."""
    return reading.numbers().signed(value)


@register.filter
def percent(value: float | None, places: int = 2) -> str:
    """A share of 1: 0.9992 → '99,92 %'."""
    return reading.numbers().percent(value, places)


@register.filter
def rupiah(value: int | None) -> str:
    """'Rp 4.271.400.000'."""
    return reading.numbers().rupiah(value)


@register.filter
def rupiah_short(value: int | None) -> str:
    """'Rp 51,30 miliar'."""
    return reading.numbers().rupiah_short(value)


@register.filter
def day(value: date | None) -> str:
    """'2 Mei 2025'."""
    return reading.numbers().day(value)


@register.filter
def month(value: date | None) -> str:
    """'Mei 2025'."""
    return reading.numbers().month(value)


@register.filter
def moment(value: datetime | None) -> str:
    """'2 Mei 2025 14.30 WIB'."""
    return reading.moment(value)


@register.filter
def either_day(value: date | datetime | None) -> str:
    """A day or, where the hour is known, the moment."""
    return reading.moment(value) if isinstance(value, datetime) else reading.numbers().day(value)


@register.filter
def relative_day(value: date | None) -> str:
    """'dalam 5 hari', 'kemarin'."""
    return reading.relative_day(value)


@register.filter
def masked(value: str | None) -> str:
    """'1671••••••••••01'; '–' for none."""
    return shape.masked(value) or "–"


@register.filter
def spaced(value: str | None) -> str:
    """'167101 450890 0001', with thin spaces."""
    return reading.spaced_nik(value)


@register.filter
def shown(value: Any, kind: str = "text") -> str:
    """A raw value as its kind writes it."""
    return reading.shown(value, kind)


@register.filter
def svg_share(value: float) -> str:
    """0.4213 → '42.13%', kept within the line."""
    return reading.svg_share(value)


@register.filter
def point(value: float) -> str:
    """A share with a decimal point, as attributes of HTML want it: 0.42 → '0.4200'."""
    return f"{value:.4f}"


@register.filter
def of(mapping: dict[str, Any], key: str) -> Any:
    """What a mapping holds for a key; '' when nothing."""
    return mapping.get(key, "")


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    """The item at a place, from 0."""
    return items[place]
