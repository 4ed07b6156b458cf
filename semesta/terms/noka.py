"""Card numbers of BPJS (NOKA, PSNOKA: 13 digits) and of the family register (NKK: 16 digits)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from semesta.terms.nik import parse_nik

NOKA_LENGTH = 13
_SHORTEST_NOKA = 6
_DAMAGED_TAIL = re.compile(r"[.,]0+\s*$")


@dataclass(frozen=True, slots=True)
class CardNumber:
    """A number as sent, the digits to use (None: not usable) and what was wrong with it ('' nothing)."""

    text: str | None
    value: str | None
    damage: str


def parse_noka(text: str | None) -> CardNumber:
    """A card number with its 13 digits: a card number starts with 0, so zeros lost as a number are put back in front.

    damage: '' | kosong | nol_depan_hilang (zeros put back) | bukan_angka | kurang_digit (under 6) | lebih_digit.
    """
    plain = text or ""
    if not re.search(r"[0-9A-Za-z]", plain):
        return CardNumber(text, None, "kosong")
    if re.search(r"[A-Za-z]", plain):
        return CardNumber(text, None, "bukan_angka")
    digits = re.sub(r"[^0-9]", "", _DAMAGED_TAIL.sub("", plain))
    if len(digits) > NOKA_LENGTH:
        return CardNumber(text, None, "lebih_digit")
    if len(digits) < _SHORTEST_NOKA:
        return CardNumber(text, None, "kurang_digit")
    return CardNumber(text, digits.zfill(NOKA_LENGTH), "" if len(digits) == NOKA_LENGTH else "nol_depan_hilang")


@dataclass(frozen=True, slots=True)
class Nkk:
    """A family register number: value (16 digits or None), its damage as for a NIK, where and when it was issued."""

    text: str | None
    value: str | None
    damage: str

    @property
    def issue_region(self) -> str | None:
        """The district that issued it: `16.71.04`."""
        return f"{self.value[:2]}.{self.value[2:4]}.{self.value[4:6]}" if self.value else None

    def issued_on(self, latest: date) -> date | None:
        """The day of issue (digits 7 to 12, no 40 added, from 2000 on); None when they are no date up to `latest`."""
        if self.value is None:
            return None
        try:
            day = date(2000 + int(self.value[10:12]), int(self.value[8:10]), int(self.value[6:8]))
        except ValueError:
            return None
        return day if day <= latest else None


def parse_nkk(text: str | None) -> Nkk:
    """A family register number: 16 digits, never padded; damage named as for a NIK, but its date is no birth."""
    found = parse_nik(text)
    damages = [code for code in found.damages if code != "tanggal_mustahil"]
    return Nkk(text, found.value, damages[0] if damages else "")
