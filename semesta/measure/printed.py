"""Numbers as they were printed: a value and how exactly it was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from semesta.terms.fault import Fault

_UNITS = {
    "triliun": 12, "miliar": 9, "milyar": 9, "juta": 6, "ribu": 3, "trillion": 12, "billion": 9, "bn": 9, "million": 6,
}  # fmt: skip
_ABOUT = re.compile(r"^(?:~|±|sekitar|hampir|kurang lebih|about|almost)\s*", re.IGNORECASE)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+)")
_SHAPE = re.compile(r"(?:rp\.?\s*)?([0-9][0-9.,]*)\s*([a-z]*)\s*%?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number. It fits every exact number within half a unit of its last printed digit."""

    text: str
    value: Decimal
    half_unit: Decimal

    @property
    def decimals(self) -> int:
        """Digits printed after the decimal sign."""
        return max(0, -int(self.value.as_tuple().exponent))

    @property
    def low(self) -> Decimal:
        """The least exact number that would be printed so."""
        return self.value - self.half_unit

    @property
    def high(self) -> Decimal:
        """The greatest exact number that would be printed so."""
        return self.value + self.half_unit

    def fits(self, exact: Decimal) -> bool:
        """True when the exact number would be printed so."""
        return abs(exact - self.value) <= self.half_unit


def printed(text: str | int | Decimal) -> Printed:
    """A number as printed: `1.668.154`, `31,7 miliar`, `~10.000`, `Rp 120 miliar`, 1668154; else a Fault.

    Half a unit of the last printed digit is its tolerance; after `~`, `sekitar`, `hampir` half a unit of the last digit
    that is not zero. A whole number without a word of size is exact. Groups of three after one kind of sign are
    thousands.
    """
    if not isinstance(text, str):
        return _printed(Decimal(text), str(text), about=False)
    about = _ABOUT.match(text.strip())
    shape = _SHAPE.fullmatch(_ABOUT.sub("", text.strip()))
    power = _UNITS.get(shape[2].lower(), 0 if not shape[2] else -1) if shape else -1
    if shape is None or power < 0:
        raise Fault(f"Angka '{text}' tidak dapat dibaca")
    value = Decimal(re.sub(r"[.,]", "", shape[1])) if _GROUPED.fullmatch(shape[1]) else _decimal(shape[1], text)
    if power:
        return Printed(text, value.scaleb(power), Decimal(5).scaleb(int(value.as_tuple().exponent) - 1 + power))
    return _printed(value, text, about=bool(about))


def printed_percent(text: str | int | Decimal) -> Printed:
    """A percentage as printed: `95.42`, `95,42 %`, `100`; any sign is a decimal sign; else a Fault."""
    plain = str(text).strip()
    return _printed(_decimal(_ABOUT.sub("", plain).rstrip("% "), plain), plain, about=bool(_ABOUT.match(plain)))


def _printed(value: Decimal, text: str, *, about: bool) -> Printed:
    last = int(value.normalize().as_tuple().exponent) if about else int(value.as_tuple().exponent)
    return Printed(text, value, Decimal(5).scaleb(last - 1))


def _decimal(digits: str, text: str) -> Decimal:
    last_mark = re.search(r"[.,](?=[0-9]*$)", digits)
    mark = last_mark[0] if last_mark else ""
    head, _, tail = digits.rpartition(mark) if mark else (digits, "", "")
    head = re.sub(r"[.,](?=[0-9]{3})", "", head)
    if not (head.isdecimal() and (tail.isdecimal() or not mark)):
        raise Fault(f"Angka '{text}' tidak dapat dibaca")
    return Decimal(f"{head}.{tail}" if mark else head)
