"""Rupiah are whole. Reading them as offices write them, and writing numbers as Indonesians read them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from semesta.terms.fault import Fault

_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")


def parse_rupiah(text: str) -> int:
    """Whole rupiah out of `1.703.139,00`, `Rp 35.000`, `Rp35.000,-`, `35000`, `1,703,139.00`, `35000.0`.

    Three digits after the only sign are thousands (`35.000`, `35,000`). A Fault when there is a part of a rupiah that
    is not zero, or no number.
    """
    plain = re.sub(r"^\s*(?:rp|idr)\.?\s*", "", text.strip(), flags=re.IGNORECASE)
    plain = re.sub(r"[\s\u00a0]", "", plain).removesuffix(",-").removesuffix(".-")
    if not _NUMBER.fullmatch(plain):
        raise Fault(f"Jumlah rupiah '{text}' tidak dapat dibaca")
    sign, digits = (-1, plain[1:]) if plain.startswith("-") else (1, plain)
    whole, fraction = _parts(digits, text)
    if fraction.strip("0"):
        raise Fault(f"Jumlah rupiah '{text}' mempunyai pecahan")
    return sign * int(whole)


def _parts(digits: str, text: str) -> tuple[str, str]:
    """(whole digits, digits after the decimal sign)."""
    if digits.isdigit():
        return digits, ""
    if _GROUPED.fullmatch(digits):
        return re.sub(r"[.,]", "", digits), ""
    head, mark, tail = re.split(r"([.,])(?=[0-9]+$)", digits)
    if not (head.isdigit() or (_GROUPED.fullmatch(head) and mark not in head)):
        raise Fault(f"Jumlah rupiah '{text}' tidak dapat dibaca")
    return re.sub(r"[.,]", "", head), tail


def integer_text(number: int) -> str:
    """`1703139` is `1.703.139`."""
    return f"{number:,}".replace(",", ".")


def rupiah_text(number: int) -> str:
    """`35000` is `Rp 35.000`."""
    return f"-Rp {integer_text(-number)}" if number < 0 else f"Rp {integer_text(number)}"


def decimal_text(number: float | Decimal, decimals: int) -> str:
    """`1234.5` with two decimals is `1.234,50`; half a unit goes up."""
    rounded = Decimal(str(number)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def percent_text(share: float | Decimal, decimals: int = 2) -> str:
    """A share as percent: `0.99920` is `99,92 %`; over 100 % stays over 100 %."""
    return f"{decimal_text(Decimal(str(share)) * 100, decimals)} %"
