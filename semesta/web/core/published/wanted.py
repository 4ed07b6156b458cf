"""What somebody looks for, read from one search box and its fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DAY = re.compile(r"\b(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMBER = re.compile(r"(?<![A-Za-z])\d[\d\s.\-'`]{5,}")


@dataclass(frozen=True)
class Wanted:
    """`number`: digits of a NIK, card or family card as typed; the rest narrows or stands alone."""

    number: str = ""
    name: str = ""
    birth_on: date | None = None
    area_code: str = ""
    address: str = ""
    rt: str = ""
    rw: str = ""

    @property
    def nothing(self) -> bool:
        """Nobody is looked for."""
        return not (self.number or self.name or self.birth_on or self.address or self.rt)


def wanted_of(
    text: str, *, birth_on: date | None = None, area_code: str = "", address: str = "", rt: str = "", rw: str = ""
) -> Wanted:
    """The number, day and name in one line of text: `budi santoso 17-08-1990`, `1671 0417 0890 0001`."""
    rest = text.replace("\u00a0", " ").strip()
    if found := _DAY.search(rest):
        parts = [int(part) for part in found.groups() if part]
        year, month, day = parts if found.group(4) else parts[::-1]
        try:
            birth_on = birth_on or date(year, month, day)
            rest = rest[: found.start()] + " " + rest[found.end() :]
        except ValueError:
            pass  # no day: then it is part of a number or name
    number = ""
    if found := _NUMBER.search(rest):
        number = re.sub(r"\D", "", found.group())
        rest = rest[: found.start()] + " " + rest[found.end() :]
    return Wanted(number, " ".join(rest.split()), birth_on, area_code, address.strip(), _padded(rt), _padded(rw))


def _padded(text: str) -> str:
    """RT and RW as registers write them: `3` is `003`."""
    digits = text.strip()
    return digits.zfill(3) if digits.isdigit() else digits
